"""What of the states can be computed with."""

import numpy as np
import pytest

from rnnlab.analysis.finite import checked_states, finite_rows
from rnnlab.errors import ConfigError


def test_states_without_a_fault_are_not_copied():
    states = np.ones((5, 2, 3), np.float32)
    found = finite_rows(states)
    assert np.shares_memory(found.rows, states)
    assert found.kept.all()
    assert found.known.all()


def test_padding_and_steps_that_are_no_numbers_are_left_out_and_counted():
    """Hand-worked: of 2 × 4 steps one is padding and one has a NaN; the third unit is never finite."""
    states = np.arange(24, dtype=np.float64).reshape(4, 2, 3)
    states[3, 1] = np.inf
    states[1, 0, 0] = np.nan
    states[:, :, 2] = -np.inf
    found = finite_rows(states, [4, 3])
    assert found.rows[:, 0].tolist() == [0, 3, 9, 12, 15, 18]
    assert found.rows[:, 2].tolist() == [0] * 6
    assert found.not_finite.tolist() == [1, 0, 7]
    assert found.known.tolist() == [True, True, False]
    assert found.kept.sum() == 6


def test_states_that_are_finite_nowhere_have_no_rows():
    assert finite_rows(np.full((4, 2, 3), np.nan)).rows.shape == (0, 3)
    assert finite_rows(np.ones((4, 2, 3)), [0, 0]).rows.shape == (0, 3)


@pytest.mark.parametrize("dtype", [np.float16, np.int64, bool])
def test_other_numbers_become_float32(dtype):
    assert checked_states("h", np.ones((1, 1, 1), dtype)).dtype == np.float32


@pytest.mark.parametrize(
    "values", [np.ones((2, 2)), np.ones((2, 0, 1)), np.array([[["a"]]]), np.ones((1, 1, 1), complex)]
)
def test_what_is_no_array_of_states_is_refused(values):
    with pytest.raises(ConfigError, match=r"^h must be numbers of shape \(seq_len, batch_size, units\), got "):
        checked_states("h", values)


@pytest.mark.parametrize("lengths", [[1], [1, 5], [-1, 1], [1.5, 2], [[1, 2]], "ab"])
def test_lengths_that_do_not_fit_are_refused(lengths):
    with pytest.raises(ConfigError, match=r"^lengths must be 2 whole numbers from 0 to 4, got "):
        finite_rows(np.ones((4, 2, 3)), lengths)
