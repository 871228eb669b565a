"""Forks: two runs share the history up to a step and differ after it."""

import numpy as np
import pytest
import torch

from rnnlab import ConfigError, Recording, TextConfig, Trainer, TrainingError
from rnnlab.config.phases import MOST_PHASES
from tests import lesson
from tests.training.test_time_travel import same, trained
from tests.training.test_trainer import torch_threads

CELLS = ("rnn", "gru", "lstm")


def test_a_fork_follows_its_parent_and_then_goes_its_own_way():
    config = TextConfig(epochs=60, cell="gru")
    parent, steps = Trainer(config), []
    steps.extend(parent)
    fork = parent.fork(25, lr=0.5)
    assert (fork.epochs_done, fork.config.lr, parent.config.lr) == (25, 0.5, 0.05)
    ahead = list(fork)
    assert ahead[0] == steps[25]  # computed before the first step that differs
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


def test_a_fork_before_its_parent_s_fork_has_the_settings_from_before_it():
    first = trained(TextConfig(epochs=12))
    second = first.fork(10, lr=0.2, clip=1.0, schedule="step", optimiser="sgd")
    third = second.fork(5)
    assert third.config == first.config
    assert list(third) == list(first.at(5))
    assert second.fork(10).config == second.config


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
    for _ in range(MOST_PHASES - 1):
        trainer = trainer.fork(0)
    with pytest.raises(TrainingError, match=r"^forks must be at most 63 deep, got one more$"):
        trainer.fork(0)
