"""`torch_gradients`: the gradients of a recorded call as torch's own autograd computes them, to compare with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from rnnlab.nn.cells import Clamp, LSTMStep, Weights, step
from rnnlab.nn.held import clamp_at
from rnnlab.tracing.layer_runs import run_kernel
from rnnlab.tracing.results import from_output
from rnnlab.watching.states import CallStates


@dataclass(frozen=True, kw_only=True, eq=False)
class TorchGradients:
    """Of one layer.

    Attributes:
        x: At what goes into it, from all directions, (seq_len, batch_size, input_size of this layer).
        weights: Of each direction, by `Weights`' names.
    """

    x: Tensor
    weights: tuple[dict[str, Tensor], ...]


def torch_gradients(call: CallStates) -> tuple[TorchGradients, ...] | None:
    """What torch's kernels and its autograd make of the recorded arguments and the gradients that were delivered.

    Where something was held, autograd goes through the steps with what was held in them instead of a kernel.

    Returns:
        One per layer; None if there was no backward pass, or autocast, whose kernels round otherwise layer by layer.
    """
    if not any(each.gradients for each in call.seen.passes) or call.seen.autocast is not None:
        return None
    with torch.inference_mode(False), torch.enable_grad():
        return _of_cell(call) if call.call is None else _of_layers(call)


def _of_cell(call: CallStates) -> tuple[TorchGradients, ...]:
    """Every step by the kernel of its module, on what that step was given."""
    (layer,) = call.layers[0]
    weights = _leaves(layer.weights)
    x, h_prev = _leaf(layer.x), _leaf(layer.h_prev)
    given = (weights.W_ih, weights.W_hh, weights.b_ih, weights.b_hh)
    results, gradients = [], []

    def by_equations(t: int, clamp: Clamp) -> tuple[Tensor, ...]:
        c_prev = None if layer.c_prev is None else layer.c_prev[t]
        done = step(layer.cell, x[t], h_prev[t], c_prev, weights, nonlinearity=layer.nonlinearity, clamp=clamp)
        return (done.h, done.c) if isinstance(done, LSTMStep) else (done.h,)

    for t, made in enumerate(call.seen.passes):
        states: tuple[Tensor, ...]
        if made.held:
            states = by_equations(t, clamp_at(made.held, 1))
        elif layer.c_prev is not None:
            states = torch.lstm_cell(x[t], (h_prev[t], layer.c_prev[t]), *given)
        else:
            run: Any = torch.gru_cell if layer.cell == "gru" else getattr(torch, f"rnn_{layer.nonlinearity}_cell")
            states = (run(x[t], h_prev[t], *given),)
        for name, state in zip(("h_n", "c_n"), states, strict=False):
            if (gradient := made.gradients.get(name)) is not None:
                results.append(state)
                gradients.append(gradient.reshape(state.shape))
    return _gradients(results, gradients, [x], [[weights]])


def _of_layers(call: CallStates) -> tuple[TorchGradients, ...]:
    """Layer by layer, each by torch's kernel; between them dropout as it was."""
    known = call.call
    assert known is not None
    given = call.seen.passes[0].gradients
    fresh = replace(known, weights={name: _leaf(weight) for name, weight in known.weights.items()})
    x, inputs, rows, weights = _leaf(known.x), [], [], []
    for number, directions in enumerate(call.layers):
        inputs.append(x)
        runs = run_kernel(fresh, number, x)
        rows += runs
        weights.append([fresh.weights_of(number, d) for d in range(len(directions))])
        x = torch.cat([run.arrays["h"] for run in runs], dim=-1)
        x = x if directions[0].dropped is None else x * directions[0].dropped
    results, gradients = [], []
    for name, states in (("h_n", [run.h_n for run in rows]), ("c_n", [run.c_n for run in rows])):
        if name in given:
            results.append(torch.stack([state for state in states if state is not None]))
            gradients.append(given[name].reshape(results[-1].shape))
    if "output" in given:
        results.append(x)
        gradients.append(from_output(known, given["output"]))
    return _gradients(results, gradients, inputs, weights)


def _gradients(
    results: list[Tensor], gradients: list[Tensor], inputs: list[Tensor], weights: list[list[Weights]]
) -> tuple[TorchGradients, ...]:
    wanted = [*inputs, *(weight for layer in weights for one in layer for weight in one.present())]
    known = [pair for pair in zip(results, gradients, strict=True) if pair[0].requires_grad]  # not where all is held
    ends, given = zip(*known, strict=True) if known else ((), ())
    found = torch.autograd.grad(ends, wanted, given, allow_unused=True) if known else [None] * len(wanted)
    by_id = {
        id(tensor): torch.zeros_like(tensor) if gradient is None else gradient
        for tensor, gradient in zip(wanted, found, strict=True)
    }
    return tuple(
        TorchGradients(
            x=by_id[id(x)],
            weights=tuple(
                {name: by_id[id(weight)] for name, weight in vars(one).items() if weight is not None} for one in layer
            ),
        )
        for x, layer in zip(inputs, weights, strict=True)
    )


def _leaf(tensor: Tensor) -> Tensor:
    return tensor.detach().clone().requires_grad_()


def _leaves(weights: Weights) -> Weights:
    return Weights(**{name: _leaf(weight) for name, weight in vars(weights).items() if weight is not None})
