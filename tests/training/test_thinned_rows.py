"""Thinned rows of a run: the first, every n-th and the newest are kept at any length; copies and files are equal."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlab.training.thinned_rows import ThinnedRows

DTYPE = np.dtype([("number", np.float32), ("pair", np.int32, 2)])
CAPACITIES = st.integers(0, 12)
FIRSTS = st.integers(0, 3)
STRIDES = st.sampled_from([1, 2, 5])
LENGTHS = st.integers(0, 150)


def filled(capacity, first, stride, length):
    """ThinnedRows of `length` steps from `first` on, each holding its own step; and the last step."""
    rows = ThinnedRows(DTYPE, capacity, first=first, stride=stride)
    for step in range(first, first + length):
        rows.add(step, (step, (step, -step)))
    return rows, first + length - 1


def check(rows, last, room):
    """Values belong to their steps; steps are evenly spread, with the first and the last."""
    steps = rows.steps
    np.testing.assert_array_equal(rows.values["number"], steps)
    np.testing.assert_array_equal(rows.values["pair"], np.stack([steps, -steps], axis=1))
    assert len(steps) <= max(2, room)
    if last >= rows.first:
        assert (steps[0], steps[-1]) == (rows.first, last)
        on_grid = steps[:-1] if (last - rows.first) % rows.stride else steps
        np.testing.assert_array_equal(on_grid, np.arange(rows.first, last + 1, rows.stride))
    else:
        assert not len(steps)


@given(CAPACITIES, FIRSTS, STRIDES, LENGTHS)
def test_rows_of_any_length_are_evenly_spread_within_their_room(capacity, first, stride, length):
    rows, last = filled(capacity, first, stride, length)
    check(rows, last, capacity)
    assert rows.nbytes == max(2, capacity) * DTYPE.itemsize


@given(st.builds(filled, CAPACITIES, FIRSTS, STRIDES, LENGTHS), CAPACITIES, st.integers(-1, 160))
def test_a_copy_of_the_beginning_has_its_first_and_last_row_and_can_go_on(rows_and_last, room, end):
    rows, last = rows_and_last
    end = min(end, last)
    copy = ThinnedRows(DTYPE, room, first=rows.first)
    copy.copy_until(rows, end)
    kept = [step for step in rows.steps if step <= end]
    check(copy, kept[-1] if kept else copy.first - 1, room)
    before = rows.values.copy()
    for step in range(end + 1, end + 40):
        copy.add(step, (step, (step, -step)))
        np.testing.assert_array_equal(copy.values["number"], copy.steps)
        assert copy.steps[-1] == step
    assert copy.steps[0] == min(rows.first, end + 1) or kept
    np.testing.assert_array_equal(rows.values, before)


@given(CAPACITIES, FIRSTS, STRIDES, LENGTHS)
def test_arrays_give_the_same_rows_back(capacity, first, stride, length):
    rows, last = filled(capacity, first, stride, length)
    arrays = {name: values.copy() for name, values in rows.arrays("x.", last).items()}
    again = ThinnedRows.of(DTYPE, arrays, "x.", first=rows.first, stride=rows.stride, done=last)
    np.testing.assert_array_equal(again.steps, rows.steps)
    np.testing.assert_array_equal(again.values, rows.values)


@pytest.mark.parametrize(
    ("change", "first", "stride"),
    [
        (lambda arrays: arrays.pop("number"), 1, 1),
        (lambda arrays: arrays.update(number=arrays["number"][:3]), 1, 1),
        (lambda arrays: arrays.update(number=arrays["number"].astype(np.float64)), 1, 1),
        (lambda arrays: arrays.update(pair=arrays["pair"][:, :1]), 1, 1),
        (lambda arrays: arrays.update(number=np.float32(3)), 1, 1),
        (lambda arrays: None, 2, 1),
        (lambda arrays: None, 1, 2),
        (lambda arrays: None, -1, 1),
        (lambda arrays: None, True, 1),
        (lambda arrays: None, 1, 0),
        (lambda arrays: None, 1, 2**41),
        (lambda arrays: None, 1, "1"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(change, first, stride):
    rows, last = filled(20, 1, 1, 9)
    arrays = {name: values.copy() for name, values in rows.arrays("", last).items()}
    change(arrays)
    with pytest.raises((ValueError, LookupError, TypeError)):
        ThinnedRows.of(DTYPE, arrays, "", first=first, stride=stride, done=last)


def test_rows_with_other_names_share_what_both_have():
    rows, _ = filled(20, 1, 1, 9)
    other = ThinnedRows(np.dtype([("number", np.float32), ("more", np.float32)]), 20, first=1)
    other.copy_until(rows, 5)
    assert other.values["number"].tolist() == [1, 2, 3, 4, 5]
    assert not other.values["more"].any()
