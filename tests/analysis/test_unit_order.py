"""The three orders, on states whose order is known."""

import numpy as np
import pytest

from rnnlab.analysis.unit_order import unit_order
from rnnlab.errors import ConfigError


def phases(angles, steps=400):
    """A sine of each phase, (steps, 1, units): the nearer two phases, the higher their correlation."""
    return np.sin(np.linspace(0, 40 * np.pi, steps, endpoint=False)[:, None, None] + np.array(angles))


@pytest.mark.parametrize("seed", range(5))
def test_units_that_follow_one_another_lie_side_by_side(seed):
    shuffled = np.random.default_rng(seed).permutation(9)
    h = phases(shuffled * 0.25)
    order = unit_order({"h": h}, "similarity", "rnn")
    assert np.abs(np.diff(shuffled[order])).tolist() == [1] * 8
    assert np.array_equal(order, unit_order({"h": h.copy()}, "similarity", "rnn"))


def test_two_groups_are_not_mixed():
    rng = np.random.default_rng(0)
    sources = rng.normal(size=(300, 1, 2))
    member = np.array([0, 1, 0, 1, 1, 0, 0, 1])
    h = sources[:, :, member] + 0.1 * rng.normal(size=(300, 1, 8))
    grouped = member[unit_order({"h": h}, "similarity", "rnn")]
    assert np.count_nonzero(np.diff(grouped)) == 1


def test_constant_units_come_last():
    h = phases([0.0, 0.3, 0.6, 0.9])
    h[:, :, 1], h[:, :, 3] = 0.1, np.nan
    assert unit_order({"h": h}, "similarity", "rnn").tolist()[2:] == [1, 3]
    assert unit_order({"h": phases([0.0, 0.6, 0.3, 0.9])}, "similarity", "rnn").tolist() == [3, 1, 2, 0]
    assert unit_order({"h": h * 0}, "similarity", "rnn").tolist() == [0, 1, 2, 3]
    assert unit_order({"h": h * np.nan}, "similarity", "rnn").tolist() == [0, 1, 2, 3]


def test_by_time_the_fastest_comes_first_and_the_unknown_last():
    f = np.array([0.9, 0.1, np.nan, 0.99, 1.0, 0.5]) * np.ones((4, 2, 1))
    assert unit_order({"h": f, "f": f}, "time", "lstm").tolist() == [1, 5, 0, 3, 4, 2]
    assert unit_order({"h": f, "f": f}, "index", "lstm").tolist() == [0, 1, 2, 3, 4, 5]
    assert unit_order({"c": f[:, :, :4], "f": f[:, :, :4]}, "time", "lstm", "c").tolist() == [1, 0, 3, 2]


def test_what_cannot_be_ordered_is_refused():
    h = np.ones((4, 1, 2))
    with pytest.raises(ConfigError, match=r"^by must be one of index, similarity, time, got 'size'$"):
        unit_order({"h": h}, "size", "rnn")
    with pytest.raises(ConfigError, match=r"^states must have the array c, got h$"):
        unit_order({"h": h}, "index", "lstm", "c")
    with pytest.raises(ConfigError, match=r"^quantity must be an array of 3 units, got 'h'$"):
        unit_order({"h": h, "f": np.ones((4, 1, 3))}, "time", "lstm")
