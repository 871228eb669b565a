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


def test_pictures_begin_small_and_grow_on_a_quick_line(clock):
    watched = Line()
    shares = [watched.share] + [picture(watched, clock, 0.1) for _ in range(11)]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1], watched.rest_share) == (1 / 64, 1, 1)


def test_they_get_smaller_on_a_slow_one_also_while_nothing_trains(clock):
    watched = Line()
    for _ in range(11):
        picture(watched, clock, 0.3)
    assert picture(watched, clock, 0.3 + 0.24) == pytest.approx(0.5)
    assert picture(watched, clock, 8) == watched.rest_share == 1 / 64
    assert picture(watched, clock, 0.3) > 1 / 64


@pytest.mark.parametrize("rate", [50_000, 300_000, 1_000_000])
@pytest.mark.parametrize("latency", [0.0, 0.1, 0.3])
def test_a_picture_comes_to_take_no_more_than_a_third_of_a_second(clock, rate, latency):
    """Bytes per second, and seconds there and back."""
    watched = Line()
    for _ in range(30):
        taken = 400_000 * watched.share / rate
        picture(watched, clock, latency + taken)
    assert 400_000 * watched.share / rate <= 1 / 3


def test_of_two_pictures_the_first_one_counts(clock):
    watched = Line()
    watched.sent(0)
    clock[0] += 3
    watched.sent(0)
    watched.asked()
    assert watched.is_slow


def test_the_time_until_the_next_picture_is_to_be_asked_for_does_not_count(clock):
    watched = Line()
    picture(watched, clock, 0.1, after=30)
    assert not watched.is_slow


def test_nor_does_the_time_in_which_the_server_could_not_have_answered(clock):
    watched = Line()
    watched.sent(0)
    clock[0] += 5
    watched.ready()
    clock[0] += 0.1
    watched.asked()
    assert not watched.is_slow


def test_a_request_without_a_picture_before_changes_nothing(clock):
    watched = Line()
    watched.asked()
    assert watched.share == Line().share
