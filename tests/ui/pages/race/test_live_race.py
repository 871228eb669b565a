"""A race in slices: its held-out losses, cells that stop, and epochs that are visited."""

import numpy as np
import pytest

from rnnlab import race
from rnnlab.ui.live import budget
from rnnlab.ui.live.fair_lock import TRAINING_LOCK
from rnnlab.ui.pages.race.live_race import RaceRun, held_out_every
from tests.ui.pages.race.races import CELLS, config


def test_a_cell_whose_loss_is_no_number_stops_with_its_reason_and_the_others_go_on():
    run = RaceRun(config(task="adding", lr=1000.0, optimiser="sgd", clip=0.0, epochs=200), CELLS)
    run.go_on()
    while run.running:
        run.tick()
    assert run.failures
    assert all("must be" in sentence for sentence in run.failures.values()), run.failures
    picture = run.snapshot()
    for cell in run.failures:
        assert len(picture[f"losses.{cell}"]) < 200
        assert np.isfinite(picture[f"losses.{cell}"]).all()
    for cell in set(CELLS) - set(run.failures):
        assert len(picture[f"losses.{cell}"]) == 200


def test_the_held_out_curve_is_the_same_however_the_slices_fall():
    whole, sliced = RaceRun(config(epochs=60), CELLS), RaceRun(config(epochs=60), CELLS)
    whole.go_on()
    while whole.running:  # on a busy machine it takes more than one slice
        whole.tick()
    while sliced.epochs_done < 60:
        sliced.step()
    for run in (whole, sliced):
        while run._due:
            run._advance(0.0)
    assert whole.held_out == sliced.held_out
    every = held_out_every(config(epochs=60))
    assert [epoch for epoch, _ in whole.held_out["gru"]] == sorted({1, *range(every, 61, every), 60})


def test_a_race_at_rest_has_a_held_out_loss_of_its_epoch_and_its_curve_stays_the_same():
    run = RaceRun(config(), CELLS)
    while run.epochs_done < 7:
        run.step()
    picture, result = run.snapshot(), race(config(epochs=7))
    for lane in result.lanes:
        assert picture[f"held_out.epoch.{lane.cell}"].tolist() == [1, 7]
        assert picture[f"held_out.{lane.cell}"][-1] == np.float32(lane.held_out)
        assert [epoch for epoch, _ in run.held_out[lane.cell]] == [1]


def trained(epochs) -> RaceRun:
    run = RaceRun(config(epochs=epochs), CELLS)
    while run.epochs_done < epochs:
        run.step()
    return run


def test_a_copy_goes_on_for_itself_and_so_does_its_original():
    run = RaceRun(config(), CELLS)
    while run.epochs_done < 8:
        run.step()
    other = run.copy()
    assert (other.epochs_done, other.running, other.number != run.number) == (8, False, True)
    other.go_on()
    while other.running:
        other.tick()
    assert (run.epochs_done, [epoch for epoch, _ in run.held_out["gru"]]) == (8, [1])
    for _ in range(12):
        run.step()
    for lane in race(config()).lanes:
        for each in (run, other):
            assert each.race.losses(lane.cell).tolist() == lane.losses.tolist()


def test_a_race_holds_more_than_one_that_has_come_less_far_or_is_another():
    run = RaceRun(config(), CELLS, 3)
    assert not run.holds_more_than(run.copy())
    assert run.holds_more_than(RaceRun(config(), CELLS))
    assert run.holds_more_than(RaceRun(config(), CELLS[:2], 5))
    assert run.holds_more_than(RaceRun(config(seed=1), CELLS, 5))


def test_an_epoch_that_is_not_kept_is_computed_again(little_kept):
    run = trained(40)
    assert 17 not in run.snapshot()["epoch"]
    run.visit(17)
    picture = run.snapshot()
    at = picture["epoch"].tolist().index(17)
    for cell in CELLS:
        whole = run.race.trainers[cell].recording(around=17)
        expected = whole["layer0.h"][whole["epoch"].tolist().index(17)]
        np.testing.assert_array_equal(picture[f"{cell}.h"][at], expected)


def test_a_visited_epoch_stays_in_the_snapshots_when_the_lanes_keep_it_no_longer(little_kept):
    run = RaceRun(config(epochs=60), CELLS)
    run.step()
    run.visit(2)
    while run.epochs_done < 60:
        run.step()
    assert all(2 not in trainer.kept_epochs for trainer in run.race.trainers.values())
    assert 2 in run.snapshot()["epoch"]


def test_an_epoch_that_would_take_too_long_is_answered_with_the_nearest_kept_ones(little_kept, monkeypatch):
    run = trained(40)
    monkeypatch.setattr(budget, "LONGEST_RACE_VISIT", 0.0)
    run.visit(17)
    assert run.snapshot().header["looked_at"] == 17
    assert 17 not in run.snapshot()["epoch"]
    assert not run.has_work


def test_an_epoch_asked_for_while_others_train_comes_with_a_later_turn(little_kept):
    run = trained(40)
    with TRAINING_LOCK.turn(0):
        run.visit(17)
        run.tick()
        assert run.snapshot().header["looked_at"] == 0
    assert run.has_work
    run.tick()
    assert 17 in run.snapshot()["epoch"]
    assert run.snapshot().header["looked_at"] == 17
    assert not run.has_work


@pytest.mark.parametrize("epoch", [None, "3", 0, 99, 1.5, True])
def test_a_visit_of_no_epoch_changes_nothing(epoch):
    run = RaceRun(config(), CELLS)
    before = run.snapshot()
    run.visit(epoch)
    assert run.snapshot() is before
