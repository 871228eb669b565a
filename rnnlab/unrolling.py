"""A network run one symbol at a time, every layer's every quantity kept, and the arrays that come of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from rnnlab.cells import Clamp, Step, gru_step, lstm_step, rnn_step, untouched
from rnnlab.networks import Network
from rnnlab.recorder import versions
from rnnlab.recording import Array

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
    """Reads one symbol after the other with the equations of `rnnlab.cells`, from a state of zeros.

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


def run_arrays(network: Network, inputs: Array, layers: Layers, suffix: str = "") -> dict[str, Array]:
    """What a run did, under the names of a recording of kind "layers", so that whatever shows one shows this too.

    Args:
        network: What ran.
        inputs: Ids that it read, (seq_len,).
        layers: What `layers_of` gave, of batch_size 1.
        suffix: Added to each name, for a second run in the same recording.

    Returns:
        `x` (seq_len, 1, embedding_size); `layer{l}.h` and so on, (seq_len, 1, ...); `output`, the last layer's h; `h_n`
        and, for an LSTM, `c_n`, (num_layers, 1, hidden_size).
    """
    embedded = network.model.emb.weight.detach().numpy()[inputs]
    arrays = {"x": embedded[:, None], "output": layers[-1]["h"]} | _final(layers)
    arrays |= {f"layer{i}.{name}": values for i, layer in enumerate(layers) for name, values in layer.items()}
    return {name + suffix: values for name, values in arrays.items()}


def _final(layers: Layers) -> dict[str, Array]:
    return {f"{name}_n": np.stack([layer[name][-1] for layer in layers]) for name in ("h", "c") if name in layers[0]}


def start_arrays(network: Network) -> dict[str, Array]:
    """The state of zeros that a run begins with, `h_0` and, for an LSTM, `c_0`; and the weights.

    Returns:
        States (num_layers, 1, hidden_size); the recurrent weights by torch's names, `weight_ih_l0` and so on, and
        `emb.weight`, `fc.weight` and `fc.bias`.
    """
    rnn = network.model.rnn
    arrays = {name.removeprefix("rnn."): weight.numpy() for name, weight in network.model.state_dict().items()}
    zeros = np.zeros((rnn.num_layers, 1, rnn.hidden_size), dtype=arrays["fc.bias"].dtype)
    return arrays | {"h_0": zeros} | ({"c_0": zeros} if network.cell == "lstm" else {})


def header(kind: str, network: Network, seq_len: int, **more: Any) -> dict[str, Any]:
    """The header of a recording; `config` has the sizes under the names that kind "layers" uses."""
    rnn = network.model.rnn
    config = {
        "seq_len": seq_len,
        "batch_size": 1,
        "input_size": rnn.input_size,
        "hidden_size": rnn.hidden_size,
        "num_layers": rnn.num_layers,
        "cell": network.cell,
        "nonlinearity": network.nonlinearity,
        "bidirectional": False,
        "batch_first": False,
    }
    return {"kind": kind, "config": config, "vocab": list(network.vocab), "versions": versions(), **more}
