"""Phases of a run as a recording's header lists them."""

import json
import struct

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as some

from rnnlab.config.edits import MOST_EDITS, Edit, digits
from rnnlab.config.phases import Phase, differing, from_header, to_header
from rnnlab.config.training import TextConfig
from rnnlab.errors import ConfigError, EditError

CONFIG = TextConfig()
ANY_FLOAT32 = some.floats(width=32, allow_nan=False, allow_infinity=False)


def bits(value):
    return struct.pack("<d", value)


def listed(values):
    return [{"step": 3, "before": {}, "after": {}, "weights": ["fc.bias"], "values": values}]


@given(value=ANY_FLOAT32)
def test_a_weight_of_a_training_run_may_be_any_finite_float32_and_keeps_its_bits(value):
    edit = Edit("fc.bias", (0,), value)
    assert bits(edit.value) == bits(value)
    header = json.loads(json.dumps(to_header((Phase(0, CONFIG, {}), Phase(3, CONFIG, {"fc.bias": 0}, (edit,))), 9)))
    (found,) = from_header(CONFIG, header)[1].edits
    assert (found, bits(found.value)) == (edit, bits(value))


@given(value=some.floats(-3e38, 3e38))
def test_rounding_to_float32_changes_no_number_that_a_script_sets(value):
    """A header may be written by hand: the script sets a float32 weight either way."""
    edit = Edit("fc.bias", (0,), value)
    with np.errstate(under="ignore"):
        assert np.float32(float(digits(edit.value))).tobytes() == np.float32(value).tobytes()


def test_the_numbers_that_differ_are_listed_by_name_and_place():
    before = {"fc.bias": torch.tensor([1.0, 2.0]), "emb.weight": torch.zeros(1, 2)}
    after = {"fc.bias": torch.tensor([1.0, 0.1]), "emb.weight": torch.tensor([[0.0, -5e9]])}
    assert differing(before, after) == (Edit("emb.weight", (0, 1), -5e9), Edit("fc.bias", (1,), 0.1))
    assert differing({"fc.bias": torch.zeros(MOST_EDITS + 1)}, {"fc.bias": torch.ones(MOST_EDITS + 1)}) is None


ONE = ["fc.bias", [0], 1.0]
UNREADABLE = (3, [3], [ONE[:2]], [["h_1", *ONE[1:]]], [["x", *ONE[1:]]], [["fc.bias", [-1], 1.0]])


@pytest.mark.parametrize("values", [*UNREADABLE, [["fc.bias", [0], 1e39]], [ONE] * (MOST_EDITS + 1)])
def test_a_header_that_lists_something_else_is_refused(values):
    with pytest.raises(ConfigError, match=r"^changes must say what a fork changed, got something else$"):
        from_header(CONFIG, listed(values))


def test_more_weights_than_a_header_lists_are_refused():
    with pytest.raises(ConfigError, match=r"^run must be one in which a fork set at most 500 weights by hand, got one"):
        from_header(CONFIG, listed(None))


@pytest.mark.parametrize("name", ["emb.weights", "rnn.weight_ih", "rnn.bias_hh_l0_reverse", "fc.weight_l0", "rnn"])
def test_a_name_that_no_network_has_is_refused(name):
    with pytest.raises(EditError, match=r"^name must be "):
        Edit(name, (0,), 1)
