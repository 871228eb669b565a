"""A free run of any length beside teacher forcing: its numbers are the library's, and its program prints them again."""

import json
import random

import numpy as np
import pytest

from rnnlab import ConfigError, Recording, TextConfig, Trainer, export, generate, teacher_force
from rnnlab.config.generation import GenerationConfig, reference_of
from rnnlab.export.printed import printed_output
from rnnlab.inference.teacher_forcing import check_generation, compare
from rnnlab.player.payload import for_player
from rnnlab.recording.selection import second_run
from rnnlab.text import symbols
from tests.export.test_scripts import RUN_ALL, SYMBOLS, run_fresh, size

LINE = "one sun on one son, no one on one nun"


@pytest.fixture(scope="module")
def trained():
    return train(TextConfig(source=LINE[:-1], target=LINE[1:], epochs=60, lr=0.01, hidden_size=16))


def train(config, until=None):
    trainer = Trainer(config)
    while trainer.epochs_done < (until or config.epochs):
        next(trainer)
    return trainer.recording()


def told(config, recording, writing):
    """As the page makes it: with what its program needs to know."""
    done = recording.header["epochs_done"]
    trained = {"config": config.to_dict(), "epoch": done, "loss": recording.losses[-1]}
    trained["predicted"] = recording.predictions[-1]
    return compare(recording, writing).with_header(trained=trained)


@pytest.mark.parametrize("length", [1, 2, 5, 34, 90])
@pytest.mark.parametrize("options", [{}, {"temperature": 0}, {"temperature": 3.5, "top_k": 2, "seed": 5}])
def test_the_free_run_is_generates_and_the_forced_one_teacher_forces(trained, length, options):
    both = compare(trained, GenerationConfig(prime="one", length=length, reference=LINE, **options))
    alone = generate(trained, "one", length, **options)
    assert both.header["text"] == alone.text
    for name, array in alone.recording.items():
        np.testing.assert_array_equal(both[name], array)
    steps = min(length + 2, len(LINE))
    theirs = teacher_force(trained, "one", LINE[: max(4, steps)], **options)
    for name in ("read_forced", "said_forced", "probabilities_forced", "layer1.h_forced", "layer0.distance"):
        np.testing.assert_array_equal(both[name], theirs.recording[name][:steps])
    differs = [t for t in range(steps) if both["read"][t] != both["read_forced"][t]]
    assert both.header["parts_at"] == (differs[0] + 1 if differs else None)
    np.testing.assert_array_equal(second_run(both)["h_n"][1], both["layer1.h_forced"][-1])


def test_the_reference_is_the_text_from_the_prime_on():
    assert reference_of("hello", "l") == "llo"
    assert reference_of("hello", "lo") == "lohello"  # it stands there, but nothing goes on after it
    assert reference_of("hello", "x") == "xhello"
    assert reference_of("ne\u0301e", "n\u00e9") == "n\u00e9e"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"prime": ""}, "prime"),
        ({"prime": "x"}, "prime"),
        ({"reference": "sun"}, "reference"),
        ({"reference": "one"}, "reference"),
        ({"reference": "one z"}, "reference"),
        ({"length": 0}, "length"),
        ({"length": 10**9}, "length"),
        ({"top_k": 9}, "top_k"),
        ({"temperature": 101.0}, "temperature"),
    ],
)
def test_what_cannot_be_written_is_told_before_it_runs_and_in_the_same_words(trained, change, field):
    writing = GenerationConfig(**{"prime": "one", "length": 5, "reference": LINE, **change})
    with pytest.raises(ConfigError) as before:
        check_generation(writing, trained.header["vocab"], 16, 2, "rnn")
    with pytest.raises(ConfigError) as running:
        compare(trained, writing)
    assert (str(before.value), before.value.field) == (str(running.value), field)


def drawn():
    """Trained networks and what they are to write, at random: signs that mean something in Python among the symbols."""
    rng = random.Random(7)
    for cell in ("rnn", "gru", "lstm") * 4:
        length = rng.choice([2, 7, 30])
        source, target = ("|".join(rng.choices(SYMBOLS, k=length)) for _ in range(2))
        config = TextConfig(
            source=source,
            target=target,
            cell=cell,
            embedding_size=size(rng),
            hidden_size=size(rng),
            num_layers=rng.randint(1, 3),
            lr=rng.choice([0.05, 1e-3]),
            optimiser=rng.choice(["adam", "sgd", "rmsprop"]),
            schedule=rng.choice(["constant", "cosine"]),
            clip=rng.choice([0.0, 0.5]),
            memory=rng.random() < 0.8,
            epochs=rng.randint(2, 30),
            seed=rng.randrange(2**32),
        )
        prime = "".join(symbols(source)[: rng.randint(1, 2)])
        writing = GenerationConfig(
            prime=prime,
            length=rng.choice([1, 4, 40, 90]),
            reference=reference_of(source, prime),
            temperature=rng.choice([0, 1e-300, 0.3, 1, 1.0, 7.5, 100.0]),
            top_k=rng.choice([None, 1, 3]),
            seed=rng.randrange(2**32),
        )
        yield config, writing, rng.choice([None, 1, 2])


def test_the_program_prints_in_a_fresh_process_what_the_console_shows():
    recordings = [told(config, train(config, until), writing) for config, writing, until in drawn()]
    scripts = [export.script(Recording.from_bytes(recording.to_bytes())) for recording in recordings]
    for recording, text in zip(recordings, json.loads(run_fresh(RUN_ALL, json.dumps(scripts))), strict=True):
        assert text == "".join(line["text"] + "\n" for line in printed_output(recording)["printed"])


def test_the_program_runs_on_its_own_and_prints_every_step(trained):
    config = TextConfig.from_dict(trained.header["config"])
    recording = told(config, trained, GenerationConfig(prime="one", length=34, reference=LINE))
    text = run_fresh(export.script(recording))
    lines = printed_output(recording)["printed"]
    assert text == "".join(line["text"] + "\n" for line in lines)
    assert [line["step"] for line in lines] == [None, *range(1, 37), 36]
    assert text.endswith(f"Wrote: {recording.header['text']}\n")
    marked = printed_output(recording)["active"]["*"]
    assert "multinomial" in "".join(printed_output(recording)["code"][line] for line in marked)


def test_a_network_from_elsewhere_has_no_program(trained):
    recording = compare(trained, GenerationConfig(prime="one", length=5, reference=LINE))
    for header in ({}, {"trained": 3}, {"trained": {"epoch": "1"}}):
        with pytest.raises(ConfigError, match=r"^recording must say how its network was trained to have a program"):
            export.script(recording.with_header(**header))


def test_a_browser_is_sent_all_that_is_drawn_also_of_a_large_run(trained):
    both = compare(trained, GenerationConfig(prime="one", length=34, reference=LINE))
    assert for_player(both) is not None
    small = for_player(both, max_bytes=0)
    needed = {"read", "said", "probabilities", "logits", "x", "h_0", "layer1.h", "weight_hh_l1", "bias_ih_l0"}
    needed |= {"read_forced", "said_forced", "probabilities_forced", "layer1.h_forced", "layer0.distance"}
    assert needed <= set(small)
    assert not {"layer0.pre", "output"} & set(small)
