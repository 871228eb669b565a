"""Any step of a run can be returned to, and what follows is what followed; a fork shares all that came before it."""

import subprocess
import sys

import numpy as np
import pytest
import torch

from rnnlab import ConfigError, Recording, TaskConfig, TextConfig, Trainer, TrainingError
from rnnlab.legs import MOST_LEGS
from tests import lesson
from tests.test_training import torch_threads

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
    config = TextConfig(cell=cell, optimiser=optimiser, lr=0.02, epochs=70, schedule="cosine", clip=1.0)
    whole, steps = Trainer(config), []
    steps.extend(whole)
    for step in (0, 1, 15, 16, 17, 50, 69, 70):
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


def test_a_fork_follows_its_parent_and_then_goes_its_own_way():
    config = TextConfig(epochs=60, cell="gru")
    parent, steps = Trainer(config), []
    steps.extend(parent)
    fork = parent.fork(25, lr=0.5)
    assert (fork.epochs_done, fork.config.lr, parent.config.lr) == (25, 0.5, 0.05)
    ahead = list(fork)
    assert ahead[0] == steps[25]  # seen before the first step that differs
    assert ahead[1].loss != steps[26].loss
    assert fork.recording(epochs=25)["layer1.h"].tolist() == parent.recording(epochs=25)["layer1.h"].tolist()
    assert fork.recording().losses == [step.loss for step in (*steps[:25], *ahead)]
    assert fork.recording().header["changes"] == [
        {"step": 25, "before": {"lr": 0.05}, "after": {"lr": 0.5}, "weights": []}
    ]
    assert "changes" not in fork.recording(epochs=24).header
    assert list(fork.at(10)) == [*steps[10:25], *ahead]


@pytest.mark.parametrize("optimiser", ["sgd", "momentum", "adamw", "rmsprop"])
def test_a_fork_with_another_optimiser_is_torch_s_with_a_new_one(optimiser):
    config = TextConfig(epochs=40, hidden_size=5)
    parent = trained(config)
    fork = parent.fork(20, optimiser=optimiser, lr=0.01, clip=0.7, schedule="step", epochs=50)
    with torch_threads(1):
        network = parent.at(20).model()
        theirs = lesson.OPTIMISERS[optimiser](network.parameters(), lr=0.01)
        x, y = torch.tensor([[1, 0, 2, 2, 3]]), torch.tensor([3, 1, 2, 3, 2])
        expected = []
        for before in range(20, 50):
            theirs.param_groups[0]["lr"] = 0.01 * lesson.SCHEDULES["step"](before, 50)
            theirs.zero_grad()
            loss = torch.nn.functional.cross_entropy(network(x), y)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 0.7)
            theirs.step()
            expected.append(loss.item())
    assert [step.loss for step in fork] == expected
    for name, weight in fork.model().state_dict().items():
        assert torch.equal(weight, network.state_dict()[name])
    assert list(fork.at(30)) == list(fork.at(10))[20:]


def test_a_fork_with_other_weights_begins_with_them():
    parent = trained(TextConfig(epochs=30))
    weights = {"rnn.weight_hh_l0": torch.eye(8), "fc.bias": np.arange(4.0)}
    fork = parent.fork(10, weights=weights)
    model = fork.model()
    assert torch.equal(model.rnn.weight_hh_l0, torch.eye(8))
    assert model.fc.bias.tolist() == [0, 1, 2, 3]
    assert torch.equal(model.emb.weight, parent.at(10).model().emb.weight)
    weights["rnn.weight_hh_l0"].zero_()
    steps = list(fork)
    for step in (3, 10):
        assert list(fork.at(step))[10 - step :] == steps
    assert list(fork.at(17)) == steps[7:]
    assert torch.equal(fork.at(10).model().rnn.weight_hh_l0, torch.eye(8))
    assert not torch.equal(fork.at(9).model().rnn.weight_hh_l0, torch.eye(8))


def test_forks_of_forks_repeat_to_the_last_bit():
    parent = trained(TextConfig(epochs=50, cell="lstm", hidden_size=4))
    second = parent.fork(20, optimiser="sgd", lr=0.3)
    list(second)
    third = second.fork(20, optimiser="adam", weights={"fc.bias": np.ones(4)})
    list(third)
    fourth = third.fork(35, clip=0.1)
    list(fourth)
    for trainer in (second, third, fourth):
        for step in (0, 19, 20, 21, 34, 35, 36, 50):
            again = trainer.at(step)
            list(again)
            assert same(again, trainer)
            reopened = Trainer.from_state(Recording.from_bytes(trainer.at(step).state().to_bytes()))
            list(reopened)
            assert same(reopened, trainer)
    assert [change["step"] for change in fourth.recording().header["changes"]] == [20, 20, 35]


def test_a_fork_at_the_last_step_can_go_further():
    parent = trained(TextConfig(epochs=20))
    assert list(parent.fork(20)) == []
    assert [step.epoch for step in parent.fork(20, epochs=23)] == [21, 22, 23]
    longer = Trainer(TextConfig(epochs=23))
    assert list(parent.fork(20, epochs=23)) == list(longer)[20:]


def test_a_fork_of_a_network_without_memory_has_none_either():
    parent = trained(TextConfig(memory=False))
    fork = parent.fork(5, optimiser="adamw", weights={"rnn.weight_hh_l1": np.zeros((8, 8))})
    list(fork)
    assert not fork.recording()["rnn.weight_hh_l1"].any()
    with pytest.raises(ConfigError, match=r"^rnn\.weight_hh_l0 must stay zero in a network without memory"):
        parent.fork(5, weights={"rnn.weight_hh_l0": np.ones((8, 8))})


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"lr": -1}, "lr must be a positive number, got -1"),
        ({"optimiser": "adagrad"}, "optimiser must be one of"),
        ({"schedule": 3}, "schedule must be one of"),
        ({"clip": -1}, "clip must be 0"),
        ({"epochs": 9}, "epochs must be at least 10, the step of the fork, got 9"),
        ({"epochs": 10**7}, "epochs must be at most 1000000, got 10000000"),
        ({"weights": {"fc": [1]}}, "weights must be among emb.weight, .*, fc.bias, got 'fc'"),
        ({"weights": {"fc.bias": [1, 2]}}, r"fc.bias must have the shape \(4,\), got \(2,\)"),
        ({"weights": {"fc.bias": [1, 2, 3, np.nan]}}, "fc.bias must be finite, got NaN or an infinite number"),
        ({"weights": {"fc.bias": [1e300] * 4}}, "fc.bias must be finite"),
        ({"weights": {"fc.bias": "abcd"}}, "fc.bias must be numbers, got str"),
        ({"weights": {"fc.bias": [[1], 2, 3]}}, "fc.bias must be numbers, got list"),
        ({"weights": 3}, "weights must be a mapping from names to numbers, got int"),
    ],
)
def test_a_fork_that_is_not_usable_is_told_in_one_sentence(change, sentence):
    with pytest.raises(ConfigError, match=f"^{sentence}"):
        trained(TextConfig(), 12).fork(10, **change)


def test_forks_of_forks_come_to_an_end():
    trainer = Trainer(TextConfig())
    for _ in range(MOST_LEGS - 1):
        trainer = trainer.fork(0)
    with pytest.raises(TrainingError, match=r"^forks must be at most 63 deep, got one more$"):
        trainer.fork(0)


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
    command = [sys.executable, "-c", GO_BACK]
    done = subprocess.run(command, input=trainer.state().to_bytes(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert Recording.from_bytes(done.stdout) == trainer.state()
