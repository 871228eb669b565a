"""`differences`: how far what is shown lies from torch's own numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import torch
from torch import Tensor

from rnnlab.errors import TraceError
from rnnlab.recording.array_names import layer_array
from rnnlab.watching.backward import gradients_of
from rnnlab.watching.seen import Seen
from rnnlab.watching.states import CallStates, LayerStates, call_states
from rnnlab.watching.torch_gradients import torch_gradients


def differences(calls: Iterable[Seen]) -> dict[str, float]:
    """Layer → the largest difference over all calls; see `Watcher.verify`.

    Raises:
        TraceError: There is no call, or one cannot be computed again.
    """
    found: dict[str, float] = {}
    for seen in calls:
        call = call_states(seen)
        for name, difference in _of_call(call):
            place = f"{seen.path}.{name}" if seen.path else name
            found[place] = max(found.get(place, 0.0), difference)
    if not found:
        raise TraceError("watch must have seen a call, got none: call the model inside the block")
    return found


def _of_call(call: CallStates) -> Iterator[tuple[str, float]]:
    ours, theirs = gradients_of(call), torch_gradients(call)
    for number, directions in enumerate(call.layers):
        for d, layer in enumerate(directions):
            pairs = [(_states_from_gates(layer), layer.arrays["h"])]
            if ours is not None and theirs is not None:
                pairs.append((torch.stack([each.x for each in ours[number]]).sum(0), theirs[number].x))
                weights = theirs[number].weights[d]
                pairs += [(gradient, weights[name]) for name, gradient in ours[number][d].weights.items()]
            name = layer_array(number, reverse=layer.reverse).removesuffix(".")
            yield name, max(_difference(one, other) for one, other in pairs)


def _states_from_gates(layer: LayerStates) -> Tensor:
    """h of every step from the recorded gates alone and the states before each."""
    a, clamp = layer.arrays, layer.clamp
    if layer.cell == "rnn":
        h = a["pre"].tanh() if layer.nonlinearity == "tanh" else a["pre"].relu()
    elif layer.cell == "gru":
        h = (1 - a["z"]) * a["n"] + a["z"] * layer.h_prev
    else:
        assert layer.c_prev is not None
        h = a["o"] * clamp("c", a["f"] * layer.c_prev + a["i"] * a["g"]).tanh()
        h = h if layer.weights.W_hr is None else h @ layer.weights.W_hr.T
    h = clamp("h", h)
    return h if layer.valid is None else torch.where(layer.valid, h, 0)


def _difference(ours: Tensor, theirs: Tensor) -> float:
    """The largest, relative to the largest of theirs where that is above 1; infinite where one is not finite."""
    if not theirs.numel():
        return 0.0
    gap = (ours.double() - theirs.double()).abs()
    same = (ours == theirs) | (ours.isnan() & theirs.isnan())  # also where both are infinite
    gap = torch.where(same, torch.zeros_like(gap), gap)
    scale = theirs.double().abs()
    most = scale[scale.isfinite()].max().item() if scale.isfinite().any() else 1.0
    worst = gap.max().item()
    return float("inf") if math.isnan(worst) else worst / max(1.0, most)
