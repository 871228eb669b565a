"""`gradients_of`: the loss's gradient at every state, gate, weight and input of a recorded call.

Autograd delivers the gradients at what the module returned. From there they are walked back through the recorded gates,
step by step from the last one to the first and layer by layer from the top: the derivatives of the equations of
`rnnlab.nn.cells`, of the torch modules' documentation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import linear

from rnnlab.nn.cells import Weights, untouched
from rnnlab.nn.held import passed_on
from rnnlab.tracing.results import from_output
from rnnlab.watching.states import CallStates, LayerStates


@dataclass(frozen=True, kw_only=True, eq=False)
class LayerGradients:
    """The loss's gradient at the arrays of one layer and direction.

    Attributes:
        arrays: At h, pre, c and the gates, shaped as they are, zero outside a sequence: the whole gradient, through the
            layers above and all later steps.
        weights: By `Weights`' names, those that the layer has.
        x: At what goes into the layer, (seq_len, batch_size, input_size of this layer).
        h_0, c_0: At the initial states, (batch_size, ...); c_0 is None unless LSTM. Of a cell's sequence, at the first.
    """

    arrays: dict[str, Tensor]
    weights: dict[str, Tensor]
    x: Tensor
    h_0: Tensor
    c_0: Tensor | None


# From t, dL/dh_t and, for an LSTM, what reaches c_t by other ways than h_t: the gradients at h, c, pre and the gates;
# that at W_hh h_{t-1}; and the share of dL/dh_t that goes to h_{t-1} directly, if any does.
_Local = Callable[[int, Tensor, Tensor | None], tuple[dict[str, Tensor], Tensor, Tensor | None]]


def gradients_of(call: CallStates) -> tuple[tuple[LayerGradients, ...], ...] | None:
    """The gradients of every layer and direction; None if no backward pass has come to the call's results."""
    with torch.no_grad():
        if call.call is None:
            return _of_cell(call)
        given = call.seen.passes[0].gradients
        return _of_layers(call, {name: _exact(gradient) for name, gradient in given.items()}) if given else None


def _of_cell(call: CallStates) -> tuple[tuple[LayerGradients, ...], ...] | None:
    passes, (layer,) = call.seen.passes, call.layers[0]
    if not any(each.gradients for each in passes):
        return None

    def delivered(name: str, like: Tensor) -> Tensor:
        zero = _exact(torch.zeros_like(like[0]))
        return torch.stack([_exact(each.gradients.get(name, zero)).reshape(zero.shape) for each in passes])

    at_c = delivered("c_n", layer.arrays["c"]) if "c" in layer.arrays else None
    # Each step's states are results of their own: what comes from later steps is in what autograd has delivered.
    return ((_walk(layer, delivered("h_n", layer.arrays["h"]), at_c=at_c, recurrent=False),),)


def _of_layers(call: CallStates, given: dict[str, Tensor]) -> tuple[tuple[LayerGradients, ...], ...]:
    known, directions = call.call, len(call.layers[0])
    assert known is not None
    output = given.get("output")
    if output is not None:
        at_top = from_output(known, output)
    else:
        at_top = torch.cat([_exact(torch.zeros_like(layer.arrays["h"])) for layer in call.layers[-1]], dim=-1)

    def final(name: str, row: int) -> Tensor | None:
        states = given.get(name)
        return None if states is None else (states if known.batched else states.unsqueeze(1))[row]

    found: list[tuple[LayerGradients, ...]] = []
    for number in reversed(range(len(call.layers))):
        parts = at_top.chunk(directions, dim=-1)
        gradients = tuple(
            _walk(
                layer,
                parts[d],
                last_h=final("h_n", number * directions + d),
                last_c=final("c_n", number * directions + d),
            )
            for d, layer in enumerate(call.layers[number])
        )
        found.append(gradients)
        at_top = torch.stack([each.x for each in gradients]).sum(0)
        below = call.layers[number - 1][0].dropped if number else None
        at_top = at_top if below is None else at_top * below
    return tuple(reversed(found))


