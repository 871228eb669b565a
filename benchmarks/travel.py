"""Benchmarks of time travel: going back in a long run, and what recording costs where an epoch is large."""

from __future__ import annotations

from collections.abc import Iterator

import torch

from benchmarks.table import Row, interleaved, ratio_row, seconds
from rnnlab import TaskConfig, TextConfig, Trainer, task_of

EPOCHS = 100_000
WIDE = TaskConfig(task="echo", seq_len=100, batch_size=32, hidden_size=256, epochs=12)


class Plain(torch.nn.Module):
    """The network in plain torch for batches of sequences; tensors are time-first."""

    def __init__(self, vocab_size: int) -> None:
        super().__init__()
        self.emb = torch.nn.Embedding(vocab_size, WIDE.embedding_size)
        self.rnn = torch.nn.RNN(WIDE.embedding_size, WIDE.hidden_size, WIDE.num_layers)
        self.fc = torch.nn.Linear(WIDE.hidden_size, vocab_size)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = self.fc(self.rnn(self.emb(x))[0])
        return logits.flatten(0, 1)


def bare() -> None:
    """The plain training loop."""
    task = task_of(WIDE)
    torch.manual_seed(0)
    network = Plain(task.vocab_size)
    optimiser = torch.optim.Adam(network.parameters(), lr=WIDE.lr)
    for step in range(1, WIDE.epochs + 1):
        x, y = task.batch(step)
        optimiser.zero_grad()
        loss = torch.nn.functional.cross_entropy(network(x), y.flatten())
        loss.backward()
        optimiser.step()
        loss.item()


def recorded() -> None:
    for _ in Trainer(WIDE):
        pass


def worst(trainer: Trainer) -> float:
    """The longest time, in seconds, that going back to one of 64 steps all over the run takes."""
    steps = [step for start in range(0, EPOCHS, EPOCHS // 8) for step in range(start + 1, start + 128, 18)]
    return max(seconds(lambda step=step: trainer.at(step)) for step in steps)  # type: ignore[misc]


def rows() -> Iterator[Row]:
    torch.set_num_threads(1)
    times = interleaved(lambda: seconds(bare), lambda: seconds(recorded), 7)
    yield ratio_row("recording on: H=256, T=100, batch 32", times, 1.05, reference="bare loop")
    trainer = Trainer(TextConfig(epochs=EPOCHS))
    for _ in trainer:
        pass
    slowest = worst(trainer)
    yield Row(
        what="back to any of 100 000 steps of hello, the slowest",
        reference="none: a limit",
        ours=f"{slowest:.2f} s",
        measured=f"{trainer.nbytes / 1e6:.1f} MB kept",
        reach="≤ 1 s, ≤ 32 MB",
        ok=slowest <= 1 and trainer.nbytes <= 32_000_000,
    )
