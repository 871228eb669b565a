"""`LayerRun`: one layer run by torch's kernel, its gates recovered afterwards, or run step by step for `steps`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import linear

from rnnlab.errors import TraceError
from rnnlab.nn import cells
from rnnlab.nn.cell_states import cell_states, cell_states_in_blocks
from rnnlab.nn.cells import LSTMGates, LSTMStep, Step, Weights, gru_step, lstm_gates, lstm_gates_of, rnn_step
from rnnlab.nn.known_values import with_values
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


class Returned(NamedTuple):
    """What torch's kernel returns of a layer.

    Attributes:
        h: (seq_len, batch_size, num_directions * state_size), zero outside a sequence.
        h_n, c_n: (num_directions, batch_size, ...); c_n is None unless LSTM.
    """

    h: Tensor
    h_n: Tensor
    c_n: Tensor | None

    def of(self, direction: int) -> tuple[Tensor, Tensor, Tensor | None]:
        """The three of one direction."""
        h = self.h.chunk(len(self.h_n), dim=-1)[direction]
        return h, self.h_n[direction], None if self.c_n is None else self.c_n[direction]


def run_kernel(call: Call, layer: int, x: Tensor) -> list[LayerRun]:
    """Let torch's kernel run a layer, then compute the gates, which it does not return, from x_t and h_{t-1}.

    Args:
        call: The module and its arguments.
        layer: Index of the layer.
        x: What the layer is given, (seq_len, batch_size, input_size of this layer).

    Returns:
        One run per direction, the forward one first. A layer in which something is held runs step by step.
    """
    if call.is_held(layer):
        return [replace(run, steps=None) for run in run_stepwise(call, layer, x)]
    return _recovered(call, layer, x, run_plain(call, layer, x))


def run_plain(call: Call, layer: int, x: Tensor) -> Returned:
    """Let torch's kernel run a layer and compute no gates; otherwise as `run_kernel`, of all directions."""
    return _kernel(call, range(layer, layer + 1), x)


def run_stepwise(call: Call, layer: int, x: Tensor, returned: Returned | None = None) -> list[LayerRun]:
    """Run a layer one step after the other, keeping every step's tensors; otherwise as `run_kernel`.

    Args:
        call, layer, x: As for `run_kernel`.
        returned: If given, its h, h_n and c_n take the place of the computed numbers, whose gradient they have.
    """
    return [_run_direction(call, layer, direction, x, returned) for direction in range(call.num_directions)]


def run_autocast(call: Call, layer: int, x: Tensor) -> list[LayerRun]:
    """Run a layer under autocast, with the dtypes and states of torch's kernel; otherwise as `run_stepwise`.

    Which dtypes the kernel takes depends on the whole call, so a layer's states are those that all layers up to it
    return together. Their gradient is that of the steps. Without gradients the gates are computed all at once.

    Raises:
        TraceError: Torch does not run the module with these dtypes, or something in it is held.
    """
    check_held(call)
    try:
        returned = _kernel(call, range(layer + 1), call.x)
    except torch.OutOfMemoryError:
        raise
    except RuntimeError as error:
        given = ", ".join(str(tensor.dtype) for tensor in (call.x, call.h_0, call.c_0) if tensor is not None)
        reason = str(error).split("\n")[0]
        raise TraceError(
            f"input and hx must have dtypes that torch runs the module with under autocast, got {given}: {reason}"
        ) from None
    if not torch.is_grad_enabled():
        return _recovered(call, layer, x, returned)
    runs = run_stepwise(call, layer, x, returned)
    return runs if call.asks_for_gradient else [replace(run, steps=None) for run in runs]


def check_held(call: Call) -> None:
    """Raise a TraceError if something is held under autocast, whose kernels round in ways that no step repeats."""
    if call.autocast and call.held:
        raise TraceError("hold must be used outside of autocast, got a call inside: no step rounds as its kernels do")


def _recovered(call: Call, layer: int, x: Tensor, returned: Returned) -> list[LayerRun]:
    """The runs of a layer whose states are known."""
    runs = []
    for direction in range(call.num_directions):
        h_0, c_0 = call.state_of(layer, direction)
        h, h_n, c_n = returned.of(direction)
        arrays = _masked(_arrays(call, layer, direction, x, h), call.valid)
        if c_n is not None:
            arrays["c"] = arrays["c"].to(c_n.dtype)
        runs.append(LayerRun(arrays=arrays, h_0=h_0, c_0=c_0, h_n=h_n, c_n=c_n))
    return runs


def _kernel(call: Call, layers: range, x: Tensor) -> Returned:
    """Let torch's kernel run some of the layers, the first of which is given x.

    Returns:
        What it returns of the last of them.
    """
    return _kernel_cell(call, x) if call.is_cell else _kernel_layers(call, layers, x)


def _kernel_cell(call: Call, x: Tensor) -> Returned:
    """One step by the kernel that the cell modules call."""
    w = call.weights_of(0, 0)
    weights = (w.W_ih, w.W_hh, w.b_ih, w.b_hh)
    if call.c_0 is not None:
        h, c = torch.lstm_cell(x[0], (call.h_0[0], call.c_0[0]), *weights)
        return Returned(h[None], h[None], c[None])
    cell = torch.gru_cell if call.cell == "gru" else getattr(torch, f"rnn_{call.nonlinearity}_cell")
    h = cell(x[0], call.h_0[0], *weights)
    return Returned(h[None], h[None], None)


