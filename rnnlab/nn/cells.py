"""The equations of one step of an RNN, an LSTM and a GRU, every intermediate value kept.

The leading dimensions are free: one step of a batch is (batch_size, ...); when all h_{t-1} are known already, all steps
of a sequence go through at once as (seq_len, batch_size, ...).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import linear

from rnnlab.config.choices import CellType, Nonlinearity
from rnnlab.nn.copies import deep_copy


@dataclass(frozen=True, kw_only=True, eq=False)
class Weights:
    """Weights of one layer and direction, or of one cell module; gates lie one below the other in torch's order.

    G is the number of gates (RNN 1, GRU 3, LSTM 4); `state_size` is the `proj_size` of an LSTM that has one, otherwise
    `hidden_size`.

    Attributes:
        W_ih: (G * hidden_size, input_size).
        W_hh: (G * hidden_size, state_size).
        b_ih, b_hh: (G * hidden_size), or None without bias.
        W_hr: (proj_size, hidden_size), or None without projection.
    """

    W_ih: Tensor
    W_hh: Tensor
    b_ih: Tensor | None = None
    b_hh: Tensor | None = None
    W_hr: Tensor | None = None

    def present(self) -> list[Tensor]:
        """The weights that are there, in the order in which torch's kernels take them."""
        found = (self.W_ih, self.W_hh, self.b_ih, self.b_hh, self.W_hr)
        return [weight for weight in found if weight is not None]


class RNNStep(NamedTuple):
    """One step of an RNN; each (..., hidden_size)."""

    pre: Tensor
    h: Tensor


class LSTMGates(NamedTuple):
    """The gates of an LSTM: `pre` is (..., 4 * hidden_size), the rest (..., hidden_size)."""

    pre: Tensor
    i: Tensor
    f: Tensor
    g: Tensor
    o: Tensor


class LSTMStep(NamedTuple):
    """One step of an LSTM: `pre` is (..., 4 * hidden_size), h is (..., state_size), the rest (..., hidden_size)."""

    pre: Tensor
    i: Tensor
    f: Tensor
    g: Tensor
    o: Tensor
    c: Tensor
    h: Tensor


class GRUStep(NamedTuple):
    """One step of a GRU: `pre` is (..., 3 * hidden_size), the rest (..., hidden_size)."""

    pre: Tensor
    r: Tensor
    z: Tensor
    n: Tensor
    h: Tensor


Step = RNNStep | LSTMStep | GRUStep
for _kind in (RNNStep, LSTMStep, GRUStep):
    _kind.__deepcopy__ = deep_copy  # type: ignore[union-attr]  # in the class mypy would take it for a field

# From a quantity's name ("h", "c" or a gate) and its values to the values that the rest of the step uses.
Clamp = Callable[[str, Tensor], Tensor]


def untouched(name: str, values: Tensor) -> Tensor:
    """The clamp that changes nothing."""
    return values


def rnn_step(
    x_t: Tensor, h_prev: Tensor, w: Weights, nonlinearity: Nonlinearity = "tanh", clamp: Clamp = untouched
) -> RNNStep:
    """One step of an RNN.

    Args:
        x_t: Input at step t, (..., input_size).
        h_prev: State after step t-1, (..., hidden_size).
        w: Weights of one layer and direction; read, never changed.
        nonlinearity: "tanh" or "relu".
        clamp: May replace h.

    Returns:
        pre, unbounded, and h, in (-1, 1) for tanh and >= 0 for relu, unitless. Each (..., hidden_size).

    Source: the equation of `torch.nn.RNN`.
    """
    pre = linear(x_t, w.W_ih, w.b_ih) + linear(h_prev, w.W_hh, w.b_hh)
    return RNNStep(pre, clamp("h", pre.tanh() if nonlinearity == "tanh" else pre.relu()))


def lstm_gates(x_t: Tensor, h_prev: Tensor, w: Weights, clamp: Clamp = untouched) -> LSTMGates:
    """The gates of one step of an LSTM, which need h_{t-1} but not c_{t-1}.

    Args:
        x_t: Input at step t, (..., input_size).
        h_prev: State after step t-1, (..., state_size).
        w: Weights of one layer and direction; read, never changed.
        clamp: May replace each gate.

    Returns:
        pre, what goes into the activations, unbounded, (..., 4 * hidden_size); i, f, o in (0, 1) and g in (-1, 1),
        unitless, each (..., hidden_size).

    Source: the equations of `torch.nn.LSTM`, whose gate order is i, f, g, o.
    """
    return lstm_gates_of(linear(x_t, w.W_ih, w.b_ih) + linear(h_prev, w.W_hh, w.b_hh), clamp)