def _walk(
    layer: LayerStates,
    at_h: Tensor,
    *,
    at_c: Tensor | None = None,
    last_h: Tensor | None = None,
    last_c: Tensor | None = None,
    recurrent: bool = True,
) -> LayerGradients:
    """The gradients of one layer and direction.

    Args:
        layer: Its states.
        at_h: The gradient that comes to each h_t from outside the layer, (seq_len, batch_size, state_size).
        at_c: The same of c_t, of a cell's sequence.
        last_h, last_c: What comes to the final states, (batch_size, ...).
        recurrent: Whether what goes from a step to the one before is still to be added.
    """
    layer = _exact_layer(layer)
    steps, w, valid = len(layer.x), layer.weights, layer.valid
    local, direct = _LOCAL[layer.cell](layer)
    h = torch.zeros_like(layer.h_prev[0]) if last_h is None else last_h
    c = None if layer.c_prev is None else torch.zeros_like(layer.c_prev[0]) if last_c is None else last_c
    rows: list[dict[str, Tensor]] = [{} for _ in range(steps)]
    hidden: list[Tensor] = [h] * steps  # the gradient at what W_hh makes
    for t in range(steps) if layer.reverse else reversed(range(steps)):
        whole_h = at_h[t] + h
        into_c = c if at_c is None or c is None else at_c[t] + c
        rows[t], hidden[t], share = local(t, whole_h, into_c)
        if recurrent:
            before = hidden[t] @ w.W_hh if share is None else hidden[t] @ w.W_hh + share
            c_before = rows[t]["c"] * direct[t] if c is not None and direct is not None else None
            if valid is None:
                h, c = before, c_before
            else:  # outside a sequence what comes from its end goes on to its last step
                h = torch.where(valid[t], before, h)
                c = None if c is None or c_before is None else torch.where(valid[t], c_before, c)
    arrays = {name: torch.stack([row[name] for row in rows]) for name in rows[0]}
    at_hidden = torch.stack(hidden)
    if valid is not None:
        arrays = {name: torch.where(valid, array, 0) for name, array in arrays.items()}
        at_hidden = torch.where(valid, at_hidden, 0)
    if not recurrent:
        h = at_hidden[0] @ w.W_hh + (0 if (share := local(0, arrays["h"][0], _part(at_c, 0))[2]) is None else share)
        c = None if c is None or direct is None else arrays["c"][0] * direct[0]
    return LayerGradients(
        arrays=arrays, weights=_weight_gradients(layer, arrays, at_hidden), x=arrays["pre"] @ w.W_ih, h_0=h, c_0=c
    )


def _exact(tensor: Tensor) -> Tensor:
    """In float32 at least: under autocast states and gradients have fewer digits."""
    return tensor.to(torch.promote_types(tensor.dtype, torch.float32))


def _exact_layer(layer: LayerStates) -> LayerStates:
    weights = {name: _exact(weight) for name, weight in vars(layer.weights).items() if weight is not None}
    return replace(
        layer,
        x=_exact(layer.x),
        h_prev=_exact(layer.h_prev),
        c_prev=None if layer.c_prev is None else _exact(layer.c_prev),
        arrays={name: _exact(array) for name, array in layer.arrays.items()},
        weights=Weights(**weights),
    )


def _part(tensor: Tensor | None, t: int) -> Tensor | None:
    return None if tensor is None else tensor[t]


def _weight_gradients(layer: LayerStates, arrays: dict[str, Tensor], at_hidden: Tensor) -> dict[str, Tensor]:
    """The gradients of the weights: sums over all steps and sequences."""
    w = layer.weights

    def summed(left: Tensor, right: Tensor) -> Tensor:
        return left.flatten(0, 1).T @ right.flatten(0, 1)

    found = {"W_ih": summed(arrays["pre"], layer.x), "W_hh": summed(at_hidden, layer.h_prev)}
    if w.b_ih is not None:
        found["b_ih"] = arrays["pre"].sum((0, 1))
    if w.b_hh is not None:
        found["b_hh"] = at_hidden.sum((0, 1))
    if w.W_hr is not None:
        at_projected = arrays["h"] if layer.clamp is untouched else arrays["h"] * _passed_on(layer)["h"]
        found["W_hr"] = summed(at_projected, layer.arrays["o"] * layer.arrays["c"].tanh())
    return found


def _passed_on(layer: LayerStates) -> dict[str, Tensor]:
    """How much of a gradient at what was held goes on to what was computed there, of each quantity."""
    return {name: passed_on(layer.clamp, name, array) for name, array in layer.arrays.items() if name != "pre"}


def _before_clamp(layer: LayerStates) -> Callable[[str, int, Tensor], Tensor]:
    """From a quantity, t and the gradient at its values to the gradient at the values that were computed."""
    if layer.clamp is untouched:
        return lambda name, t, gradient: gradient
    passed = _passed_on(layer)
    return lambda name, t, gradient: gradient * passed[name][t]


