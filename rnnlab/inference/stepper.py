"""`Stepper`: a network run one symbol at a time, every quantity of every layer kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

import torch
from torch import Tensor

from rnnlab.inference.text_model import TextModel
from rnnlab.nn import cells
from rnnlab.nn.cells import Clamp, Step, untouched
from rnnlab.nn.held import Held, clamp_at
from rnnlab.recording.array_names import Array

# Of each layer, the layer next to the input first: the name of a quantity → its values, (seq_len, batch_size, ...).
LayerArrays = tuple[dict[str, Array], ...]


class StepResult(NamedTuple):
    """Everything that a network computed from one symbol.

    Attributes:
        layers: One step per layer, the layer next to the input first; each tensor (batch_size, ...).
        logits: A score for every symbol, unbounded, (batch_size, vocab_size).
    """

    layers: list[Step]
    logits: Tensor


def _no_clamp(layer: int) -> Clamp:
    return untouched


class Stepper:
    """Reads one symbol after the other with the equations of `rnnlab.nn.cells`, from a state of zeros.

    Args:
        model: Read, never changed.
        batch_size: Rows that run side by side; all read the same symbols.
    """

    def __init__(self, model: TextModel, batch_size: int = 1) -> None:
        rnn = model.network.rnn
        self._network, self._cell, self._nonlinearity = model.network, model.cell, model.nonlinearity
        self._weights = [model.weights(layer) for layer in range(rnn.num_layers)]
        zeros = torch.zeros(batch_size, rnn.hidden_size, dtype=model.dtype)
        self._h, self._c = [zeros] * rnn.num_layers, [zeros] * rnn.num_layers

    def read(self, symbol: int, clamp_of: Callable[[int], Clamp] = _no_clamp) -> StepResult:
        """Make one step.

        Args:
            symbol: An id.
            clamp_of: The clamp of each layer, by its index.
        """
        x_t: Tensor = self._network.emb(torch.tensor([symbol])).expand(len(self._h[0]), -1)
        steps = []  # x_t: (batch_size, embedding_size), then (batch_size, hidden_size)
        for layer in range(len(self._weights)):
            step = self._step(layer, x_t, clamp_of(layer))
            steps.append(step)
            self._h[layer] = x_t = step.h
            if isinstance(step, cells.LSTMStep):
                self._c[layer] = step.c
        return StepResult(steps, self._network.fc(x_t))

    def _step(self, layer: int, x_t: Tensor, clamp: Clamp) -> Step:
        h_prev, c_prev, weights = self._h[layer], self._c[layer], self._weights[layer]
        return cells.step(self._cell, x_t, h_prev, c_prev, weights, nonlinearity=self._nonlinearity, clamp=clamp)


def steps_over(model: TextModel, ids: Sequence[int], clamp: Held | None) -> Iterator[StepResult]:
    """The steps of a run over a text, one after the other, with a row for each row of the clamp."""
    stepper = Stepper(model, 1 if clamp is None else len(clamp.units))
    for step, symbol in enumerate(ids, start=1):
        yield stepper.read(symbol) if clamp is None else stepper.read(symbol, partial(clamp_at, (clamp,), step))


def layer_arrays(results: Sequence[StepResult]) -> LayerArrays:
    """Every quantity of every layer, its steps stacked."""
    layers = zip(*(result.layers for result in results), strict=True)  # each: one layer's steps
    return tuple(
        {name: torch.stack([getattr(step, name) for step in steps]).numpy() for name in steps[0]._fields}
        for steps in layers
    )
