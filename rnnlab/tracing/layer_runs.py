"""`LayerRun`: one layer run by torch's kernel, its gates recovered afterwards, or run step by step for `steps`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import linear

from rnnlab.nn import cells
from rnnlab.nn.cell_states import cell_states, cell_states_in_blocks
from rnnlab.nn.cells import LSTMGates, LSTMStep, Step, Weights, gru_step, lstm_gates, lstm_gates_of, rnn_step
from rnnlab.tracing.call import Call

# A long LSTM is computed in quicker ways, which round otherwise.
LONG = 256  # steps; the recordings that pages show have fewer, and keep their bits
BLOCKS_UP_TO = 2048  # batch_size * hidden_size; with more numbers per step blocks are slower than steps


@dataclass(frozen=True, kw_only=True, eq=False)
class LayerRun:
    """One layer's arrays in one direction.

    Attributes:
        arrays: h, pre, c and the gates that the cell has, each (seq_len, batch_size, ...), zero outside a sequence.
        h_0, c_0: State before the first step, (batch_size, ...); c_0 is None unless LSTM.
        h_n, c_n: State after the last step, (batch_size, ...); c_n is None unless LSTM.
        steps: Each step's tensors on the recurrent path, in time order; None if torch's kernel ran.
    """

    arrays: dict[str, Tensor]
    h_0: Tensor
    c_0: Tensor | None
    h_n: Tensor
    c_n: Tensor | None
    steps: tuple[Step, ...] | None = None


def run_kernel(call: Call, layer: int, x: Tensor) -> list[LayerRun]:
    """Let torch's kernel run a layer, then compute the gates, which it does not return, from x_t and h_{t-1}.

    Args:
        call: The module and its arguments.
        layer: Index of the layer.
        x: What the layer is given, (seq_len, batch_size, input_size of this layer).

    Returns:
        One run per direction, the forward one first.
    """
    h, h_n, c_n = _kernel_cell(call, x) if call.is_cell else _kernel(call, layer, x)
    runs = []
    for direction, h_direction in enumerate(h.chunk(call.num_directions, dim=-1)):
        h_0, c_0 = call.state_of(layer, direction)
        arrays = _recovered(call, layer, direction, x, h_direction)
        runs.append(
            LayerRun(
                arrays=_masked(arrays, call.valid),
                h_0=h_0,
                c_0=c_0,
                h_n=h_n[direction],
                c_n=None if c_n is None else c_n[direction],
            )
        )
    return runs


def run_stepwise(call: Call, layer: int, x: Tensor) -> list[LayerRun]:
    """Run a layer one step after the other, keeping every step's tensors; otherwise as `run_kernel`."""
    return [_run_direction(call, layer, direction, x) for direction in range(call.num_directions)]


def _kernel_cell(call: Call, x: Tensor) -> tuple[Tensor, Tensor, Tensor | None]:
    """One step by the kernel that the cell modules call, as if by `_kernel`."""
    w = call.weights_of(0, 0)
    weights = (w.W_ih, w.W_hh, w.b_ih, w.b_hh)
    if call.c_0 is not None:
        h, c = torch.lstm_cell(x[0], (call.h_0[0], call.c_0[0]), *weights)
        return h[None], h[None], c[None]
    cell = torch.gru_cell if call.cell == "gru" else getattr(torch, f"rnn_{call.nonlinearity}_cell")
    h = cell(x[0], call.h_0[0], *weights)
    return h[None], h[None], None


def _kernel(call: Call, layer: int, x: Tensor) -> tuple[Tensor, Tensor, Tensor | None]:
    """All steps of a layer in all its directions.

    Returns:
        h (seq_len, batch_size, num_directions * state_size), h_n (num_directions, batch_size, state_size) and c_n.
    """
    weights = [weight for d in range(call.num_directions) for weight in call.weights_of(layer, d).present()]
    rows = slice(layer * call.num_directions, (layer + 1) * call.num_directions)
    state = [call.sort(states[rows]) for states in (call.h_0, call.c_0) if states is not None]
    data = (x,) if call.packed is None else (call.pack(x), call.packed.batch_sizes)
    layout = (False,) if call.packed is None else ()  # batch_first: x is time-major by now
    options = (call.has_bias, 1, 0.0, call.training, call.num_directions == 2, *layout)
    run: Any = getattr(torch, f"rnn_{call.nonlinearity}" if call.cell == "rnn" else call.cell)
    h, *final = run(*data, state if call.cell == "lstm" else state[0], weights, *options)
    h_n, *rest = (call.unsort(states) for states in final)
    return call.unpack(h), h_n, rest[0] if rest else None


