"""Many steps in few columns: a spike survives, and so does what is not a number."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnlab.player.inspection.blocks import in_blocks


@given(steps=st.integers(1, 60), columns=st.integers(1, 70), seed=st.integers(0, 99))
def test_each_column_is_the_value_of_largest_magnitude_of_its_steps(steps, columns, seed):
    values = np.random.default_rng(seed).normal(size=(steps + 3, 2))
    blocks = in_blocks(values, 2, steps + 1, columns)
    assert len(blocks.values) <= columns
    for k, row in enumerate(blocks.values):
        block = values[2 + k * blocks.per : min(steps + 2, 2 + (k + 1) * blocks.per)]
        np.testing.assert_array_equal(row, block[np.abs(block).argmax(0), [0, 1]])


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_one_value_that_is_not_finite_is_seen_among_a_thousand(bad):
    values = np.ones((1000, 1), np.float32)
    values[501] = bad
    found = in_blocks(values, 0, 999, 10).values.ravel()
    np.testing.assert_array_equal(found, [1, 1, 1, 1, 1, bad, 1, 1, 1, 1])