def lstm_gates_of(pre: Tensor, clamp: Clamp = untouched) -> LSTMGates:
    """The gates of an LSTM from what goes into their activations, (..., 4 * hidden_size); as `lstm_gates`."""
    i, f, g, o = pre.chunk(4, dim=-1)
    return LSTMGates(
        pre, clamp("i", i.sigmoid()), clamp("f", f.sigmoid()), clamp("g", g.tanh()), clamp("o", o.sigmoid())
    )


def lstm_step(x_t: Tensor, h_prev: Tensor, c_prev: Tensor, w: Weights, clamp: Clamp = untouched) -> LSTMStep:
    """One step of an LSTM, every gate kept.

    Args:
        x_t: Input at step t, (..., input_size).
        h_prev: State after step t-1, (..., state_size).
        c_prev: Cell state after step t-1, (..., hidden_size).
        w: Weights of one layer and direction; read, never changed.
        clamp: May replace each gate, c (before h is made of it) and h.

    Returns:
        The gates as in `lstm_gates`; c, unbounded, (..., hidden_size); h, in (-1, 1) unless it is projected by W_hr,
        (..., state_size).

    Source: the equations of `torch.nn.LSTM`; the projection is that of Sak et al., "Long Short-Term Memory Based
    Recurrent Neural Network Architectures for Large Vocabulary Speech Recognition", 2014, https://arxiv.org/abs/1402.1128.
    """
    gates = lstm_gates(x_t, h_prev, w, clamp)
    c = clamp("c", gates.f * c_prev + gates.i * gates.g)
    h = gates.o * c.tanh()
    return LSTMStep(*gates, c=c, h=clamp("h", h if w.W_hr is None else linear(h, w.W_hr)))


def gru_step(x_t: Tensor, h_prev: Tensor, w: Weights, clamp: Clamp = untouched) -> GRUStep:
    """One step of a GRU, every gate kept.

    Args:
        x_t: Input at step t, (..., input_size).
        h_prev: State after step t-1, (..., hidden_size).
        w: Weights of one layer and direction; read, never changed.
        clamp: May replace each gate (r before n is made of it) and h.

    Returns:
        pre, what goes into the activations, unbounded, (..., 3 * hidden_size); r, z in (0, 1) and n in (-1, 1),
        unitless, and h, between n and h_prev, each (..., hidden_size).

    Source: the equations of `torch.nn.GRU`, whose gate order is r, z, n, and where r scales W_hn h + b_hn as a whole.
    """
    x_r, x_z, x_n = linear(x_t, w.W_ih, w.b_ih).chunk(3, dim=-1)
    h_r, h_z, h_n = linear(h_prev, w.W_hh, w.b_hh).chunk(3, dim=-1)
    pre_r, pre_z = x_r + h_r, x_z + h_z
    r, z = clamp("r", pre_r.sigmoid()), clamp("z", pre_z.sigmoid())
    pre_n = x_n + r * h_n
    n = clamp("n", pre_n.tanh())
    return GRUStep(torch.cat((pre_r, pre_z, pre_n), dim=-1), r, z, n, h=clamp("h", (1 - z) * n + z * h_prev))


def step(
    cell: CellType,
    x_t: Tensor,
    h_prev: Tensor,
    c_prev: Tensor | None,
    w: Weights,
    *,
    nonlinearity: Nonlinearity = "tanh",
    clamp: Clamp = untouched,
) -> Step:
    """One step of any cell, every gate kept.

    Args:
        cell: Whose equations.
        x_t: Input at step t, (..., input_size).
        h_prev: State after step t-1, (..., state_size).
        c_prev: An LSTM's cell state after step t-1, (..., hidden_size); None for other cells.
        w: Weights of one layer and direction; read, never changed.
        nonlinearity: "tanh" or "relu"; read for an RNN only.
        clamp: May replace each gate, c and h.

    Returns:
        What `rnn_step`, `lstm_step` or `gru_step` returns.
    """
    if cell == "lstm":
        assert c_prev is not None
        return lstm_step(x_t, h_prev, c_prev, w, clamp)
    return gru_step(x_t, h_prev, w, clamp) if cell == "gru" else rnn_step(x_t, h_prev, w, nonlinearity, clamp)
