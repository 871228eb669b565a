"""`PacedTraining` pauses at the epoch it was given, and trains in turn with all others."""

import pytest

from rnnlab.ui.live import budget
from rnnlab.ui.live.fair_lock import TRAINING_LOCK
from rnnlab.ui.live.paced import PacedTraining


class Counter(PacedTraining):
    """Epochs that take no time, up to one that fails."""

    epochs_done = 0
    stopped = False
    _slice = 0.0

    def __init__(self, epochs, fails_at=None):
        super().__init__(epochs, 1)
        self.fails_at = fails_at

    def _forget_snapshots(self):
        pass

    def _work(self):
        self.epochs_done += 1
        self.stopped = self.epochs_done == self.fails_at
        return True


@pytest.fixture
def no_burst(monkeypatch):
    monkeypatch.setattr(budget, "BURST", -1.0)


def test_a_tick_trains_one_slice_until_it_is_paused(no_burst):
    run = Counter(9)
    run.go_on()
    assert (run.epochs_done, run.status) == (1, "running")
    run.tick()
    assert (run.epochs_done, run.status) == (2, "running")
    run.pause()
    run.tick()
    assert (run.epochs_done, run.status) == (2, "paused")


def test_what_is_quick_is_trained_at_once_up_to_where_it_was_to_go():
    run = Counter(9)
    run.go_on(until=4)
    assert (run.epochs_done, run.status) == (4, "paused")
    run.go_on()
    assert (run.epochs_done, run.status) == (9, "done")


def test_a_step_is_one_epoch_and_there_is_none_after_the_last():
    run = Counter(2)
    for done, status in ((1, "paused"), (2, "done"), (2, "done")):
        run.step()
        assert (run.epochs_done, run.status) == (done, status)


def test_without_a_turn_nothing_trains(no_burst):
    run = Counter(9)
    run.go_on()
    with TRAINING_LOCK.turn(0):
        run.tick()
    assert run.epochs_done == 1


def test_what_has_stopped_trains_no_more():
    run = Counter(9, fails_at=3)
    run.go_on()
    run.step()
    assert (run.epochs_done, run.status) == (3, "paused")


def test_the_pace_is_that_of_the_epochs_and_later_ones_count_for_more():
    run = Counter(100)
    run._measure(1, 10.0)
    assert run.pace == 10.0
    run._measure(1, 0.0)
    assert run.pace == pytest.approx(9.0)
    run._measure(60, 60.0)
    assert run.pace == pytest.approx(1.0, rel=0.02)


def test_a_tick_ends_after_the_epoch_at_hand_if_it_is_given_up(no_burst):
    run = Counter(9)
    run._slice = 10_000.0
    run._pause_at = 9
    run.tick(lambda: run.epochs_done == 3)
    assert (run.epochs_done, run.status) == (3, "running")


def test_a_run_says_that_it_runs_even_if_its_turn_has_not_come(no_burst):
    run, forgotten = Counter(9), []
    run._forget_snapshots = lambda: forgotten.append(run.status)
    with TRAINING_LOCK.turn(0):
        run.go_on()
    assert (run.epochs_done, forgotten) == (0, ["running"])
