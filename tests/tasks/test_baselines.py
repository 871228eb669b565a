"""Baselines equal the loss counted over all sequences of a task, or over many."""

from collections import Counter, defaultdict

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnnlab import TaskConfig, task_of
from rnnlab.tasks import IGNORED, synthetic


def every_sequence(monkeypatch, config, letters):
    """One batch of all sequences that the task can draw; the task's own code, given all bits in turn."""
    count = 8**letters

    def bits(seed, stream, size):
        assert size == letters * count
        return (np.indices((8,) * letters).reshape(letters, count).astype(np.uint64) << np.uint64(61)).ravel()

    monkeypatch.setattr(synthetic, "random_bits", bits)
    return task_of(TaskConfig.from_dict(config.to_dict() | {"batch_size": count})).batch(1)


def entropy_given_input(inputs, targets):
    """The entropy of the scored targets given their input, counted symbol by symbol."""
    answers = defaultdict(Counter)
    for symbol, answer in zip(inputs.flatten().tolist(), targets.flatten().tolist(), strict=True):
        if answer != IGNORED:
            answers[symbol][answer] += 1
    total = sum(counts.total() for counts in answers.values())
    nats = (n * np.log(c.total() / n) for c in answers.values() for n in c.values())
    return sum(nats) / total


@pytest.mark.parametrize(
    ("given", "letters"),
    [
        ({"task": "echo", "seq_len": 2, "delay": 1}, 2),
        ({"task": "echo", "seq_len": 4, "delay": 2}, 4),
        ({"task": "echo", "seq_len": 4, "delay": 3}, 4),
        ({"task": "copy", "seq_len": 3, "num_symbols": 1}, 1),
        ({"task": "copy", "seq_len": 9, "num_symbols": 3}, 3),
        ({"task": "reverse", "seq_len": 7, "num_symbols": 3}, 3),
    ],
)
def test_the_baseline_of_letters_is_that_of_all_sequences_there_are(given, letters, monkeypatch):
    config = TaskConfig(**given)
    batch = every_sequence(monkeypatch, config, letters)
    assert task_of(config).baseline.loss == pytest.approx(entropy_given_input(*batch), rel=1e-12)


def test_the_baseline_of_adding_is_the_error_of_always_answering_one():
    task = task_of(TaskConfig(task="adding", seq_len=4, batch_size=5000))
    sums = torch.cat([task.batch(step).targets for step in range(1, 21)]).double()
    assert sums.mean().item() == pytest.approx(1, abs=0.006)  # the best constant
    assert ((sums - 1) ** 2).mean().item() == pytest.approx(task.baseline.loss, abs=0.003)  # 5 standard deviations
    assert round(task.baseline.loss, 3) == 0.167


@given(st.text("abc", min_size=20, max_size=60), st.integers(1, 4))
def test_the_baseline_of_an_own_text_is_that_of_all_its_windows(text, seq_len):
    text += "ab" * (5 * (seq_len + 1))
    learnt = text[: len(text) - len(text) // 10]
    windows = [learnt[start : start + seq_len + 1] for start in range(len(learnt) - seq_len)]
    ids = torch.tensor([[ord(symbol) for symbol in window] for window in windows])
    task = task_of(TaskConfig(task="next", text=text, seq_len=seq_len))
    assert task.baseline.loss == pytest.approx(entropy_given_input(ids[:, :-1], ids[:, 1:]), abs=1e-12)
