"""`FlatNetwork`: a network whose weights are views of one flat vector, run layer by layer on a batch of sequences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from rnnlab.config.choices import CellType
from rnnlab.errors import ConfigError

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

    @property
    def part(self) -> slice:
        """Its part of the vector."""
        return slice(self.start, self.start + self.size)


class ForwardPass(NamedTuple):
    """One forward pass.

    Attributes:
        output: Logits of every step (seq_len, batch_size, output_size); of the last step only (batch_size,
            output_size) where one answer is asked at the end.
        states: h of each layer, (seq_len, batch_size, hidden_size).
    """

    output: Tensor
    states: list[Tensor]


class FlatNetwork:
    """A model's network with all weights in one vector; its numbers are the model's, bit for bit.

    Args:
        model: Read, not changed: an `emb` if it reads ids, an `rnn` and an `fc`. A weight that requires no gradient
            stays as it is.
        cell: The model's cell.
        last_only: Whether one answer is asked, at the end.

    Attributes:
        weights: Every weight, (size,), each at its `slots` entry; zeros between. Changed in place by an optimiser.
        slots: Where each weight lies, in the order and under the names of `model.state_dict()`.
    """

    def __init__(self, model: nn.Module, cell: CellType, *, last_only: bool = False) -> None:
        self.slots = _slots(model)
        self.weights = torch.zeros(_aligned(self.slots[-1].start + self.slots[-1].size), dtype=torch.float32)
        self._views: list[Tensor] = []
        for slot, value in zip(self.slots, model.parameters(), strict=True):
            view = self.weights[slot.part].view(slot.shape)
            view.copy_(value.detach())
            self._views.append(view.detach().requires_grad_(value.requires_grad))
        self._embeds = self.slots[0].name == "emb.weight"
        layers = self._views[int(self._embeds) : -2]
        self._layers = [layers[i : i + _PER_LAYER] for i in range(0, len(layers), _PER_LAYER)]
        self._kernel, self._cell, self._last_only = _KERNELS[cell], cell, last_only
        self._batch_size, self._start = 1, self._zeros(1)
        self._trained = [view for view in self._views if view.requires_grad]
        # Between the gradients of trained weights lie zeros: of alignment, and of weights that are not trained.
        self._pads = [self.weights.new_zeros(size) for size in self._gaps()]

    @property
    def frozen_slots(self) -> list[Slot]:
        """Where the weights lie that are not trained."""
        return [slot for slot, view in zip(self.slots, self._views, strict=True) if not view.requires_grad]

    def _zeros(self, batch_size: int) -> Tensor | list[Tensor]:
        zeros = self.weights.new_zeros(1, batch_size, self._layers[0][1].size(1))
        return [zeros, zeros] if self._cell == "lstm" else zeros

    def _gaps(self) -> list[int]:
        ends = [slot for slot, view in zip(self.slots, self._views, strict=True) if view.requires_grad]
        starts = [slot.start for slot in ends[1:]] + [len(self.weights)]
        return [start - slot.start - slot.size for start, slot in zip(starts, ends, strict=True)]

    def forward(self, inputs: Tensor) -> ForwardPass:
        """One forward pass, from states of zeros, ready for `gradient`.

        Args:
            inputs: Ids (seq_len, batch_size), int64, or features (seq_len, batch_size, input_size).
        """
        if inputs.size(1) != self._batch_size:
            self._batch_size, self._start = inputs.size(1), self._zeros(inputs.size(1))
        x = F.embedding(inputs, self._views[0]) if self._embeds else inputs
        states = []
        for layer in self._layers:
            x = self._kernel(x, self._start, layer, True, 1, 0.0, True, False, False)[0]
            states.append(x)
        return ForwardPass(F.linear(x[-1] if self._last_only else x, self._views[-2], self._views[-1]), states)

    def gradient(self, loss: Tensor) -> Tensor:
        """The gradient of a loss with respect to `weights`, (size,); zero where a weight is not trained."""
        pieces: list[Tensor] = []
        for part, pad in zip(torch.autograd.grad(loss, self._trained), self._pads, strict=True):
            pieces += (part.reshape(-1), pad)
        return torch.cat(pieces)

    def parts(self, gradient: Tensor) -> list[Tensor]:
        """A gradient's views, one per weight that is trained."""
        return [
            gradient[slot.part].view(slot.shape)
            for slot, view in zip(self.slots, self._views, strict=True)
            if view.requires_grad
        ]

    def load(self, weights: Mapping[str, Tensor]) -> None:
        """Take over weights by name; the others stay."""
        for slot in self.slots:
            if slot.name in weights:
                self.weights[slot.part].view(slot.shape).copy_(weights[slot.name])

    def checked_weights(self, weights: Mapping[str, Any]) -> dict[str, Tensor]:
        """Weights that a caller gave, checked, for `load`; copies.

        Raises:
            ConfigError: One has a name or a shape that is not here, is not finite, or is not trained and not zero.
        """
        slots = {slot.name: (slot, view) for slot, view in zip(self.slots, self._views, strict=True)}
        if not isinstance(weights, Mapping):
            words = type(weights).__name__
            raise ConfigError.must_be("weights", "a mapping from names to numbers", words=words)
        found = {}
        for name, given in weights.items():
            if name not in slots:
                raise ConfigError.must_be("weights", "among {names}", got=name, names=", ".join(slots))
            slot, view = slots[name]
            value = _float32(name, given, slot.shape)
            if not value.isfinite().all():
                raise ConfigError.must_be(name, "finite", words="NaN or an infinite number", field="weights")
            if value.any() and not view.requires_grad:
                rule = "stay zero in a network without memory"
                raise ConfigError.must(name, rule, words="others", field="weights")
            found[name] = value
        return found


