"""A run can return to any of its steps and repeats what followed; a fork shares all steps before it."""

import numpy as np
import pytest
import torch

from rnnlab import ConfigError, Recording, TaskConfig, TextConfig, Trainer, TrainingError
from tests import lesson
from tests.fresh import output
from tests.training.test_trainer import torch_threads

CELLS = ("rnn", "gru", "lstm")
OPTIMISERS = ("sgd", "momentum", "adam", "adamw", "rmsprop")
TASKS = [
    TaskConfig(task="echo", seq_len=6, batch_size=3, epochs=60),
    TaskConfig(task="next", text="to be or not to be, " * 9, seq_len=7, batch_size=2, epochs=60, cell="gru"),
    TaskConfig(task="adding", seq_len=5, batch_size=4, epochs=60, cell="lstm", hidden_size=7, optimiser="momentum"),
]


def trained(config, epochs=None, **options):
    trainer = Trainer(config, **options)
    for _ in range(config.epochs if epochs is None else epochs):
        next(trainer)
    return trainer


def same(one, other):
    """Whether two trainers are at one step with the same weights, moments and history."""
    a, b = one.state(frames=False), other.state(frames=False)
    names = [name for name in a if not name.startswith(("checkpoint.", "predicted"))]
    return a.header["epochs_done"] == b.header["epochs_done"] and all(np.array_equal(a[n], b[n]) for n in names)


@pytest.mark.parametrize("optimiser", OPTIMISERS)
@pytest.mark.parametrize("cell", CELLS)
def test_going_on_from_any_step_repeats_the_run(cell, optimiser):
    config = TextConfig(cell=cell, optimiser=optimiser, lr=0.02, epochs=40, schedule="cosine", clip=1.0)
    whole, steps = Trainer(config), []
    steps.extend(whole)
    for step in (0, 1, 15, 16, 17, 33, 39, 40):
        again = whole.at(step)
        assert again.epochs_done == step
        assert again.recording() == whole.recording(epochs=step)
        assert list(again) == steps[step:]
        assert same(again, whole)


@pytest.mark.parametrize("config", TASKS, ids=lambda config: config.task)
def test_a_task_s_random_batches_come_again(config):
    whole, steps = Trainer(config), []
    steps.extend(whole)
    again = whole.at(33)
    assert list(again) == steps[33:]
    assert again.recording() == whole.recording()
    assert again.held_out_loss() == whole.held_out_loss()


def test_the_past_does_not_change_when_it_is_visited():
    whole = trained(TextConfig(epochs=40))
    before = whole.state()
    visitor = whole.at(20)
    list(visitor)
    visitor.fork(30, lr=0.5)
    whole.recording(around=11)
    assert whole.state() == before


def test_a_step_that_was_thinned_out_is_computed_again():
    config = TextConfig(epochs=300, cell="lstm")
    full, few = trained(config), trained(config, max_bytes=60_000)
    kept = few.recording()["epoch"].tolist()
    missing = [epoch for epoch in range(1, 301) if epoch not in kept]
    assert len(missing) > 200
    for epoch in (missing[0], missing[100], missing[-1]):
        recording = few.recording(around=epoch)
        assert recording["epoch"].tolist() == sorted({*kept, *range(max(1, epoch - 2), min(300, epoch + 2) + 1)})
        places = recording["epoch"] - 1
        for name in ("layer1.h", "layer1.c", "probabilities", "rnn.weight_hh_l0", "emb.weight"):
            np.testing.assert_array_equal(recording[name], full.recording()[name][places])


def test_a_small_recording_holds_the_wanted_step_too():
    trainer = trained(TextConfig(epochs=300))
    small = trainer.recording(30_000, around=123)
    assert 123 in small["epoch"]
    assert small.nbytes <= 35_000
    assert small["epoch"][0] == 1
    assert small["epoch"][-1] == 300
    full = trainer.recording()
    np.testing.assert_array_equal(small["layer1.h"], full["layer1.h"][small["epoch"] - 1])


