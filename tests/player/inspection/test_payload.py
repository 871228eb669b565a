"""What the browser is sent of a part: all steps in few columns, a window in full, and what is known of the units."""

import json
import math

import numpy as np
import pytest

from rnnlab import Recording, RecordingError
from rnnlab.player.inspection.checks import checked_calls
from rnnlab.player.inspection.part import Part
from rnnlab.player.inspection.payload import Looked, inspection
from rnnlab.player.inspection.results import extent_of, results_of
from rnnlab.player.inspection.words import token_text
from rnnlab.recording.calls import calls_of


def header_of(steps, batch, units):
    """The header of a recording of one call of a plain RNN."""
    call = {"module": "", "class": "RNN", "cell": "rnn", "nonlinearity": "tanh", "number": 1, "training": False}
    call |= {"lengths": None, "units": None, "weights": "w0", "is_cell": False, "seq_len": steps, "batch_size": batch}
    call |= {"input_size": 1, "hidden_size": units, "state_size": units, "num_layers": 1, "bidirectional": False}
    vocab = [f"t{i}" for i in range(9)]
    return {"kind": "watched", "versions": {}, "calls": [call], "left_out": "", "vocab": vocab}


def part(states, quantity="h", **arrays):
    """A part of a recording of one plain RNN with these states, (seq_len, batch_size, units)."""
    steps, batch, units = states.shape
    held = {"0.layer0.h": states, "0.x": np.zeros((steps, batch, 1), np.float32)}
    held |= {f"0.{name}": array for name, array in arrays.items()}
    return Part(
        call=calls_of(Recording(held, header_of(steps, batch, units)))[0],
        item=0,
        layer=0,
        reverse=False,
        quantity=quantity,
    )


def sent(shown, looked=None, **view):
    return inspection(shown, extent_of(shown), results_of(shown, "index"), looked or Looked(), **view)


def waves(steps, units, batch=1):
    rng = np.random.default_rng(0)
    return np.tanh(rng.normal(size=(steps, batch, units))).astype(np.float32)


def test_a_short_sequence_is_sent_in_full():
    states = waves(30, 4, batch=2)
    tokens = np.tile(np.arange(30, dtype=np.int32)[:, None] % 9, (1, 2))
    recording = sent(part(states, tokens=tokens))
    np.testing.assert_array_equal(recording["overview"], states[:, 0])
    view = recording.header["view"]
    assert view["overview"] == {"per": 1}
    assert "window" not in recording
    assert view["tokens"]["texts"][:10] == ["t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "t0"]
    assert Recording.from_bytes(recording.to_bytes()) == recording


def test_a_long_sequence_is_sent_in_columns_and_a_window_of_it_in_full():
    states = waves(20_000, 8)
    shown = part(states, tokens=np.zeros((20_000, 1), np.int32))
    recording = sent(shown, Looked(window=(5000, 5600)))
    assert recording.nbytes < 400_000
    view = recording.header["view"]
    assert view["overview"]["per"] == math.ceil(20_000 / len(recording["overview"]))
    assert view["window"] == {"first": 5000, "per": 1, "last": 5600}
    np.testing.assert_array_equal(recording["window"], states[5000:5601, 0])
    assert (view["tokens"]["first"], len(view["tokens"]["texts"])) == (5000, 601)
    whole = sent(shown, Looked(window=(0, 19_999))).header["view"]
    assert whole["window"]["per"] == whole["overview"]["per"]
    assert whole["tokens"]["texts"] == []


def test_a_window_or_unit_that_the_part_does_not_have_is_left_out():
    recording = sent(part(waves(30, 4)), Looked(window=(90, 99), unit=(7, 3)))
    assert "detail" not in recording.header["view"]


def test_what_is_not_finite_is_counted_in_words_and_drawn():
    states = waves(50, 3)
    states[7, 0, 1], states[8, 0, 2], states[9, 0, 2] = np.nan, np.inf, -np.inf
    shown = part(states)
    assert extent_of(shown).not_finite == "1 NaN and 2 infinite of 150 values, all grey; the first: unit 1, step 8."
    recording = sent(shown)
    assert math.isnan(recording["overview"][7, 1])
    assert recording.header["view"]["largest"] == np.abs(states[np.isfinite(states)]).max()
    json.dumps(recording.header["view"], allow_nan=False)
    assert extent_of(part(np.full((4, 1, 2), np.nan, np.float32))).largest == 0


def test_the_gradient_is_sent_with_its_sentence():
    gradient = np.zeros((40, 1, 3), np.float32)
    gradient[:, 0, 0] = 10.0 ** (np.arange(40) - 39)
    recording = sent(part(waves(40, 3), **{"layer0.h.grad": gradient}))
    np.testing.assert_allclose(recording["reach.h"], gradient[:, 0, 0])
    (reach,) = recording.header["view"]["reach"]
    assert reach["below"] == 36
    assert "from step 36 on" in reach["sentence"]


def test_units_that_stand_at_a_limit_are_counted_with_definition_and_source():
    states = waves(60, 4)
    states[:, 0, 2] = 0.99
    kinds = {kind["kind"]: kind for kind in sent(part(states)).header["view"]["health"]["kinds"]}
    assert (kinds["saturated"]["count"], kinds["saturated"]["units"]) == (1, [2])
    assert "0.95" in kinds["saturated"]["definition"]
    assert "Glorot" in kinds["saturated"]["source"]


@pytest.mark.parametrize(
    ("token", "text"), [("a", "a"), ("<b>", "<b>"), ("\u202eabc", "U+202Eabc"), ("x" * 99, "x" * 24 + "…"), ("\n", "↵")]
)
def test_a_token_is_one_short_line(token, text):
    assert token_text(token) == text


@pytest.mark.parametrize(
    ("changes", "entries", "problem"),
    [
        ({"layer0.h": np.zeros((0, 1, 3), np.float32)}, {}, "at least one step"),
        ({"layer0.h": np.zeros((5, 1, 0), np.float32)}, {}, "units that were kept"),
        ({"layer0.h.grad": np.zeros((4, 1, 3), np.float32)}, {}, "must have the shape"),
        ({}, {"lengths": [9]}, "lengths must be one number from 1 to 5"),
        ({}, {"lengths": [5, 5]}, "lengths must be"),
        ({}, {"lengths": [0]}, "lengths must be"),
        ({}, {"units": [1]}, "units that were kept"),
        ({"tokens": np.full((5, 1), 77, np.int32)}, {}, "ids of the header's vocab"),
    ],
)
def test_a_recording_that_promises_more_than_it_holds_is_refused(changes, entries, problem):
    header = header_of(5, 1, 3)
    header["calls"][0] |= entries
    arrays = {"0.layer0.h": waves(5, 3), "0.x": np.zeros((5, 1, 1), np.float32)}
    with pytest.raises(RecordingError, match=problem):
        checked_calls(Recording(arrays | {f"0.{name}": array for name, array in changes.items()}, header))