def _float32(name: str, given: Any, shape: tuple[int, ...]) -> Tensor:
    """Numbers that a caller gave for a weight, as a dense float32 tensor of its own on the CPU.

    Raises:
        ConfigError: They are no real numbers, or have another shape.
    """
    words = type(given).__name__
    if isinstance(given, Tensor | np.ndarray):
        _check_shape(name, given.shape, shape)  # before a copy: one that repeats a number may stand for terabytes
    try:
        if isinstance(given, Tensor):
            value = given
        elif isinstance(given, np.ndarray):
            value = torch.from_numpy(np.array(given))  # a copy: torch warns about arrays that are read-only
        else:
            value = torch.as_tensor(given, dtype=torch.float32, device="cpu")
        if value.layout is not torch.strided or value.is_complex() or value.is_quantized or value.is_meta:
            words = f"{words} ({value.dtype}, {value.layout}, {value.device})"
            raise TypeError
        value = value.detach().to("cpu", torch.float32, copy=True)
    except (TypeError, ValueError, RuntimeError, OverflowError, RecursionError) as error:
        raise ConfigError.must_be(name, "numbers", words=words, field="weights") from error
    _check_shape(name, value.shape, shape)
    return value


def _check_shape(name: str, found: tuple[int, ...], shape: tuple[int, ...]) -> None:
    if tuple(found) != shape:
        raise ConfigError.must(name, "have the shape {shape}", got=tuple(found), field="weights", shape=shape)


def _slots(model: nn.Module) -> list[Slot]:
    slots, start = [], 0
    for name, value in model.named_parameters():
        slots.append(Slot(name, start, tuple(value.shape)))
        start += _aligned(value.numel())
    return slots


def _aligned(size: int) -> int:
    return -(-size // _ALIGN) * _ALIGN


def by_name(flat: Tensor, slots: Sequence[Slot], prefix: str = "") -> dict[str, Tensor]:
    """A flat vector as tensors by name, each in its own shape; copies."""
    return {prefix + slot.name: flat[slot.part].view(slot.shape).detach().clone() for slot in slots}
