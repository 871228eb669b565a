"""`Ticks`: a slice comes before the picture where the picture would show nothing new and others wait."""

import pytest

from rnnlab.ui.live.fair_lock import TRAINING_LOCK
from rnnlab.ui.live.ticks import Ticks


@pytest.fixture
def asked():
    """Ticks of a player that was sent the state 3, and asks for the next picture."""
    ticks = Ticks()
    ticks.sent(3, 0.0)
    ticks.ask()
    return ticks


def test_a_run_alone_is_drawn_before_it_goes_on(asked):
    assert not asked.trains_first(3)


def test_where_others_train_nothing_is_drawn_twice(asked):
    with TRAINING_LOCK.turn(0):
        assert asked.trains_first(3)
        assert not asked.trains_first(4)  # there is something new to draw
        asked.trained()
        assert not asked.trains_first(3)  # nobody has asked


def test_after_the_last_picture_the_time_until_the_person_goes_on_does_not_count(asked, monkeypatch):
    now = [100.0]
    monkeypatch.setattr("rnnlab.ui.live.line.time.monotonic", lambda: now[0])
    asked.sent(3, 0.0)
    asked.sent(3, None)
    now[0] += 60
    asked.ask()
    assert not asked.line.is_slow
