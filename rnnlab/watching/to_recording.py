"""`recording_of`: recorded calls as a Recording of kind "watched"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from rnnlab.errors import TraceError
from rnnlab.nn.determinism import versions
from rnnlab.recording.array_names import Array, layer_array
from rnnlab.recording.recording import Recording
from rnnlab.watching.backward import LayerGradients, gradients_of
from rnnlab.watching.seen import Seen
from rnnlab.watching.states import CallStates, LayerStates, call_states
from rnnlab.watching.tokens import of_batch


class _Builder:
    """Collects arrays and the header's entries, call by call."""

    def __init__(self, units: Sequence[int] | None) -> None:
        self.arrays: dict[str, Array] = {}
        self.calls: list[dict[str, Any]] = []
        self.vocab: dict[str, int] = {}
        self.problems: list[str] = []
        self._units = units
        self._weights: dict[int, str] = {}

    @property
    def nbytes(self) -> int:
        return sum(array.nbytes for array in self.arrays.values())

    def add(self, seen: Seen) -> None:
        try:
            call = call_states(seen)
        except TraceError as error:
            self.problems.append(f"{error}")
            return
        prefix, first = f"{len(self.calls)}.", call.layers[0][0]
        units = self._kept_units(call)
        seq_len, batch_size = first.x.shape[:2]
        tokens = of_batch(seen.tokens, seq_len, batch_size)
        self.arrays |= {f"{prefix}x": _array(first.x), f"{prefix}h_0": _array(call.h_0)}
        if call.c_0 is not None:
            self.arrays[f"{prefix}c_0"] = _array(call.c_0)
        if tokens:
            self.arrays[f"{prefix}tokens"] = self._ids(tokens, seq_len)
        gradients = gradients_of(call)
        for number, directions in enumerate(call.layers):
            for d, layer in enumerate(directions):
                self._add_layer(prefix, layer, gradients[number][d] if gradients else None, units)
        self.calls.append(self._entry(call, units))

    def _add_layer(
        self, prefix: str, layer: LayerStates, gradients: LayerGradients | None, units: list[int] | None
    ) -> None:
        base = prefix + layer_array(layer.layer, reverse=layer.reverse)
        for suffix, arrays in (("", layer.arrays), (".grad", gradients.arrays if gradients else {})):
            for name, tensor in arrays.items():
                kept = tensor if units is None or name == "pre" else tensor[..., units]
                if units is None or name != "pre":
                    self.arrays[f"{base}{name}{suffix}"] = _array(kept)

    def _kept_units(self, call: CallStates) -> list[int] | None:
        if self._units is None:
            return None
        size = min(array.shape[-1] for layer in call.layers for one in layer for array in one.arrays.values())
        return [unit for unit in self._units if unit < size]

    def _ids(self, tokens: list[list[str]], seq_len: int) -> Array:
        ids = np.full((seq_len, len(tokens)), -1, np.int32)
        for column, row in enumerate(tokens):
            ids[: len(row), column] = [self.vocab.setdefault(token, len(self.vocab)) for token in row]
        return ids

    def _entry(self, call: CallStates, units: list[int] | None) -> dict[str, Any]:
        seen, first = call.seen, call.layers[0][0]
        weights = self._weights.get(id(seen.weights))
        if weights is None:
            weights = self._weights[id(seen.weights)] = f"w{len(self._weights)}"
            self.arrays |= {f"{weights}.{name}": _array(weight) for name, weight in seen.weights.items()}
        return {
            "module": seen.path,
            "class": type(seen.module).__name__,
            "cell": first.cell,
            "nonlinearity": first.nonlinearity,
            "number": seen.number,
            "seq_len": len(first.x),
            "batch_size": first.x.shape[1],
            "input_size": first.x.shape[2],
            "hidden_size": seen.module.hidden_size,
            "state_size": first.h_prev.shape[-1],
            "num_layers": len(call.layers),
            "bidirectional": len(call.layers[0]) == 2,
            "is_cell": seen.is_cell,
            "training": seen.training,
            "lengths": None if call.lengths is None else call.lengths.tolist(),
            "units": units,
            "weights": weights,
        }


def recording_of(calls: Iterable[Seen], units: Sequence[int] | None, max_bytes: int, left_out: str) -> Recording:
    """The newest calls that fit.

    Args:
        calls: In the order in which they happened.
        units: The units whose states are kept; all if None.
        max_bytes: Of the arrays; the newest call is in the recording in any case.
        left_out: What was left out before, in words, or "".

    Raises:
        TraceError: There is no call, or none can be computed again.
    """
    chosen: list[Seen] = []
    size = 0
    for seen in reversed(list(calls)):
        size += _estimate(seen)
        if chosen and size > max_bytes:
            break
        chosen.insert(0, seen)
    builder = _Builder(units)
    for seen in chosen:
        builder.add(seen)
    if not builder.calls:
        reason = f"{'; '.join(builder.problems)}" if builder.problems else "got none: call the model inside the block"
        raise TraceError(reason if builder.problems else f"watch must have seen a call, {reason}")
    dropped = len(list(calls)) - len(chosen)
    said = [left_out, f"the oldest {dropped:,} calls do not fit the recording" if dropped else "", *builder.problems]
    header: dict[str, Any] = {
        "kind": "watched",
        "versions": versions(),
        "calls": builder.calls,
        "left_out": "; ".join(filter(None, said)),
    }
    return Recording(builder.arrays, header | ({"vocab": list(builder.vocab)} if builder.vocab else {}))


def _estimate(seen: Seen) -> int:
    """Bytes of a call's arrays, about: its states, gates and pre, and as much again for the gradients."""
    made = seen.passes[0]
    values = made.output.data.numel() * len(seen.passes) * getattr(seen.module, "num_layers", 1)
    per_value = 10 if made.c_n is not None else 8 if "GRU" in type(seen.module).__name__ else 2
    gradients = 2 if any(each.gradients for each in seen.passes) else 1
    return values * per_value * gradients * 4


def _array(tensor: Tensor) -> Array:
    """A tensor's numbers, of a type that a file holds: lower precision as float32."""
    known = tensor.detach().to("cpu")
    if known.dtype not in (torch.float32, torch.float64):
        known = known.float()
    array: Array = known.contiguous().numpy()
    return array