def test_predictions_that_were_thinned_out_come_again():
    config = TextConfig(source="abcde" * 20, target="edcba" * 20, epochs=100)
    few = trained(config, max_bytes=40_000)
    full = trained(config).recording()
    recording = few.recording(around=77)
    epochs = recording["predicted.epoch"]
    assert {1, 77, 100} <= set(epochs.tolist())
    assert len(epochs) < 80
    np.testing.assert_array_equal(recording["predicted"], full["predicted"][epochs - 1])
    assert "predicted.epoch" not in full
    np.testing.assert_array_equal(recording["losses"], full["losses"])


def test_the_model_has_the_weights_of_its_step():
    config = TextConfig(epochs=30)
    with torch_threads(1), torch.random.fork_rng(devices=[]):
        history, last = lesson.train(config, 30)
    trainer = trained(config)
    for step, weights in ((0, history[0][2]), (12, history[12][2]), (30, last.state_dict())):
        model = trainer.at(step).model()
        assert all(torch.equal(model.state_dict()[name], weight) for name, weight in weights.items())
    trainer.model().fc.bias.data.zero_()
    assert trainer.model().fc.bias.any()


def test_a_run_that_failed_can_be_returned_to():
    trainer = Trainer(TextConfig(lr=1e10, optimiser="adamw"))
    with pytest.raises(TrainingError) as caught:
        list(trainer)
    done = trainer.epochs_done
    again = trainer.at(done - 1)
    assert next(again).epoch == done
    with pytest.raises(TrainingError) as met_again:
        next(again)
    assert str(met_again.value) == str(caught.value)
    assert trainer.at(done).failure is trainer.failure
    slower = trainer.fork(1, lr=0.05)
    assert len(list(slower)) == 14


@pytest.mark.parametrize("step", [-1, 6, True, 2.0, "3", None])
def test_a_step_that_was_not_taken_is_refused(step):
    trainer = trained(TextConfig(), 5)
    with pytest.raises(ConfigError, match=rf"^step must be a whole number from 0 to 5, the epochs done, got {step!r}$"):
        trainer.at(step)
    with pytest.raises(ConfigError, match=r"^step must be a whole number from 0 to 5"):
        trainer.fork(step)


@pytest.mark.parametrize("around", [-1, 0, 6, True, 2.0, "3"])
def test_an_epoch_that_was_not_trained_has_no_frame(around):
    trainer = trained(TextConfig(), 5)
    with pytest.raises(ConfigError, match=rf"^around must be an epoch from 1 to 5, got {around!r}$"):
        trainer.recording(around=around)


def test_no_step_of_a_hundred_thousand_is_far_from_a_checkpoint():
    for cell in CELLS:
        trainer = Trainer(TextConfig(epochs=100_000, cell=cell))
        marks = trainer._history.checkpoints
        for step in range(16, 100_001, 16):
            if marks.on_grid(step):
                marks.add(step, (0, 0, 0))
        assert np.diff([*marks.steps, 100_000]).max() <= 128
        assert trainer.nbytes <= 32_000_000


def test_more_than_a_million_epochs_are_refused():
    with pytest.raises(ConfigError, match=r"^epochs must be at most 1000000, got 1000001$"):
        Trainer(TextConfig(epochs=1_000_001))


GO_BACK = """
import sys
from rnnlab import Recording, Trainer
trainer = Trainer.from_state(Recording.from_bytes(sys.stdin.buffer.read()))
again = trainer.at(20)
for _ in again: pass
sys.stdout.buffer.write(again.state().to_bytes())
"""


def test_a_fresh_process_goes_back_and_forward_with_the_same_bits():
    trainer = trained(TextConfig(cell="lstm", epochs=45, clip=0.5, optimiser="rmsprop", lr=0.01)).fork(30, lr=0.1)
    list(trainer)
    state = output(GO_BACK, trainer.state().to_bytes())
    assert Recording.from_bytes(state) == trainer.state()


def test_a_past_without_frames_can_be_visited_and_saved():
    trainer = Trainer.from_state(trained(TextConfig(epochs=40), 30).state(frames=False))
    again = trainer.at(12)
    assert again.recording()["epoch"].tolist() == [12]
    next(again)
    assert again.recording()["epoch"].tolist() == [12, 13]
    assert Trainer.from_state(again.state()).recording() == again.recording()