def _recovered(call: Call, layer: int, direction: int, x: Tensor, h: Tensor) -> dict[str, Tensor]:
    """All arrays of all steps at once: with every h_{t-1} known, no step waits for another."""
    w, reverse = call.weights_of(layer, direction), direction == 1
    h_0, c_0 = call.state_of(layer, direction)
    h_prev = _previous_states(h, h_0, call.valid, reverse)
    if c_0 is not None:
        gates = _lstm_gates(x, h_prev, w)
        return {**gates._asdict(), "h": h, "c": _cell_states(gates, c_0, call.valid, reverse)}
    step = gru_step(x, h_prev, w) if call.cell == "gru" else rnn_step(x, h_prev, w, call.nonlinearity)
    return {**step._asdict(), "h": h}  # torch's h, not ours


def _lstm_gates(x: Tensor, h_prev: Tensor, w: Weights) -> LSTMGates:
    """`lstm_gates` of all steps; of a long sequence by one product on top of the other, which saves two sums."""
    if len(x) < LONG:
        return lstm_gates(x, h_prev, w)
    bias = None if w.b_ih is None or w.b_hh is None else w.b_ih + w.b_hh
    pre = linear(x.flatten(0, 1), w.W_ih, bias)
    pre.addmm_(h_prev.flatten(0, 1), w.W_hh.T)  # in place: memory that is asked of the system takes time
    return lstm_gates_of(pre.view(*x.shape[:2], -1))


def _previous_states(h: Tensor, h_0: Tensor, valid: Tensor | None, reverse: bool) -> Tensor:
    """h_{t-1} at each t, or h_{t+1} for the reverse direction; h_0 where a sequence begins."""
    if not reverse:
        return torch.cat((h_0[None], h[:-1]))
    shifted = torch.cat((h[1:], h_0[None]))
    if valid is None:
        return shifted
    # a sequence that ends early begins, backwards, at its own last step
    return torch.where(torch.cat((valid[1:], valid.new_ones(1, *valid.shape[1:]))), shifted, h_0)


def _cell_states(gates: LSTMGates, c_0: Tensor, valid: Tensor | None, reverse: bool) -> Tensor:
    """c of every step; outside a sequence it stays as it is."""
    f, update = gates.f, gates.i * gates.g
    if valid is not None:
        f, update = torch.where(valid, f, 1), torch.where(valid, update, 0)
    in_blocks = len(f) >= LONG and c_0.numel() <= BLOCKS_UP_TO
    run = cell_states_in_blocks if in_blocks else cell_states
    return run(f.flip(0), update.flip(0), c_0).flip(0) if reverse else run(f, update, c_0)


def _run_direction(call: Call, layer: int, direction: int, x: Tensor) -> LayerRun:
    """One direction of a layer, step by step; h and c of each step are the very tensors that the next one reads."""
    w, reverse = call.weights_of(layer, direction), direction == 1
    h_0, c_0 = call.state_of(layer, direction)
    h, c, steps = h_0, c_0, []
    valid = None if call.valid is None else call.valid.unbind()
    order = range(len(x))
    for t in reversed(order) if reverse else order:
        step = cells.step(call.cell, x[t], h, c, w, nonlinearity=call.nonlinearity)
        steps.append(step)
        h, c = step.h, step.c if isinstance(step, LSTMStep) else None
        if valid is not None:
            h = torch.where(valid[t], h, h_0)
            c = None if c is None or c_0 is None else torch.where(valid[t], c, c_0)
    steps = steps[::-1] if reverse else steps
    arrays = _masked(_stacked(steps), call.valid)
    return LayerRun(
        arrays=arrays,
        h_0=h_0,
        c_0=c_0,
        h_n=_final(call, arrays["h"], reverse),
        c_n=None if c_0 is None else _final(call, arrays["c"], reverse),
        steps=tuple(steps),
    )


def _stacked(steps: Sequence[Step]) -> dict[str, Tensor]:
    names = steps[0]._fields
    return {name: torch.stack(column) for name, column in zip(names, zip(*steps, strict=True), strict=True)}


def _masked(arrays: dict[str, Tensor], valid: Tensor | None) -> dict[str, Tensor]:
    if valid is None:
        return arrays
    return {name: torch.where(valid, array, 0) for name, array in arrays.items()}


def _final(call: Call, states: Tensor, reverse: bool) -> Tensor:
    """The state after each sequence's last step, (batch_size, ...)."""
    if reverse:
        return states[0]
    if call.lengths is None:
        return states[-1]
    batch = torch.arange(states.shape[1], device=states.device)
    return states[call.lengths.to(states.device) - 1, batch]
