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


def test_slices_follow_one_another(clock):
    reserved = Turns()
    assert [reserved.reserve(0.25) for _ in range(3)] == [0.0, 0.25, 0.5]
    clock[0] += 0.5
    assert reserved.reserve(0.25) == 0.25


def test_a_time_that_nobody_reserved_is_not_kept(clock):
    reserved = Turns()
    reserved.reserve(0.25)
    clock[0] += 10
    assert [reserved.reserve(0.25) for _ in range(2)] == [0.0, 0.25]
