"""The player's clock: how fast it plays, where it stops, and how a step moves."""

import math

import pytest

CLOCK = "player/clock.js"
# A clock over 1 to `length`; its position, and whether it plays, after a frame at each of the times in ms.
PLAYED = """
const clock = new m.Clock({ reducedMotion: () => given.reduced });
clock.setRange(1, given.length, given.length);
clock.seek(given.from ?? 1);
clock.speed = given.speed;
clock.play(0);
return given.times.map((now) => { clock.tick(now); return [clock.position, clock.playing]; });
"""


def played(js, *, length=8, speed=1, reduced=False, times, **more):
    return js(CLOCK, PLAYED, length=length, speed=speed, reduced=reduced, times=list(times), **more)


def test_the_speeds_are_a_quarter_to_four_times_the_pace(js):
    assert js(CLOCK, "m.SPEEDS") == [0.25, 0.5, 1, 2, 4]


@pytest.mark.parametrize("length", [1, 5, 8, 15, 64, 200, 1000, 5000, 100_000])
def test_a_long_sequence_is_over_in_about_a_quarter_of_a_minute_and_a_short_one_is_slow(js, length):
    rate = js(CLOCK, "m.baseRate(given.length)", length=length)
    assert math.log2(rate).is_integer()
    if length >= 200:
        assert 11 < length / rate < 23
    else:
        assert 1 <= rate <= 16


@pytest.mark.parametrize(("speed", "steps"), [(0.25, 4), (1, 16), (4, 64)])
def test_two_seconds_of_a_hundred_steps_are_so_many_at_each_speed(js, speed, steps):
    *_, last = played(js, length=100, speed=speed, times=range(0, 2001, 250))
    assert last == [1 + steps, True]


def test_it_stops_at_the_last_step_and_begins_again_from_there(js):
    positions = played(js, length=8, speed=4, times=range(0, 3001, 100))
    assert positions[-1] == [8, False]
    assert played(js, length=8, speed=1, times=[0], **{"from": 8}) == [[1, True]]


def test_reduced_motion_is_one_step_a_second_at_most(js):
    positions = played(js, length=1000, speed=4, reduced=True, times=range(0, 3001, 250))
    assert [position for position, _ in positions][::4] == [1, 2, 3, 4]


def test_what_a_hidden_tab_missed_is_not_caught_up(js):
    rate = js(CLOCK, "m.baseRate(1000)")
    assert played(js, length=1000, times=[60_000]) == [[1 + math.floor(rate / 4), True]]  # a quarter of a second


def test_a_position_stays_within_the_range_also_when_that_shrinks(js):
    moved = """
    const clock = new m.Clock({ reducedMotion: () => false });
    clock.setRange(0, 10, 10);
    const positions = [99, -5, 3.6].map((to) => { clock.seek(to); return clock.position; });
    clock.setRange(0, 2, 2);
    return [...positions, clock.position];
    """
    assert js(CLOCK, moved) == [10, 0, 4, 2]


def test_a_step_moves_its_input_then_its_state_then_its_colour_and_rests(js):
    motions = """
    const clock = new m.Clock({ reducedMotion: () => given.reduced });
    clock.setRange(0, 8, 8);
    clock.seek(1, { animate: true, now: 0 });
    const at = (now) => clock.motion(now);
    return [0, 60, 150, 280, 300].map(at);
    """
    first, early, middle, late, rest = js(CLOCK, motions, reduced=False)
    assert rest is None
    assert first == {"input": 0, "travel": 0, "fill": 0}
    assert early["input"] > 0 == early["travel"]
    assert middle["input"] == 1 > middle["travel"] > 0 == middle["fill"]
    assert late["travel"] == 1 > late["fill"] > 0
    assert js(CLOCK, motions, reduced=True) == [None] * 5
