"""`Line` makes pictures smaller for a browser that takes long to ask for the next one."""

import pytest

from rnnlab.ui.live import line
from rnnlab.ui.live.line import Line


@pytest.fixture
def clock(monkeypatch):
    """The time in seconds, in a list of one, as `Line` reads it."""
    now = [100.0]
    monkeypatch.setattr(line.time, "monotonic", lambda: now[0])
    return now


def picture(watched, clock, seconds, after=0.0):
    """A picture is sent, and the next one asked for so much later than it was to be; returns the share after that."""
    watched.sent(after)
    clock[0] += after + seconds
    watched.asked()
    return watched.share


def test_pictures_get_smaller_on_a_slow_line_and_large_again_on_a_quick_one(clock):
    watched = Line()
    assert [picture(watched, clock, 3) for _ in range(6)] == [1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / 16, 1 / 16]
    shares = [picture(watched, clock, 0.1) for _ in range(8)]
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_the_time_until_the_next_picture_is_to_be_asked_for_does_not_count(clock):
    assert picture(Line(), clock, 0.1, after=30) == 1


def test_nor_does_the_time_in_which_the_server_could_not_have_answered(clock):
    watched = Line()
    watched.sent(0)
    clock[0] += 5
    watched.ready()
    clock[0] += 0.1
    watched.asked()
    assert watched.share == 1


def test_a_request_without_a_picture_before_changes_nothing(clock):
    watched = Line()
    watched.asked()
    assert watched.share == 1
