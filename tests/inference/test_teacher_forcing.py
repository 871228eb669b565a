"""A free run of any length beside teacher forcing: its numbers are those of `generate` and `teacher_force`."""

import numpy as np
import pytest

from rnnlab import ConfigError, generate, teacher_force, train_text
from rnnlab.config.generation import GenerationConfig, reference_of
from rnnlab.inference import teacher_forcing
from rnnlab.inference.teacher_forcing import check_generation, compare
from rnnlab.player.payload import for_player
from rnnlab.recording.selection import second_run

LINE = "one sun on one son, no one on one nun"


@pytest.fixture(scope="module")
def trained():
    return train_text(LINE[:-1], LINE[1:], epochs=60, lr=0.01, hidden_size=16)


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


def test_a_network_is_read_once_and_run_twice(trained, monkeypatch):
    calls = []
    for name in ("read_text_model", "roll_out"):
        real = getattr(teacher_forcing, name)
        monkeypatch.setattr(teacher_forcing, name, lambda *a, name=name, real=real: calls.append(name) or real(*a))
    compare(trained, GenerationConfig(prime="one", length=5, reference=LINE))
    assert calls == ["read_text_model", "roll_out", "roll_out"]


def test_the_reference_is_the_text_from_the_prime_on():
    assert reference_of("hello", "l") == "llo"
    assert reference_of("hello", "lo") == "lohello"  # the prime is in the text, but at its end
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


def test_a_browser_is_sent_all_that_is_drawn_also_of_a_large_run(trained):
    both = compare(trained, GenerationConfig(prime="one", length=34, reference=LINE))
    assert for_player(both) is not None
    small = for_player(both, max_bytes=0)
    needed = {"read", "said", "probabilities", "logits", "x", "h_0", "layer1.h", "weight_hh_l1", "bias_ih_l0"}
    needed |= {"read_forced", "said_forced", "probabilities_forced", "layer1.h_forced", "layer0.distance"}
    assert needed <= set(small)
    assert not {"layer0.pre", "output"} & set(small)
