"""A network run one symbol at a time, every layer's every quantity kept, and the arrays that come of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from rnnlab.inference.text_model import Network
from rnnlab.nn.cells import Clamp, Step, gru_step, lstm_step, rnn_step, untouched
from rnnlab.recording.array_names import Array

Layers = tuple[dict[str, Array], ...]


class Moment(NamedTuple):
    """What a network did with one symbol.

    Attributes:
        layers: One step per layer, the layer next to the input first; each tensor (batch_size, ...).
        logits: A score for every symbol, unbounded, (batch_size, vocab_size).
    """

    layers: list[Step]
    logits: Tensor


def _none(layer: int) -> Clamp:
    return untouched


class Unrolling:
    """Reads one symbol after the other with the equations of `rnnlab.nn.cells`, from a state of zeros.

    Args:
        network: Read, never changed.
        batch_size: Rows that run side by side; all read the same symbols.
    """

    def __init__(self, network: Network, batch_size: int = 1) -> None:
        rnn = network.model.rnn
        self._network = network
        self._weights = [network.weights(layer) for layer in range(rnn.num_layers)]
        zeros = torch.zeros(batch_size, rnn.hidden_size, dtype=network.dtype)
        self._h, self._c = [zeros] * rnn.num_layers, [zeros] * rnn.num_layers

    def read(self, symbol: int, clamp_of: Callable[[int], Clamp] = _none) -> Moment:
        """Make one step.

        Args:
            symbol: An id.
            clamp_of: From a layer to what may replace its quantities.
        """
        model = self._network.model
        x_t: Tensor = model.emb(torch.tensor([symbol])).expand(len(self._h[0]), -1)  # (batch_size, embedding_size)
        steps = []
        for layer in range(len(self._weights)):
            step = self._step(layer, x_t, clamp_of(layer))
            steps.append(step)
            self._h[layer] = x_t = step.h
        return Moment(steps, model.fc(x_t))

    def _step(self, layer: int, x_t: Tensor, clamp: Clamp) -> Step:
        w, h_prev = self._weights[layer], self._h[layer]
        if self._network.cell == "gru":
            return gru_step(x_t, h_prev, w, clamp)
        if self._network.cell == "rnn":
            return rnn_step(x_t, h_prev, w, self._network.nonlinearity, clamp)
        step = lstm_step(x_t, h_prev, self._c[layer], w, clamp)
        self._c[layer] = step.c
        return step


def layers_of(moments: Sequence[Moment]) -> Layers:
    """Every quantity of every layer over time, by name, each (seq_len, batch_size, ...)."""
    layers = zip(*(moment.layers for moment in moments), strict=True)  # each: one layer's steps
    return tuple(
        {name: torch.stack([getattr(step, name) for step in steps]).numpy() for name in steps[0]._fields}
        for steps in layers
    )
