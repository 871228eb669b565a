"""A run or a race with more epochs goes on as if it had had them from the beginning."""

import numpy as np
import pytest

from rnnlab.config.training import TaskConfig, TextConfig
from rnnlab.errors import ConfigError
from rnnlab.training.race import Race
from rnnlab.training.trainer import Trainer


def trained(trainer, steps):
    for _ in range(steps):
        next(trainer)
    return trainer


@pytest.mark.parametrize("optimiser", ["adam", "momentum"])
def test_more_epochs_repeat_a_run_that_had_them_from_the_beginning(optimiser):
    config = {"optimiser": optimiser, "hidden_size": 5}
    longer = trained(Trainer(TextConfig(epochs=9, **config)), 9).prolonged(30)
    whole = trained(Trainer(TextConfig(epochs=30, **config)), 30)
    assert longer.epochs_done == 9
    assert trained(longer, 21).recording().losses == whole.recording().losses
    assert all(np.array_equal(weight, whole.weights[name]) for name, weight in longer.weights.items())
    assert longer.config == whole.config


def test_a_fork_is_prolonged_in_its_last_phase():
    fork = trained(trained(Trainer(TextConfig(epochs=9)), 9).fork(4, lr=0.01), 3)
    longer = trained(fork.prolonged(20), 13)
    whole = trained(trained(Trainer(TextConfig(epochs=9)), 4).fork(4, lr=0.01, epochs=20), 16)
    assert longer.recording().losses == whole.recording().losses


def test_the_original_stays_as_it_is():
    trainer = trained(Trainer(TextConfig(epochs=9)), 5)
    trained(trainer.prolonged(20), 10)
    assert (trainer.epochs_done, trainer.config.epochs) == (5, 9)


@pytest.mark.parametrize(
    ("config", "epochs", "name"),
    [({}, 4, "epochs"), ({"schedule": "cosine"}, 30, "schedule"), ({"schedule": "step"}, 30, "schedule")],
)
def test_what_cannot_be_the_same_run_gets_a_sentence(config, epochs, name):
    trainer = trained(Trainer(TextConfig(epochs=9, **config)), 5)
    with pytest.raises(ConfigError, match=f"^{name} must be"):
        trainer.prolonged(epochs)


def test_a_race_goes_on_in_all_its_lanes():
    config = {"task": "echo", "seq_len": 6, "delay": 2, "hidden_size": 24}
    longer, whole = Race(TaskConfig(epochs=3, **config)), Race(TaskConfig(epochs=7, **config))
    for _ in longer:
        pass
    longer = longer.prolonged(7)
    for _ in longer:
        pass
    for _ in whole:
        pass
    assert longer.epochs_done == 7
    for cell in whole.trainers:
        np.testing.assert_array_equal(longer.losses(cell), whole.losses(cell))