def _computed(layer: LayerStates) -> list[Tensor]:
    """What the activations made of each block of `pre`, before anything was held."""
    names = {"rnn": "h", "lstm": "ifgo", "gru": "rzn"}[layer.cell]
    if layer.clamp is untouched:
        return [layer.arrays[name] for name in names]
    blocks = layer.arrays["pre"].chunk(len(names), dim=-1)
    if layer.cell == "rnn":
        return [blocks[0].tanh() if layer.nonlinearity == "tanh" else blocks[0].relu()]
    return [block.tanh() if name in "gn" else block.sigmoid() for name, block in zip(names, blocks, strict=True)]


def _rnn(layer: LayerStates) -> tuple[_Local, None]:
    (h,), before = _computed(layer), _before_clamp(layer)
    slope = 1 - h**2 if layer.nonlinearity == "tanh" else (h > 0).to(h.dtype)

    def local(t: int, at_h: Tensor, _: Any) -> tuple[dict[str, Tensor], Tensor, None]:
        pre = before("h", t, at_h) * slope[t]
        return {"h": at_h, "pre": pre}, pre, None

    return local, None


def _lstm(layer: LayerStates) -> tuple[_Local, Tensor]:
    i, f, g, o, c = (layer.arrays[name] for name in "ifgoc")
    assert layer.c_prev is not None
    c_prev, W_hr, active = layer.c_prev, layer.weights.W_hr, c.tanh()
    to_c = o * (1 - active**2)
    before = _before_clamp(layer)
    slopes = [
        1 - made**2 if name == "g" else made * (1 - made) for name, made in zip("ifgo", _computed(layer), strict=True)
    ]

    def local(t: int, at_h: Tensor, into_c: Tensor | None) -> tuple[dict[str, Tensor], Tensor, None]:
        at_m = before("h", t, at_h) if W_hr is None else before("h", t, at_h) @ W_hr
        at_c = at_m * to_c[t] if into_c is None else at_m * to_c[t] + into_c
        at_sum = before("c", t, at_c)
        gates = {"i": at_sum * g[t], "f": at_sum * c_prev[t], "g": at_sum * i[t], "o": at_m * active[t]}
        blocks = [before(name, t, at) * slope[t] for (name, at), slope in zip(gates.items(), slopes, strict=True)]
        pre = torch.cat(blocks, dim=-1)
        return {"h": at_h, "c": at_c, **gates, "pre": pre}, pre, None

    return local, f if layer.clamp is untouched else f * _passed_on(layer)["c"]


def _gru(layer: LayerStates) -> tuple[_Local, None]:
    r, z, n = (layer.arrays[name] for name in "rzn")
    w, h_prev = layer.weights, layer.h_prev
    h_n = _hidden_part_of_n(w, h_prev)
    before = _before_clamp(layer)
    slope_r, slope_z, slope_n = [
        1 - made**2 if name == "n" else made * (1 - made) for name, made in zip("rzn", _computed(layer), strict=True)
    ]

    def local(t: int, at_h: Tensor, _: Any) -> tuple[dict[str, Tensor], Tensor, Tensor]:
        at_sum = before("h", t, at_h)
        at_z, at_n = at_sum * (h_prev[t] - n[t]), at_sum * (1 - z[t])
        pre_n = before("n", t, at_n) * slope_n[t]
        at_r = pre_n * h_n[t]
        pre_r, pre_z = before("r", t, at_r) * slope_r[t], before("z", t, at_z) * slope_z[t]
        both = {"h": at_h, "r": at_r, "z": at_z, "n": at_n, "pre": torch.cat((pre_r, pre_z, pre_n), dim=-1)}
        return both, torch.cat((pre_r, pre_z, pre_n * r[t]), dim=-1), at_sum * z[t]

    return local, None


def _hidden_part_of_n(w: Weights, h_prev: Tensor) -> Tensor:
    """W_hn h_{t-1} + b_hn of every step, which r scales."""
    size = h_prev.shape[-1]
    return linear(h_prev, w.W_hh[2 * size :], None if w.b_hh is None else w.b_hh[2 * size :])


_LOCAL: dict[str, Callable[[LayerStates], tuple[_Local, Tensor | None]]] = {"rnn": _rnn, "lstm": _lstm, "gru": _gru}
