import threading

import pytest

from rnnlab.config.training import TextConfig
from rnnlab.recording.recording import Recording
from rnnlab.training.trainer import train_text
from rnnlab.ui.live.cache import RecordingCache
from rnnlab.ui.live.fair_lock import FairGate
from rnnlab.ui.pages.training import live_run as live
from rnnlab.ui.pages.training.live_run import LiveRun

LONG = TextConfig(epochs=5000)


@pytest.fixture
def no_burst(monkeypatch):
    """Every run counts as a long one."""
    monkeypatch.setattr(live, "BURST", -1.0)
    monkeypatch.setattr(live, "SLICE", 0.002)


def test_a_new_run_has_done_one_epoch_and_waits():
    run = LiveRun(TextConfig())
    assert (run.epochs_done, run.status) == (1, "paused")


def test_a_short_run_is_trained_whole_at_once():
    run = LiveRun(TextConfig())
    run.go_on()
    assert run.status == "done"
    assert run.snapshot().losses == train_text().losses


def test_a_run_goes_to_the_epoch_of_its_link():
    assert LiveRun(TextConfig(), epoch=7).epochs_done == 7
    assert LiveRun(TextConfig(), epoch=700).epochs_done == 15


def test_a_long_run_is_trained_in_slices_until_it_is_paused(no_burst):
    run = LiveRun(LONG)
    run.go_on()
    first = run.epochs_done
    assert run.status == "running"
    run.tick()
    assert run.epochs_done > first
    run.pause()
    stopped = run.epochs_done
    run.tick()
    assert (run.epochs_done, run.status) == (stopped, "paused")


def test_nothing_trains_unless_it_is_asked_to(no_burst):
    run = LiveRun(LONG)
    run.go_on()
    done = run.epochs_done
    assert run.snapshot().header["epochs_done"] == done
    assert run.epochs_done == done


def test_slices_give_the_same_numbers_as_one_go(no_burst):
    config = TextConfig(epochs=60, cell="lstm")
    run = LiveRun(config)
    run.go_on()
    while run.running:
        run.tick()
    assert run.snapshot().losses == train_text(epochs=60, cell="lstm").losses


def test_a_step_trains_one_epoch_and_stays_paused():
    run = LiveRun(TextConfig(epochs=3))
    run.step()
    assert (run.epochs_done, run.status) == (2, "paused")
    run.step()
    run.step()
    assert (run.epochs_done, run.status) == (3, "done")


def test_a_snapshot_is_made_once_per_state(no_burst):
    run = LiveRun(LONG)
    assert run.snapshot() is run.snapshot()
    run.step()
    assert len(run.snapshot().losses) == 2


def test_live_snapshots_are_small_and_resting_ones_bounded(no_burst, monkeypatch):
    monkeypatch.setattr(live, "SLICE", 0.2)
    run = LiveRun(TextConfig(epochs=5000, hidden_size=64))
    run.go_on()
    assert run.snapshot().nbytes <= 1.2 * live.LIVE_BYTES
    run.pause()
    assert run.snapshot().nbytes <= 1.2 * live.REST_BYTES


def test_a_run_that_breaks_keeps_everything_up_to_there():
    run = LiveRun(TextConfig(lr=1e10, optimiser="adamw", epochs=50))
    run.go_on()
    assert "must be" in run.problem
    assert not run.running
    assert len(run.snapshot().losses) == run.epochs_done >= 1
    run.go_on()
    run.step()
    assert run.status == "paused"


def test_the_gate_lets_in_one_at_a_time_in_order_of_arrival():
    gate, order, inside = FairGate(), [], []

    def visit(number):
        with gate.turn(10) as mine:
            assert mine
            inside.append(number)
            assert len(inside) == 1
            order.append(number)
            inside.pop()

    with gate.turn(0):
        threads = []
        for number in range(5):
            threads.append(threading.Thread(target=visit, args=(number,)))
            threads[-1].start()
            while gate.waiting < number + 2:
                pass
    for thread in threads:
        thread.join()
    assert order == list(range(5))
    assert gate.waiting == 0


def test_nobody_waits_for_longer_than_they_said():
    gate = FairGate()
    with gate.turn(0) as first, gate.turn(0.01) as second:
        assert (first, second) == (True, False)
    with gate.turn(0) as third:
        assert third


def test_a_run_that_gets_no_turn_does_not_train(no_burst):
    run = LiveRun(LONG)
    run.go_on()
    done = run.epochs_done
    with live.GATE.turn(0):
        run.tick()
    assert run.epochs_done == done


def test_the_cache_shares_recordings_and_forgets_the_oldest():
    import numpy as np

    cache, made = RecordingCache(max_bytes=1000), []

    def make(name):
        return cache.get(
            name, lambda: made.append(name) or Recording({"a": np.zeros(100, "float32")}, {"kind": "cell"})
        )

    assert make("a") is make("a")
    make("b")
    make("a")
    make("c")  # b is the oldest now
    make("a")
    assert made == ["a", "b", "c"]
    make("b")
    assert made == ["a", "b", "c", "b"]
    assert cache.nbytes <= 1000


def test_looking_ahead_changes_nothing_that_is_shown_and_nothing_that_is_computed():
    config = TextConfig(epochs=12, seed=5)
    plain, ahead = LiveRun(config), LiveRun(config)
    ahead.look_ahead()
    assert ahead._trainer.epochs_done > 1
    assert ahead.snapshot() == plain.snapshot()
    assert (ahead.epochs_done, ahead.status) == (1, "paused")
    for run in (plain, ahead):
        run.step()
        run.look_ahead()
        assert run.epochs_done == 2
    assert ahead.snapshot() == plain.snapshot()
    for run in (plain, ahead):
        run.go_on()
    assert ahead.snapshot() == plain.snapshot() == train_text(epochs=12, seed=5)


def test_a_failure_that_was_met_ahead_is_told_when_the_run_gets_there():
    run = LiveRun(TextConfig(lr=1e10, optimiser="adamw", epochs=9))
    run.look_ahead()
    assert not run.problem
    assert "failure" not in run.snapshot().header
    run.go_on()
    assert run.problem.endswith(".")
    assert "failure" in run.snapshot().header