def _kernel_layers(call: Call, layers: range, x: Tensor) -> Returned:
    """All steps of some layers in all their directions."""
    both = range(call.num_directions)
    weights = [weight for layer in layers for d in both for weight in call.weights_of(layer, d).present()]
    rows = slice(layers.start * len(both), layers.stop * len(both))
    state = [call.sort(states[rows]) for states in (call.h_0, call.c_0) if states is not None]
    data = (x,) if call.packed is None else (call.pack(x), call.packed.batch_sizes)
    layout = (False,) if call.packed is None else ()  # batch_first: x is time-major by now
    options = (call.has_bias, len(layers), 0.0, call.training, len(both) == 2, *layout)
    run: Any = getattr(torch, f"rnn_{call.nonlinearity}" if call.cell == "rnn" else call.cell)
    h, *final = run(*data, state if call.cell == "lstm" else state[0], weights, *options)
    h_n, *rest = (call.unsort(states)[-len(both) :] for states in final)
    return Returned(call.unpack(h), h_n, rest[0] if rest else None)


def _arrays(call: Call, layer: int, direction: int, x: Tensor, h: Tensor) -> dict[str, Tensor]:
    """All arrays of all steps at once: with every h_{t-1} known, no step waits for another."""
    w, reverse = call.weights_of(layer, direction), direction == 1
    h_0, c_0 = call.state_of(layer, direction)
    h_prev = previous_states(h, h_0.to(h.dtype), call.valid, reverse)  # under autocast they may differ
    if c_0 is not None:
        gates = lstm_gates(x, h_prev, w) if len(x) < LONG or call.autocast else _long_lstm_gates(x, h_prev, w)
        return {**gates._asdict(), "h": h, "c": _cell_states(gates, c_0, call.valid, reverse)}
    step = gru_step(x, h_prev, w) if call.cell == "gru" else rnn_step(x, h_prev, w, call.nonlinearity)
    return {**step._asdict(), "h": h}  # torch's h, not ours


def _long_lstm_gates(x: Tensor, h_prev: Tensor, w: Weights) -> LSTMGates:
    """`lstm_gates` of all steps by one product on top of the other, which saves two sums."""
    bias = None if w.b_ih is None or w.b_hh is None else w.b_ih + w.b_hh
    pre = linear(x.flatten(0, 1), w.W_ih, bias)
    pre.addmm_(h_prev.flatten(0, 1), w.W_hh.T)  # in place: memory that is asked of the system takes time
    return lstm_gates_of(pre.view(*x.shape[:2], -1))


def previous_states(h: Tensor, h_0: Tensor, valid: Tensor | None, reverse: bool) -> Tensor:
    """h_{t-1} at each t, or h_{t+1} for the reverse direction; h_0 where a sequence begins."""
    if not reverse:
        return torch.cat((h_0[None], h[:-1]))
    shifted = torch.cat((h[1:], h_0[None]))
    if valid is None:
        return shifted
    # a sequence that ends early begins, backwards, at its own last step
    return torch.where(torch.cat((valid[1:], valid.new_ones(1, *valid.shape[1:]))), shifted, h_0)


def _cell_states(gates: LSTMGates, c_0: Tensor, valid: Tensor | None, reverse: bool) -> Tensor:
    """c of every step, in float32 at least; outside a sequence it stays as it is."""
    exact = torch.promote_types(c_0.dtype, torch.float32)
    f, update, c_0 = gates.f.to(exact), (gates.i * gates.g).to(exact), c_0.to(exact)
    if valid is not None:
        f, update = torch.where(valid, f, 1), torch.where(valid, update, 0)
    in_blocks = len(f) >= LONG and c_0.numel() <= BLOCKS_UP_TO
    run = cell_states_in_blocks if in_blocks else cell_states
    return run(f.flip(0), update.flip(0), c_0).flip(0) if reverse else run(f, update, c_0)


def _run_direction(call: Call, layer: int, direction: int, x: Tensor, returned: Returned | None) -> LayerRun:
    """One direction of a layer, step by step; h and c of each step are the very tensors that the next one reads."""
    w, reverse = call.weights_of(layer, direction), direction == 1
    known = None if returned is None else returned.of(direction)
    h_0, c_0 = call.state_of(layer, direction)
    h, c, steps = h_0, c_0, []
    valid = None if call.valid is None else call.valid.unbind()
    order = range(len(x))
    for t in reversed(order) if reverse else order:
        clamp = call.clamp(layer, direction, t)
        step = cells.step(call.cell, x[t], h, c, w, nonlinearity=call.nonlinearity, clamp=clamp)
        step = step if known is None else _known_step(step, known[0][t], known[2])
        steps.append(step)
        h, c = step.h, step.c if isinstance(step, LSTMStep) else None
        if valid is not None:
            h = torch.where(valid[t], h, h_0)
            c = None if c is None or c_0 is None else torch.where(valid[t], c, c_0)
    steps = steps[::-1] if reverse else steps
    arrays = _masked(_stacked(steps), call.valid)
    final = [_final(call, arrays[name], reverse) for name in ("h", "c") if name in arrays]
    if known is not None:
        theirs = [state for state in known[1:] if state is not None]
        final = [with_values(one, other) for one, other in zip(final, theirs, strict=True)]
    return LayerRun(
        arrays=arrays, h_0=h_0, c_0=c_0, h_n=final[0], c_n=None if c_0 is None else final[1], steps=tuple(steps)
    )


def _known_step(step: Step, h: Tensor, c_n: Tensor | None) -> Step:
    """A step with the h that is known, and with c in the dtype of the c_n that is known."""
    if isinstance(step, LSTMStep) and c_n is not None:
        step = step._replace(c=step.c.to(c_n.dtype))
    return step._replace(h=with_values(step.h, h))


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
