"""One run of a session: what it trains at once, in slices and ahead of what is shown."""

from threading import Thread

import pytest

from rnnlab.config.training import TextConfig
from rnnlab.training.trainer import train_text
from rnnlab.ui.live import budget
from rnnlab.ui.live.fair_lock import TRAINING_LOCK
from rnnlab.ui.pages.training.live_run import LiveRun

LONG = TextConfig(epochs=5000)


@pytest.fixture
def no_burst(monkeypatch):
    """Let every run count as a long one, which is not trained at once."""
    monkeypatch.setattr(budget, "BURST", -1.0)
    monkeypatch.setattr(budget, "SLICE", 0.002)


def test_a_new_run_has_done_one_epoch_and_waits():
    run = LiveRun.begin(TextConfig())
    assert (run.epochs_done, run.status) == (1, "paused")


def test_a_short_run_is_trained_whole_at_once():
    run = LiveRun.begin(TextConfig())
    run.go_on()
    assert run.status == "done"
    assert run.snapshot().losses == train_text().losses


def test_a_run_goes_to_the_epoch_of_its_link():
    assert LiveRun.begin(TextConfig(), epoch=7).epochs_done == 7
    assert LiveRun.begin(TextConfig(), epoch=700).epochs_done == 15


def test_slices_give_the_same_numbers_as_one_go(no_burst):
    config = TextConfig(epochs=60, cell="lstm")
    run = LiveRun.begin(config)
    run.go_on()
    while run.running:
        run.tick()
    assert run.snapshot().losses == train_text(epochs=60, cell="lstm").losses


def test_a_snapshot_is_made_once_per_state(no_burst):
    run = LiveRun.begin(LONG)
    assert run.snapshot() is run.snapshot()
    run.step()
    assert len(run.snapshot().losses) == 2


def test_live_snapshots_are_small_and_resting_ones_bounded(no_burst, monkeypatch):
    monkeypatch.setattr(budget, "SLICE", 0.2)
    run = LiveRun.begin(TextConfig(epochs=5000, hidden_size=64))
    run.go_on()
    assert run.snapshot().nbytes <= 1.2 * budget.LIVE_BYTES
    run.pause()
    assert run.snapshot().nbytes <= 1.2 * budget.REST_BYTES


def test_a_run_that_breaks_keeps_everything_up_to_there():
    run = LiveRun.begin(TextConfig(lr=1e10, optimiser="adamw", epochs=50))
    run.go_on()
    assert "must be" in run.problem
    assert not run.running
    assert len(run.snapshot().losses) == run.epochs_done >= 1
    run.go_on()
    run.step()
    assert run.status == "paused"


def test_training_ahead_changes_nothing_that_is_shown_and_nothing_that_is_computed():
    config = TextConfig(epochs=12, seed=5)
    plain, ahead = LiveRun.begin(config), LiveRun.begin(config)
    ahead.prefetch()
    assert ahead._trainer.epochs_done > 1
    assert ahead.snapshot() == plain.snapshot()
    assert (ahead.epochs_done, ahead.status) == (1, "paused")
    for run in (plain, ahead):
        run.step()
        run.prefetch()
        assert run.epochs_done == 2
    assert ahead.snapshot() == plain.snapshot()
    for run in (plain, ahead):
        run.go_on()
    assert ahead.snapshot() == plain.snapshot() == train_text(epochs=12, seed=5)


def test_training_ahead_waits_until_nobody_trains_or_the_person_does_something(monkeypatch):
    monkeypatch.setattr(budget, "PREFETCH_PATIENCE", 60.0)
    run = LiveRun.begin(TextConfig(epochs=12))
    asked = []
    with TRAINING_LOCK.turn(0) as acquired:
        assert acquired
        run.prefetch(lambda: asked.append(1) or len(asked) > 2)
        assert (len(asked), run.trainer.epochs_done) == (3, 1)
        waiting = Thread(target=run.prefetch)
        waiting.start()
    waiting.join()
    assert run.trainer.epochs_done > 1
    done = run.trainer.epochs_done
    run.prefetch(lambda: len(asked) > 2)
    assert run.trainer.epochs_done == done


def test_a_run_that_others_slowed_down_at_first_shows_what_it_has_trained_ahead_at_once():
    """Its pace is measured again while it trains ahead: by the first one alone each tick would show one epoch."""
    run = LiveRun.begin(TextConfig(epochs=200))
    run._measured = 10.0
    run.prefetch()
    ahead = run.trainer.epochs_done
    assert ahead > 20
    run.go_on()
    assert run.epochs_done >= ahead


def test_on_a_slow_line_the_curve_of_a_long_run_that_is_paused_is_thinned():
    run = LiveRun.begin(TextConfig(epochs=2000))
    run.go_on(1500)
    assert len(run.snapshot(1.0).losses) == 1500
    run._forget_snapshots()
    thinned = run.snapshot(1 / 64)
    assert 400 < len(thinned.losses) < 600
    assert thinned["losses.epoch"][-1] == 1500


def test_a_failure_that_was_met_ahead_is_told_when_the_run_gets_there():
    run = LiveRun.begin(TextConfig(lr=1e10, optimiser="adamw", epochs=9))
    run.prefetch()
    assert not run.problem
    assert "failure" not in run.snapshot().header
    run.go_on()
    assert run.problem.endswith(".")
    assert "failure" in run.snapshot().header
