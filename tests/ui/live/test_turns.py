"""`Turns` gives each slice a time after those before it."""

import pytest

from rnnlab.ui.live import turns
from rnnlab.ui.live.turns import Turns


@pytest.fixture
def clock(monkeypatch):
    """The time in seconds, in a list of one, as `Turns` reads it."""
    now = [100.0]
    monkeypatch.setattr(turns.time, "monotonic", lambda: now[0])
    return now


def test_slices_follow_one_another_each_somewhat_early(clock):
    reserved = Turns()
    assert [reserved.reserve(0.25) for _ in range(3)] == pytest.approx([0.0, 0.175, 0.35])
    clock[0] += 0.35
    assert reserved.reserve(0.25) == pytest.approx(0.175)


def test_a_time_that_nobody_reserved_is_not_kept(clock):
    reserved = Turns()
    reserved.reserve(0.25)
    clock[0] += 10
    assert [reserved.reserve(0.25) for _ in range(2)] == pytest.approx([0.0, 0.175])


def test_slices_that_take_less_than_they_may_follow_sooner(clock):
    reserved = Turns()
    reserved.took(0.1)
    assert [reserved.reserve(0.25) for _ in range(2)] == pytest.approx([0.0, 0.07])
    for _ in range(50):
        reserved.took(1.0)
    clock[0] += 10
    assert [reserved.reserve(0.25) for _ in range(2)] == pytest.approx([0.0, 0.175])
