"""Recordings of a run of many epochs: any epoch exactly, and few numbers where a picture needs no more."""

import numpy as np
import pytest

from rnnlab.config.training import TextConfig
from rnnlab.training.loop import Loop
from rnnlab.training.trainer import Trainer

EPOCHS = 700


@pytest.fixture(scope="module")
def thinned():
    """A run that keeps few of its frames, and one that keeps them all."""
    config = TextConfig(epochs=EPOCHS, clip=0.05, optimiser="sgd", lr=0.001)
    few, all_kept = Trainer(config, max_bytes=60_000), Trainer(config)
    for trainer in (few, all_kept):
        for _ in trainer:
            pass
    return few, all_kept


def test_any_epoch_is_looked_at_exactly_whatever_is_kept(thinned):
    few, all_kept = thinned
    whole = all_kept.recording()
    for epoch in (1, 2, 333, 334, 335, 698, 699, 700):
        recording = few.recording(1, around=epoch, points=40)
        at, of = recording["epoch"].tolist().index(epoch), epoch - 1
        for name in ("probabilities", "layer0.h", "layer1.h", "emb.weight", "rnn.weight_hh_l1", "fc.bias"):
            np.testing.assert_array_equal(recording[name][at], whole[name][of])
        assert recording["losses"][recording["losses.epoch"].tolist().index(epoch)] == whole["losses"][of]
        assert recording.predictions[recording["predicted.epoch"].tolist().index(epoch)] == whole.predictions[of]


def test_what_was_looked_at_stays_right_while_the_run_goes_on():
    config = TextConfig(epochs=EPOCHS)
    trainer, other = Trainer(config, max_bytes=60_000), Trainer(config)
    while trainer.epochs_done < 200:
        next(trainer), next(other)
    for _ in range(300):
        next(trainer), next(other)
        if trainer.epochs_done % 60 == 0:
            recording, whole = trainer.recording(1, around=150), other.recording()
            at = recording["epoch"].tolist().index(150)
            np.testing.assert_array_equal(recording["layer1.h"][at], whole["layer1.h"][149])
    earlier = trainer.recording(epochs=150, around=150)
    assert earlier["epoch"].max() == 150


def test_the_steps_that_a_look_at_an_epoch_takes_are_known_beforehand(thinned, monkeypatch):
    few, all_kept = thinned
    kept = few.recording()["epoch"].tolist()
    assert few.kept_epochs.tolist() == kept
    taken, advance = [], Loop.advance
    monkeypatch.setattr(Loop, "advance", lambda loop, *args: taken.append(loop.step) or advance(loop, *args))
    for epoch in (1, 2, 15, 16, 17, 18, 19, 20, 333, 334, 335, 336, 697, 698, 699, EPOCHS):
        taken.clear()
        few.at(EPOCHS).recording(1, around=epoch)  # of a new trainer, which holds no frames in memory
        assert len(taken) == few.steps_to_recompute(epoch)
        assert (few.steps_to_recompute(epoch) == 0) == (epoch in kept)
        assert all_kept.steps_to_recompute(epoch) == 0


def test_a_long_curve_is_drawn_by_few_points_the_extremes_among_them(thinned):
    few, _ = thinned
    whole = few.recording()
    recording = few.recording(20_000, points=50)
    losses, epochs = recording["losses"], recording["losses.epoch"]
    assert len(losses) <= 50 + 2 + len(recording["epoch"])
    np.testing.assert_array_equal(whole["losses"][epochs - 1], losses)
    for part in np.array_split(np.arange(EPOCHS), 10):
        inside = losses[(epochs > part[0]) & (epochs <= part[-1] + 1)]
        assert inside.min() <= whole["losses"][part].min() + 0.2
    assert (losses.min(), losses.max()) == (whole["losses"].min(), whole["losses"].max())
    assert epochs[0] == 1
    assert epochs[-1] == EPOCHS
    assert 40 < len(recording["clipped"]) <= 51 < len(whole["clipped"])
    assert set(recording["clipped"].tolist()) <= set(whole["clipped"].tolist())
    assert len(recording["clipped.norm"]) == len(recording["clipped"])


def test_a_short_run_is_never_thinned(thinned):
    few, _ = thinned
    assert few.recording(points=EPOCHS) == few.recording()


def test_a_curve_holds_the_epochs_that_are_asked_for(thinned):
    few, _ = thinned
    whole = few.recording()["losses"]
    epochs, losses = few.loss_curve(500, 20, 123, 9999)
    assert 123 in epochs
    assert epochs.max() == 500
    assert len(epochs) <= 24
    np.testing.assert_array_equal(losses, whole[epochs - 1])
    np.testing.assert_array_equal(few.loss_curve(15, 20)[0], np.arange(1, 16))


def test_a_fork_says_what_it_was_before(thinned):
    few, _ = thinned
    fork = few.fork(3, lr=0.01, epochs=900)
    assert fork.first_config == few.config
    assert (fork.most_epochs, few.most_epochs) == (900, EPOCHS)
    assert fork.can_be_scripted
    assert few.fork(3, weights={"fc.bias": np.zeros(4, np.float32)}).fork(3, lr=1.0).can_be_scripted
