"""A clamp that is not possible is refused in one sentence that names the argument."""

import math

import pytest
import torch

from rnnlab import ConfigError, EmbeddingRNN, ablate, rank_units


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"unit": 8}, "unit must be a whole number from 0 to 7, got 8"),
        ({"unit": -1}, "unit must be a whole number from 0 to 7, got -1"),
        ({"unit": True}, "unit must be a whole number from 0 to 7, got True"),
        ({"layer": 2}, "layer must be a whole number from 0 to 1, got 2"),
        ({"layer": 0.0}, "layer must be a whole number from 0 to 1, got 0.0"),
        ({"gate": "r"}, "gate must be one of i, f, g, o, c, got 'r'"),
        ({"gate": "h"}, "gate must be one of i, f, g, o, c, got 'h'"),
        ({"gate": ["i"]}, "gate must be one of i, f, g, o, c, got ['i']"),
        ({"steps": 0}, "steps must be whole numbers from 1 to 5, the number of the source's symbols, got 0"),
        ({"steps": [1, 6]}, "steps must be whole numbers from 1 to 5, the number of the source's symbols, got 6"),
        ({"steps": "12"}, "steps must be whole numbers from 1 to 5, the number of the source's symbols, got '12'"),
        ({"steps": [True]}, "steps must be whole numbers from 1 to 5, the number of the source's symbols, got True"),
        ({"steps": []}, "steps must be whole numbers from 1 to 5, the number of the source's symbols, got none"),
        ({"value": math.nan}, "value must be a finite number, got nan"),
        ({"value": -math.inf}, "value must be a finite number, got -inf"),
        ({"value": 1e39}, "value must be a finite number, got 1e+39"),
        ({"value": True}, "value must be a finite number, got True"),
        ({"value": "0"}, "value must be a finite number, got '0'"),
    ],
)
def test_what_cannot_be_held_is_refused_in_one_sentence(given, sentence):
    model = EmbeddingRNN.seeded(0, 4, cell="lstm")
    with pytest.raises(ConfigError) as caught:
        ablate(model, "hello", "ohlol", **({"unit": 0, "vocab": "ehlo"} | given))
    assert str(caught.value) == sentence
    assert caught.value.field == next(iter(given))
    if "gate" in given or "value" in given:
        with pytest.raises(ConfigError) as caught:
            rank_units(model, "hello", "ohlol", vocab="ehlo", **given)
        assert str(caught.value) == sentence


def test_a_plain_rnn_has_no_gate_and_a_gru_no_cell_state():
    with pytest.raises(ConfigError, match=r"^gate must be left out with a plain RNN, which has none, got 'i'$"):
        ablate(EmbeddingRNN.seeded(0, 4), "hello", "ohlol", unit=0, gate="i", vocab="ehlo")
    with pytest.raises(ConfigError, match=r"^gate must be one of r, z, n, got 'c'$"):
        ablate(EmbeddingRNN.seeded(0, 4, cell="gru"), "hello", "ohlol", unit=0, gate="c", vocab="ehlo")


def test_a_value_that_no_score_survives_is_refused():
    model = EmbeddingRNN.seeded(0, 4)
    with torch.no_grad():
        model.fc.weight *= 100
    for held in (
        lambda: ablate(model, "hello", "ohlol", layer=1, unit=0, value=3e38, vocab="ehlo"),
        lambda: rank_units(model, "hello", "ohlol", value=3e38, vocab="ehlo"),
    ):
        with pytest.raises(ConfigError, match=r"^value must be small enough for a finite loss, got 3e\+38$") as caught:
            held()
        assert caught.value.field == "value"
