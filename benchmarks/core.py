"""Benchmarks of the library beside plain torch: recorded training, and `trace`."""

from __future__ import annotations

from collections.abc import Iterator

import torch

from benchmarks.table import Row, interleaved, ratio_row, seconds
from rnnlab import TextConfig, Trainer, trace

EPOCHS = 1000


class Plain(torch.nn.Module):
    """The network in plain torch: embedding, RNN, linear."""

    def __init__(self) -> None:
        super().__init__()
        self.emb = torch.nn.Embedding(4, 10)
        self.rnn = torch.nn.RNN(10, 8, num_layers=2, batch_first=True)
        self.fc = torch.nn.Linear(8, 4)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        states, _ = self.rnn(self.emb(x), torch.zeros(2, x.size(0), 8))
        logits: torch.Tensor = self.fc(states)
        return logits.view(-1, 4)


def plain_loop() -> None:
    """The usual training loop; it records nothing, but computes the loss and predictions that it would print."""
    torch.manual_seed(0)
    network, criterion = Plain(), torch.nn.CrossEntropyLoss()
    optimiser = torch.optim.Adam(network.parameters(), lr=0.05)
    x, y = torch.tensor([[1, 0, 2, 2, 3]]), torch.tensor([3, 1, 2, 3, 2])
    for _ in range(EPOCHS):
        optimiser.zero_grad()
        logits = network(x)
        loss = criterion(logits, y)
        loss.backward()
        optimiser.step()
        logits.max(dim=1)[1].numpy()
        loss.item()


def recorded() -> None:
    """The same epochs with every loss, prediction, state, probability and weight kept."""
    trainer = Trainer(TextConfig(epochs=EPOCHS))
    for _ in trainer:
        pass
    recording = trainer.recording()
    if len(recording["epoch"]) != EPOCHS:
        raise RuntimeError("not everything was recorded")


def rows() -> Iterator[Row]:
    torch.set_num_threads(1)
    times = interleaved(lambda: seconds(plain_loop), lambda: seconds(recorded), 7)
    yield ratio_row("1 000 epochs of hello, everything recorded", times, 0.75, reference="plain loop, unrecorded")
    x = torch.randn(1000, 1, 64, generator=torch.Generator().manual_seed(0))
    for kind, reach in ((torch.nn.RNN, 1.5), (torch.nn.GRU, 1.5), (torch.nn.LSTM, 2.2)):
        module = kind(64, 64, num_layers=2)
        for grad in (False, True):
            with torch.set_grad_enabled(grad):
                times = interleaved(
                    lambda m=module: seconds(lambda: m(x)), lambda m=module: seconds(lambda: trace(m, x)), 25
                )
            what = f"trace {kind.__name__}, T=1000, H=64, 2 layers, {'with' if grad else 'no'} grad"
            yield ratio_row(what, times, reach, reference="its own forward")
