"""Scripts of free runs, teacher forcing and ablations: run in a fresh process, they print what the Console shows."""

import json
import random

import numpy as np
import pytest

from rnnlab import (
    ConfigError,
    Recording,
    TextConfig,
    Trainer,
    ablate,
    export,
    generate,
    teacher_force,
    train_text,
)
from rnnlab.config.generation import GenerationConfig, reference_of
from rnnlab.config.training import TaskConfig
from rnnlab.export.printed import printed_output
from rnnlab.inference.teacher_forcing import compare
from rnnlab.inference.text_model import read_text_model
from rnnlab.text import symbols
from tests.export.test_scripts import RUN_ALL, SYMBOLS, run_fresh, size

UNKNOWN = r"^recording must say how its network was trained to have a program, got one that does not$"


@pytest.fixture(scope="module")
def run():
    return train_text("hello", "ellow", cell="lstm", epochs=20)


def trained(config):
    trainer = Trainer(config)
    trainer.run_for(600)
    return trainer.recording()


def recordings(run, epoch=None):
    """A recording of each way to run a trained network."""
    yield generate(run, "he", 6, epoch=epoch, temperature=2, seed=3).recording
    yield teacher_force(run, "he", "hello", epoch=epoch, top_k=2, seed=3).recording
    yield compare(run, GenerationConfig(prime="he", length=6, reference="hello", seed=3), epoch=epoch)
    yield ablate(run, "hello", "ellow", unit=1, gate="f", steps=[2, 3], value=0.5, epoch=epoch).recording


def printed(recording):
    return "".join(line["text"] + "\n" for line in printed_output(recording)["printed"])


def assert_scripts_print(recordings):
    """Run every script, written from the recording's file, and compare with what the Console shows."""
    again = [Recording.from_bytes(recording.to_bytes()) for recording in recordings]
    outputs = json.loads(run_fresh(RUN_ALL, json.dumps([export.script(recording) for recording in again])))
    for recording, text in zip(again, outputs, strict=True):
        assert text == printed(recording)


def drawn():
    """Random trained networks and texts to generate; symbols include those with a meaning in Python source."""
    rng = random.Random(7)
    for cell in ("rnn", "gru", "lstm") * 2:
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
        run = trained(config)
        prime = "".join(symbols(source)[: rng.randint(1, 2)])
        writing = GenerationConfig(
            prime=prime,
            length=rng.choice([1, 4, 40, 90]),
            reference=reference_of(source, prime),
            temperature=rng.choice([0, 1e-300, 0.3, 1, 1.0, 7.5, 100.0]),
            top_k=rng.choice([None, 1, 3]),
            seed=rng.randrange(2**32),
        )
        epoch = rng.choice([None, 1, 2])
        yield compare(run, writing, epoch=epoch)
        sampling = {"temperature": writing.temperature, "top_k": writing.top_k, "seed": writing.seed}
        yield generate(run, prime, writing.length, epoch=epoch, **sampling).recording
        yield teacher_force(run, prime, writing.reference, epoch=epoch, **sampling).recording
        place = {"unit": rng.randrange(run["fc.weight"].shape[2]), "value": rng.choice([0, 0.5, -1])}
        place["gate"] = {"rnn": None, "gru": "z", "lstm": "c"}[cell]
        yield ablate(run, source, rng.choice([source, target]), epoch=epoch, **place).recording


def test_the_scripts_print_in_a_fresh_process_what_the_console_shows(run):
    assert_scripts_print([*drawn(), *recordings(run), *recordings(run, 7)])


@pytest.mark.parametrize("epoch", [None, 7])
def test_what_is_printed_are_the_numbers_of_the_run(run, epoch):
    done = epoch or 20
    for recording in list(recordings(run, epoch))[:3]:
        output = printed_output(recording)
        first, *steps, last = output["printed"]
        expected = f"Predicted: {run.predictions[done - 1]}, Epoch [{done}/20] loss = {run.losses[done - 1]:.3f}"
        assert first == {"text": expected, "step": None}
        assert [line["step"] for line in steps] == list(range(1, len(recording["read"]) + 1))
        assert last == {"text": f"Wrote: {recording.header['text']}", "step": len(steps)}
        assert "multinomial" in "".join(output["code"][line] for line in output["active"]["*"])


