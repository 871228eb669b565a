"""Every level against the mean, least and largest value of its blocks, computed one by one."""

import numpy as np
import pytest

from rnnlab.analysis.levels import levels
from rnnlab.errors import ConfigError

OF = {"mean": np.nanmean, "min": np.nanmin, "max": np.nanmax}


@pytest.mark.parametrize("statistic", OF)
@pytest.mark.parametrize("seq_len", [1, 2, 3, 4, 5, 16, 17, 63, 64, 65, 250])
@pytest.mark.parametrize("bad", [False, True])
def test_each_block_has_the_statistic_of_its_finite_values(statistic, seq_len, bad):
    states = np.random.default_rng(seq_len).normal(size=(seq_len, 2, 3)).astype(np.float32)
    if bad:
        states[::3, 0, 1], states[seq_len // 2, 1, 2], states[:, 1, 0] = np.nan, np.inf, -np.inf
    found = levels(states, statistic)
    assert [len(level.values) for level in found][-1] == 1
    assert found[0].values is states
    finite = np.where(np.isfinite(states), states, np.nan)
    for level in found[1:]:
        assert level.values.dtype == np.float32
        for block, start in enumerate(range(0, seq_len, level.steps)):
            part = finite[start : start + level.steps]
            none = np.isnan(part).all(0)
            expected = OF[statistic](np.where(none, 0, part), 0)
            np.testing.assert_allclose(level.values[block], np.where(none, np.nan, expected), rtol=1e-6, atol=1e-7)
            if bad:
                assert level.not_finite[block].tolist() == np.isnan(part).sum(0).tolist()
        assert len(level.values) == block + 1
    assert all((level.not_finite is None) != bad for level in found)
    assert [level.steps for level in found] == [4**k for k in range(len(found))]


def test_a_mean_of_the_largest_numbers_is_no_infinity():
    states = np.full((9, 1, 1), 3e38, np.float32)
    assert [level.values.max() for level in levels(states)] == [np.float32(3e38)] * 3


def test_what_is_no_statistic_and_no_array_of_states_is_refused():
    with pytest.raises(ConfigError, match=r"^statistic must be one of mean, min, max, got 'median'$"):
        levels(np.zeros((3, 1, 1)), "median")
    with pytest.raises(ConfigError, match=r"^states must be numbers of shape"):
        levels(np.zeros((3, 0, 1)))
