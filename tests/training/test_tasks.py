"""A Trainer on batches: the plain loop over the same batches, to the last bit; frames show the first sequence."""

import math

import numpy as np
import pytest
import torch
from torch import nn

from rnnlab import ConfigError, TaskConfig, TextConfig, Trainer, task_of
from tests import lesson
from tests.training.test_trainer import torch_threads

CELLS = ("rnn", "gru", "lstm")
TEXT = "the quick brown fox jumps over the lazy dog, and the dog sleeps on. " * 4
TASKS = {
    "echo": {"seq_len": 7, "delay": 2},
    "copy": {"seq_len": 11, "num_symbols": 3},
    "reverse": {"seq_len": 9, "num_symbols": 4},
    "next": {"text": TEXT, "seq_len": 12},
    "adding": {"seq_len": 8},
}


def config_of(task, cell, **more):
    sizes = {"batch_size": 5, "hidden_size": 9, "embedding_size": 6, "num_layers": 2, "epochs": 25, "seed": 3}
    return TaskConfig(task=task, cell=cell, **(TASKS[task] | sizes | more))


class Plain(nn.Module):
    """The network in plain torch for batches of sequences; tensors are time-first."""

    def __init__(self, config, task):
        super().__init__()
        if task.vocab:
            self.emb = nn.Embedding(len(task.vocab), config.embedding_size)
        reads = config.embedding_size if task.vocab else task.input_size
        self.rnn = lesson.CELLS[config.cell](reads, config.hidden_size, config.num_layers)
        self.fc = nn.Linear(config.hidden_size, task.output_size)

    def forward(self, x):
        states, _ = self.rnn(self.emb(x) if hasattr(self, "emb") else x)
        return self.fc(states) if hasattr(self, "emb") else self.fc(states[-1])


def plain_loop(config):
    """Losses, and the network after the last step."""
    task, losses = task_of(config), []
    torch.manual_seed(config.seed)
    model = Plain(config, task)
    optimiser = lesson.OPTIMISERS[config.optimiser](model.parameters(), lr=config.lr)
    for step in range(1, config.epochs + 1):
        inputs, targets = task.batch(step)
        optimiser.zero_grad()
        output = model(inputs)
        if task.vocab:
            loss = nn.functional.cross_entropy(output.flatten(0, 1), targets.flatten())
        else:
            loss = nn.functional.mse_loss(output.squeeze(1), targets)
        loss.backward()
        if config.clip:
            nn.utils.clip_grad_norm_(model.parameters(), config.clip)
        optimiser.step()
        losses.append(loss.item())
    return losses, model


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("cell", CELLS)
def test_training_on_batches_is_the_plain_loop_to_the_last_bit(cell, task):
    config = config_of(task, cell, clip=0.5, optimiser="adamw")
    with torch_threads(1), torch.random.fork_rng(devices=[]):
        losses, model = plain_loop(config)
    trainer = Trainer(config)
    assert [step.loss for step in trainer] == losses
    mine = trainer.model().state_dict()
    assert mine.keys() == model.state_dict().keys()
    for name, weight in model.state_dict().items():
        assert torch.equal(mine[name], weight), name


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("task", ["echo", "adding"])
def test_frames_show_the_first_sequence_of_their_batch(task, cell):
    config = config_of(task, cell)
    trainer = Trainer(config)
    steps = list(trainer)
    recording, asked = trainer.recording(), task_of(config)
    for epoch in (1, 14, 25):
        inputs, targets = asked.batch(epoch)
        model, k = trainer.at(epoch - 1).model(), epoch - 1
        np.testing.assert_array_equal(recording["inputs"][k], inputs[:, 0])
        np.testing.assert_array_equal(recording["targets"][k], targets[:, 0] if task == "echo" else targets[0])
        first = inputs[:, :1].transpose(0, 1)
        states, last = model.rnn(model.emb(first) if task == "echo" else first)
        torch.testing.assert_close(torch.tensor(recording["layer1.h"][k]), states[0])
        if cell == "lstm":
            torch.testing.assert_close(torch.tensor(recording["layer1.c"][k, -1]), last[1][1, 0])
        if task == "echo":
            probabilities = torch.tensor(recording["probabilities"][k])
            torch.testing.assert_close(probabilities, model(first).softmax(-1))
            assert recording["predicted"][k].tolist() == probabilities.argmax(-1).tolist()
            assert recording.predictions[k] == steps[k].predicted
        else:
            torch.testing.assert_close(torch.tensor(recording["output"][k]), model(first)[0])
            assert recording["predicted"][k] == recording["output"][k, 0]
            assert steps[k].predicted == f"{recording['predicted'][k]:.3f}"


@pytest.mark.parametrize("task", TASKS)
def test_the_held_out_loss_is_the_plain_network_s(task):
    config = config_of(task, "gru")
    trainer = Trainer(config)
    list(trainer)
    inputs, targets = task_of(config).held_out()
    with torch.no_grad():
        model = Plain(config, task_of(config))
        model.load_state_dict(trainer.model().state_dict())
        output = model(inputs)
        if task == "adding":
            expected = nn.functional.mse_loss(output.squeeze(1), targets)
        else:
            expected = nn.functional.cross_entropy(output.flatten(0, 1), targets.flatten())
    assert trainer.held_out_loss() == pytest.approx(expected.item(), rel=1e-5)
    assert trainer.at(0).held_out_loss() != trainer.held_out_loss()


def test_a_text_into_a_text_holds_nothing_out():
    assert Trainer(TextConfig()).held_out_loss() is None


def test_looking_at_what_is_held_out_changes_nothing():
    looked, plain = Trainer(config_of("copy", "rnn")), Trainer(config_of("copy", "rnn"))
    for _ in range(10):
        looked.held_out_loss()
        assert next(looked) == next(plain)


def test_echo_is_learnt():
    config = TaskConfig(task="echo", seq_len=8, delay=1, batch_size=16, hidden_size=16, epochs=150, lr=0.02)
    *_, last = Trainer(config)
    assert last.loss < 0.05 < task_of(config).baseline.loss


def test_a_recording_of_a_task_holds_what_a_page_needs():
    trainer = Trainer(config_of("adding", "rnn", epochs=4))
    list(trainer)
    recording = trainer.recording()
    assert recording.header["vocab"] == []
    assert recording.header["config"]["task"] == "adding"
    assert recording["inputs"].shape == (4, 8, 2)
    assert recording["targets"].shape == recording["predicted"].shape == (4,)
    assert "source" not in recording
    assert [float(text) for text in recording.predictions] == pytest.approx(recording["predicted"], abs=6e-4)
    assert all(map(math.isfinite, recording.losses))


@pytest.mark.parametrize(("field", "value"), [("seq_len", 10**9), ("batch_size", 10**7)])
def test_an_epoch_that_no_memory_holds_is_refused_before_it_is_drawn(field, value):
    with pytest.raises(ConfigError, match=rf"^{field} must be at most \d+ with these sizes, got {value}$") as caught:
        Trainer(TaskConfig(**{field: value}))
    assert caught.value.field == field