def test_the_origin_says_the_run_and_the_epoch_of_the_weights(run):
    for recording in recordings(run, 7):
        assert recording.header["origin"] == {
            "config": run.header["config"],
            "epoch": 7,
            "loss": run.losses[6],
            "predicted": run.predictions[6],
        }


def test_the_origin_of_a_thinned_recording_is_that_of_the_whole_one():
    trainer = Trainer(TextConfig(epochs=300))
    trainer.run_for(600)
    whole, thinned = trainer.recording(), trainer.recording(20_000, points=40)
    assert len(thinned.losses) < 100
    assert "predicted.epoch" in thinned
    for epoch in thinned["epoch"].tolist():
        assert read_text_model(thinned, epoch=epoch).origin == read_text_model(whole, epoch=epoch).origin
    assert export.script(generate(thinned, "h", 3).recording) == export.script(generate(whole, "h", 3).recording)


def test_files_that_say_the_origin_as_older_versions_did_have_the_same_script(run):
    for recording in recordings(run, 7):
        header = dict(recording.header)
        origin = header.pop("origin")
        if recording.kind == "ablation":
            header |= {"trained": origin["config"], "epoch": origin["epoch"]}
        else:
            header["trained"] = origin
        old = Recording.from_bytes(Recording(dict(recording), header).to_bytes())
        assert export.script(old) == export.script(recording)
        assert printed_output(old) == printed_output(recording)


def without_origin(recording, **entries):
    header = {name: entry for name, entry in recording.header.items() if name != "origin"}
    return Recording(dict(recording), header | entries)


@pytest.mark.parametrize(
    "entries", [{}, {"trained": 3}, {"trained": {"epoch": "1"}}, {"origin": None}, {"origin": {"config": 3}}], ids=str
)
def test_a_recording_that_does_not_say_its_origin_has_no_script(run, entries):
    for recording in recordings(run):
        with pytest.raises(ConfigError, match=UNKNOWN):
            export.script(without_origin(recording, **entries))


@pytest.mark.parametrize("epoch", [0, 21, "7", True, None, 2.0])
def test_an_origin_of_no_epoch_of_its_run_is_refused(run, epoch):
    for recording in recordings(run):
        origin = {**recording.header["origin"], "epoch": epoch}
        with pytest.raises(ConfigError, match=r"^epoch must be a whole number from 1 to 20 in the recording's header"):
            export.script(recording.with_header(origin=origin))


@pytest.mark.parametrize("entries", [{"loss": None}, {"loss": "0"}, {"predicted": 3}])
def test_an_origin_without_its_epochs_loss_or_prediction_prints_nothing(run, entries):
    recording = generate(run, "he", 6).recording
    with pytest.raises(ConfigError, match=UNKNOWN):
        printed_output(recording.with_header(origin={**recording.header["origin"], **entries}))


def test_networks_whose_training_no_script_repeats_have_no_origin(run):
    fork = Trainer(TextConfig(epochs=3)).fork(0, lr=0.1)
    fork.run_for(600)
    puzzle = trained(TaskConfig(task="echo", seq_len=6, epochs=2))
    networks = [
        generate(fork.recording(), "h", 3),
        generate(read_text_model(run).network, "h", 3, vocab=run.header["vocab"]),
        generate(run, "A", 3, vocab="ABCDE"[: len(run.header["vocab"])]),  # its script would write other letters
        generate(puzzle, puzzle.header["vocab"][0], 3),
    ]
    for made in networks:
        assert "origin" not in made.recording.header
        with pytest.raises(ConfigError, match=UNKNOWN):
            export.script(made.recording)


@pytest.mark.parametrize(
    "damage",
    [
        {"losses": np.zeros(3)},
        {"losses": np.full(20, np.nan)},
        {"predicted": np.full((20, 5), 99)},
        {"predicted": np.zeros(20)},
        {"predicted.epoch": np.zeros(20, np.int64)},
    ],
    ids=lambda damage: next(iter(damage)),
)
def test_a_damaged_recording_of_a_training_still_writes_but_has_no_origin(run, damage):
    made = generate(Recording({**run, **damage}, run.header), "he", 3)
    assert made.text == generate(run, "he", 3).text
    assert "origin" not in made.recording.header
