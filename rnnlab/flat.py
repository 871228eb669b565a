"""An `EmbeddingRNN` whose weights are views of one flat vector, run layer by layer on one text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from rnnlab.config import CellType
from rnnlab.models import EmbeddingRNN

# torch's own kernels, called for one layer at a time so that every layer's states are at hand.
_KERNELS: dict[CellType, Callable[..., tuple[Tensor, ...]]] = {
    "rnn": torch.rnn_tanh,
    "gru": torch.gru,
    "lstm": torch.lstm,
}
_ALIGN = 16  # floats: each weight starts on 64 bytes, as torch's own tensors do, so BLAS takes the same path
_PER_LAYER = 4  # weight_ih, weight_hh, bias_ih, bias_hh


class Slot(NamedTuple):
    """Where one weight lies in the flat vector."""

    name: str
    start: int
    shape: tuple[int, ...]

    @property
    def size(self) -> int:
        """Numbers it holds."""
        return torch.Size(self.shape).numel()


class Pass(NamedTuple):
    """One forward pass: logits (seq_len, vocab_size) and each layer's h (seq_len, 1, hidden_size)."""

    logits: Tensor
    states: list[Tensor]


class FlatNetwork:
    """The same network, bit for bit, as fewer and larger tensors.

    Args:
        model: Read, not changed.
        cell: The model's cell.
        source: Ids of the text it reads, (seq_len).

    Attributes:
        weights: Every weight, (size,), each at its `slots` entry; zeros between. Changed in place by an optimiser.
        slots: Where each weight lies, in the order and under the names of `model.state_dict()`.
    """

    def __init__(self, model: EmbeddingRNN, cell: CellType, source: Sequence[int]) -> None:
        self.slots = _slots(model)
        self.weights = torch.zeros(_aligned(self.slots[-1].start + self.slots[-1].size), dtype=torch.float32)
        self._views = []
        for slot, value in zip(self.slots, model.state_dict().values(), strict=True):
            view = self.weights[slot.start : slot.start + slot.size].view(slot.shape)
            view.copy_(value)
            self._views.append(view.detach().requires_grad_())
        layers = self._views[1:-2]
        self._layers = [layers[i : i + _PER_LAYER] for i in range(0, len(layers), _PER_LAYER)]
        self._kernel = _KERNELS[cell]
        self._ids = torch.tensor(source).view(-1, 1)  # (seq_len, 1)
        zeros = self.weights.new_zeros(1, 1, model.rnn.hidden_size)
        self._start = [zeros, zeros] if cell == "lstm" else zeros
        self._pads = [self.weights.new_zeros(_aligned(slot.size) - slot.size) for slot in self.slots]

    def run(self) -> Pass:
        """One forward pass over the text, ready for `gradient`."""
        x = F.embedding(self._ids, self._views[0])  # (seq_len, 1, embedding_size)
        states = []
        for layer in self._layers:
            x = self._kernel(x, self._start, layer, True, 1, 0.0, True, False, False)[0]
            states.append(x)
        logits = F.linear(x, self._views[-2], self._views[-1])
        return Pass(logits.view(-1, logits.size(-1)), states)

    def gradient(self, loss: Tensor) -> Tensor:
        """The gradient of a loss with respect to `weights`, (size,)."""
        pieces: list[Tensor] = []
        for part, pad in zip(torch.autograd.grad(loss, self._views), self._pads, strict=True):
            pieces += (part.reshape(-1), pad)
        return torch.cat(pieces)


def _slots(model: EmbeddingRNN) -> list[Slot]:
    slots, start = [], 0
    for name, value in model.state_dict().items():
        slots.append(Slot(name, start, tuple(value.shape)))
        start += _aligned(value.numel())
    return slots


def _aligned(size: int) -> int:
    return -(-size // _ALIGN) * _ALIGN
