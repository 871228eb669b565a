"""One edit, and edits as the text of a link: exact to the last bit, and one sentence for everything else."""

import doctest
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from rnnlab import Edit, EditError
from rnnlab.config import edits as edits_module
from rnnlab.config.edits import LIMIT, LINK_EDITS, digits, from_text, merged, to_text
from tests.config.test_edits import CONFIGS, VALUES, bits, edits_for


@pytest.mark.parametrize("value", [0.1, 1, np.float32(0.1), np.float64(0.1), np.int64(3), Fraction(1, 3), -0.0])
def test_a_value_is_kept_as_the_nearest_float32(value):
    edit = Edit("x", [0, 0, 0], value)
    assert edit.index == (0, 0, 0)
    assert type(edit.value) is float
    assert edit.value == np.float32(float(value))
    assert math.copysign(1, edit.value) == 1


@pytest.mark.parametrize(
    "value", [math.nan, math.inf, -math.inf, LIMIT + 1, -(10**400), 1e39, True, "1", None, 1j, [1], np.array([1.0])]
)
def test_what_is_no_number_within_the_limit_is_refused(value):
    with pytest.raises(EditError, match=r"^value must be a number from -1000000 to 1000000, got ") as error:
        Edit("x", (0, 0, 0), value)
    assert error.value.field == "edits"


@pytest.mark.parametrize("name", ["", "y", "weight", "weight_ih_0", "output", "layer0.h", "x ", 3, None, "h_1"])
def test_a_name_that_nothing_has_is_refused(name):
    with pytest.raises(EditError, match=r"^name must be x, h_0, c_0 or a weight as torch names it, got "):
        Edit(name, (0,), 1)


@pytest.mark.parametrize("index", [(), (0, 0, 0, 0), (0.0,), (True,), "0", 0, None, ("0",), (np.int64(0),)])
def test_an_index_that_is_none_is_refused(index):
    with pytest.raises(EditError, match=r"^index must be one to three whole numbers, got "):
        Edit("x", index, 1)


@pytest.mark.parametrize("index", [(0, -1), (1_000_000, 0), (10**400,)])
def test_an_index_counts_from_the_start_and_no_further_than_anything_goes(index):
    with pytest.raises(EditError, match=r"^index must be counted from 0 to at most 999999, got ") as error:
        Edit("h_0", index, 1)
    assert len(str(error.value)) < 150


@given(some.data())
def test_what_a_link_says_is_read_back_bit_for_bit(data):
    edits = merged(data.draw(edits_for(data.draw(some.sampled_from(CONFIGS)), most=LINK_EDITS)))
    again = from_text(to_text(edits))
    assert [edit.place for edit in again] == [edit.place for edit in edits]
    assert [bits(edit.value) for edit in again] == [bits(edit.value) for edit in edits]


@given(VALUES)
@example(float.fromhex("0x1.5c87fap-84"))  # 7.038531e-26 is the same float32, but not if it is first a float64
def test_digits_are_enough_by_way_of_float64_too(value):
    value += 0.0  # an edit has no -0.0
    assert bits(np.float32(float(digits(value)))) == bits(value)


def test_a_link_needs_no_escapes():
    edits = [Edit("weight_hh_l0_reverse", (1, 0), -1e-30), Edit("x", (0, 0, 0), LIMIT)]
    assert to_text(edits) == "weight_hh_l0_reverse.1.0~-1e-30~x.0.0.0~1e06"


@given(some.text(max_size=60))
def test_any_other_text_is_refused_in_one_sentence(text):
    message = refusal(text)
    assert not message or (message.startswith("edits must be ") and len(message) < 150)


def refusal(text):
    """The message with which a text is refused, empty if it is not; any exception but EditError is raised."""
    try:
        from_text(text)
    except EditError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "x.0.0.0",
        "x.0.0.0~",
        "x.0.0.0~1~",
        "x.0.0.0~1~h_0.0.0",
        "x~1",
        "x.0.0.0.0~1",
        "x.-1.0.0~1",
        "x.0.0.1e3~1",
        "x.0.0.٣~1",
        "x.0.0.9999999~1",
        "x.0.0.0~nan",
        "x.0.0.0~inf",
        "x.0.0.0~1e999",
        "x.0.0.0~1000001",
        "x.0.0.0~٣",
        "x.0.0.0~0x10",
        "x.0.0.0~1_000",
        "x.0.0.0~ 1",
        "X.0.0.0~1",
        "__class__.0~1",
        "weight_ih_l0_sideways.0.0~1",
        "x.0.0.0~" + "9" * 5000,
        "9" * 5000,
    ],
)
def test_a_malformed_link_is_refused(text):
    with pytest.raises(EditError, match=r"^edits must be like x\.0\.0\.2~1\.5, with values from -1000000 to 1000000, "):
        from_text(text)


def test_a_link_holds_as_many_edits_as_stated_and_no_more():
    edits = [Edit("x", (t, 0, 0), t) for t in range(LINK_EDITS)]
    assert from_text(to_text(edits)) == tuple(edits)
    with pytest.raises(EditError, match=r"^edits must be at most 24 in a link, got 25$"):
        from_text(to_text([*edits, Edit("h_0", (0, 0), 1)]))


def test_the_examples_in_the_docstrings_hold():
    assert doctest.testmod(edits_module).failed == 0
