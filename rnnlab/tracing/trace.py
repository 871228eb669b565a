"""`trace`: every layer, direction, step and gate of a torch recurrent module, equal to what torch computes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence

from rnnlab.errors import ConfigError, TraceError
from rnnlab.nn.cells import Step
from rnnlab.nn.copies import deep_copy
from rnnlab.recording.recording import Recording
from rnnlab.tracing.call import Call, State, read_call
from rnnlab.tracing.layer_runs import LayerRun, run_autocast, run_kernel, run_stepwise
from rnnlab.tracing.results import as_output, as_states
from rnnlab.tracing.to_recording import CallArrays, held_entry
from rnnlab.tracing.tokens import Given, labels, of_batch

_ARRAYS = ("h", "pre", "c", "i", "f", "g", "o", "r", "z", "n")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class LayerTrace:
    """One layer in one direction.

    Arrays are in time order, also those of the reverse direction, whose step t follows step t+1. With a packed input
    the batch is in the caller's order, and every array is zero after a sequence's end. `state_size` is the `proj_size`
    of an LSTM that has one, otherwise `hidden_size`. What the cell does not have is None.

    Losses of h, c, pre and the gates reach weights, input and initial state. A gradient *at* one of them counts only
    what is computed from that very tensor, as nothing in the module reads it: for a loss of `Trace.output`, `h_n` or
    `c_n`, `torch.autograd.grad` refuses them as not used in the graph. The whole dL/dh_t, dL/dc_t and so on are found
    at the `steps`; those at x, h_0 and c_0 are whole.

    Attributes:
        x: What the layer is given, (seq_len, batch_size, input_size of this layer).
        h: Hidden state after each step, (seq_len, batch_size, state_size).
        pre: What goes into the activations, unbounded, (seq_len, batch_size, G * hidden_size): an RNN's one block, an
            LSTM's four in the order i, f, g, o, a GRU's three in the order r, z, n.
        h_0: State before the first step, (batch_size, state_size).
        c, c_0: The LSTM's cell state, unbounded, (seq_len, batch_size, hidden_size) and (batch_size, hidden_size).
        i, f, g, o: The LSTM's gates, g in [-1, 1], the others in [0, 1], each (seq_len, batch_size, hidden_size).
        r, z, n: The GRU's gates, n in [-1, 1], the others in [0, 1], each (seq_len, batch_size, hidden_size).
        reverse: The same layer's other direction, or None.
    """

    x: Tensor
    h: Tensor
    pre: Tensor
    h_0: Tensor
    c: Tensor | None = None
    c_0: Tensor | None = None
    i: Tensor | None = None
    f: Tensor | None = None
    g: Tensor | None = None
    o: Tensor | None = None
    r: Tensor | None = None
    z: Tensor | None = None
    n: Tensor | None = None
    reverse: LayerTrace | None = None
    _steps: tuple[Step, ...] | None = field(default=None)

    __deepcopy__ = deep_copy

    @property
    def steps(self) -> tuple[Step, ...]:
        """Each step's tensors, in time order, as they lie on the path from the input to the output.

        `torch.autograd.grad(loss, [step.h for step in layer.steps])` is the whole dL/dh_t, through the layers above and
        through all later steps. After the end of a packed sequence a step's values mean nothing; its gradient is zero.

        Returns:
            One `RNNStep`, `LSTMStep` or `GRUStep` per step, its tensors (batch_size, ...).

        Raises:
            TraceError: Neither `input` nor `hx` required a gradient when the trace was made.
        """
        if self._steps is None:
            raise TraceError(
                "steps are kept only when input or hx requires a gradient, which none did: trace again with "
                "input.requires_grad_() and gradients enabled"
            )
        return self._steps

    def __repr__(self) -> str:
        seq_len, batch_size, size = self.h.shape
        both = ", reverse=LayerTrace(...)" if self.reverse is not None else ""
        return f"LayerTrace(seq_len={seq_len}, batch_size={batch_size}, state_size={size}{both})"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Trace:
    """What a recurrent module returns, and every layer's arrays.

    `copy.deepcopy` of a trace, a layer or a step has the same numbers without the graph that computed them.

    Attributes:
        output: As the module's own forward returns it; for a cell module, the new hidden state.
        h_n: As the module returns it; for a cell module, the new hidden state.
        c_n: As an `nn.LSTM` or `nn.LSTMCell` returns it; None for others. As with the module, none of these is computed
            from another: a gradient at one of them counts the loss's own uses of it.
        layers: One per layer, the layer next to the input first; always time-major and batched.
        weights: The weights by torch's names. Parameters are the module's own and change when it is trained; a weight
            that a pre-hook or parametrization computes is the one that this trace used.
        lengths: Steps of each sequence of a packed input, in the caller's order, (batch_size); None for other inputs.
    """

    output: Tensor | PackedSequence
    h_n: Tensor
    c_n: Tensor | None
    layers: tuple[LayerTrace, ...]
    weights: dict[str, Tensor]
    lengths: Tensor | None = None
    _entry: dict[str, Any] = field(default_factory=dict)  # what a recording's header says of the call

    __deepcopy__ = deep_copy

    def recording(self, tokens: Given = None) -> Recording:
        """The trace as a Recording of kind "watched", as `rnnlab.watch` makes one of a whole model.

        Args:
            tokens: The texts of the steps, of one sequence or a list of them for each sequence of the batch.

        Returns:
            `0.x`, `0.h_0`, `0.layer0.h` and so on of its one call, time-major, and the weights as `w0.weight_ih_l0` …

        Raises:
            ConfigError: `tokens` is something else, or does not fit the batch.
        """
        first = self.layers[0]
        known = labels(tokens)
        if known and of_batch(known, *first.x.shape[:2]) is None:
            rule = "a list for each of {batch_size} sequences, of at most {seq_len} steps"
            words, (seq_len, batch_size) = f"{len(known)} of {max(map(len, known))}", first.x.shape[:2]
            raise ConfigError.must_be("tokens", rule, words=words, seq_len=seq_len, batch_size=batch_size)
        layers = {}
        for number, layer in enumerate(self.layers):
            for one in (layer, *([layer.reverse] if layer.reverse is not None else [])):
                arrays = {name: getattr(one, name) for name in _ARRAYS if getattr(one, name) is not None}
                layers[number, one is layer.reverse] = arrays
        rows = [one for layer in self.layers for one in (layer, layer.reverse) if one is not None]
        starts = {"x": first.x, "h_0": torch.stack([one.h_0 for one in rows])}
        if self.c_n is not None:
            starts["c_0"] = torch.stack([one.c_0 for one in rows if one.c_0 is not None])
        lengths = None if self.lengths is None else self.lengths.tolist()
        found = CallArrays()
        found.add({**self._entry, **_sizes(first.x), "lengths": lengths}, layers, starts, self.weights, known)
        return found.recording("")

    def __repr__(self) -> str:
        return f"Trace(layers={len(self.layers)}, first={self.layers[0]!r})"


def trace(module: nn.Module, input: Tensor | PackedSequence, hx: State | None = None) -> Trace:
    """Run a recurrent module and keep the states and gates of every layer and step.

    Torch's own kernel runs each layer, and the gates are recovered for all steps at once. When `input` or `hx` requires
    a gradient (and gradients are enabled) the steps are run one by one instead, slower, and `LayerTrace.steps` is
    there. Gradients flow to weights and arguments either way.

    Forward pre-hooks and parametrizations run as in a call of the module, and what they do to the module, its buffers
    and torch's random numbers is undone: a trace shows what the next call will compute. A parameter or an argument that
    a hook changes in place stays changed. Forward and backward hooks are not called: `output` is what the module's
    forward returns, before any of them.

    Under autocast `output`, `h_n`, `c_n` and every layer's h are torch's own numbers in torch's dtypes; gates and c are
    computed with the same equations and agree with them up to the digits of the lower precision. With gradients
    enabled the steps are run one by one there.

    Args:
        module: An `nn.RNN`, `nn.LSTM`, `nn.GRU`, `nn.RNNCell`, `nn.LSTMCell` or `nn.GRUCell`, or a subclass that keeps
            torch's forward; without dropout, or in evaluation mode.
        input: What the module's forward takes: (seq_len, batch_size, input_size), batch first if the module is,
            without the batch, or packed; for a cell module (batch_size, input_size) or (input_size).
        hx: Initial state as the module's forward takes it, a pair for LSTMs; zeros if None.

    Returns:
        The trace, whose `output`, `h_n` and `c_n` are what the module would have returned.

    Raises:
        TraceError: The module cannot be traced, or an argument does not fit it.

    Source: the equations of `torch.nn.RNN`, `torch.nn.LSTM` and `torch.nn.GRU`.
    """
    call = read_call(module, input, hx)
    run_layer = run_autocast if call.autocast else run_stepwise if call.asks_for_gradient else run_kernel
    x, layers, runs = call.x, [], []
    for layer in range(call.num_layers):
        found = run_layer(call, layer, x)
        forward, *reverse = (_layer_trace(run, x) for run in found)
        layers.append(replace(forward, reverse=reverse[0]) if reverse else forward)
        runs += found
        x = torch.cat([run.arrays["h"] for run in found], dim=-1) if len(found) == 2 else _apart(found[0].arrays["h"])
    h_n = as_states(call, torch.stack([run.h_n for run in runs]))
    c_n = None if call.c_0 is None else as_states(call, torch.stack([run.c_n for run in runs if run.c_n is not None]))
    output = h_n if call.is_cell else as_output(call, x)
    return Trace(
        output=output,
        h_n=h_n,
        c_n=c_n,
        layers=tuple(layers),
        weights=call.weights,
        lengths=call.lengths,
        _entry=_entry_of(module, call),
    )


def _entry_of(module: Any, call: Call) -> dict[str, Any]:
    return {
        "module": "",
        "class": type(module).__name__,
        "number": 1,
        "cell": call.cell,
        "nonlinearity": call.nonlinearity,
        "hidden_size": module.hidden_size,
        "state_size": call.h_0.shape[-1],
        "num_layers": call.num_layers,
        "bidirectional": call.num_directions == 2,
        "is_cell": call.is_cell,
        "training": call.training,
        "units": None,
        **held_entry(call.held, len(call.x)),
    }


def _sizes(x: Tensor) -> dict[str, int]:
    return dict(zip(("seq_len", "batch_size", "input_size"), x.shape, strict=True))


def _layer_trace(run: LayerRun, x: Tensor) -> LayerTrace:
    arrays: dict[str, Any] = {name: _apart(array) for name, array in run.arrays.items()}
    return LayerTrace(x=x, h_0=run.h_0, c_0=run.c_0, _steps=run.steps, **arrays)


def _apart(array: Tensor) -> Tensor:
    """The same numbers as a tensor that nothing else is computed from, so that a gradient at it counts its own uses.

    A gradient at the array that the next layer reads would be a part of dL/dh_t: without what goes through later steps.
    """
    return array.view_as(array)
