"""`recording_of`: recorded calls as a Recording of kind "watched"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from torch import Tensor

from rnnlab.errors import TraceError
from rnnlab.nn.held import Held
from rnnlab.recording.recording import Recording
from rnnlab.tracing.to_recording import CallArrays, held_entry
from rnnlab.tracing.tokens import of_batch
from rnnlab.watching.backward import gradients_of
from rnnlab.watching.seen import Seen
from rnnlab.watching.states import CallStates, call_states


def recording_of(calls: Sequence[Seen], units: Sequence[int] | None, max_bytes: int, left_out: str) -> Recording:
    """The newest calls that fit.

    Args:
        calls: In the order in which they happened.
        units: The units whose states are kept; all if None.
        max_bytes: Of the arrays; the newest call is in the recording in any case.
        left_out: What was left out before, in words, or "".

    Raises:
        TraceError: There is no call, or none can be computed again.
    """
    if not calls:
        raise TraceError("watch must have seen a call, got none: call the model inside the block")
    chosen = _fitting(calls, max_bytes)
    found, problems = CallArrays(), []
    for seen in chosen:
        try:
            _add(found, call_states(seen), units)
        except TraceError as error:
            problems.append(error)
    if not found.calls:
        raise problems[0]
    dropped = len(calls) - len(chosen)
    words = f"the oldest {dropped:,} of these do not fit the recording" if dropped else ""
    return found.recording("; ".join(filter(None, (left_out, words, *map(str, problems)))))


def _fitting(calls: Sequence[Seen], max_bytes: int) -> list[Seen]:
    chosen: list[Seen] = []
    size = 0
    for seen in reversed(calls):
        size += _estimate(seen)
        if chosen and size > max_bytes:
            break
        chosen.insert(0, seen)
    return chosen


def _add(found: CallArrays, call: CallStates, units: Sequence[int] | None) -> None:
    seen, first = call.seen, call.layers[0][0]
    gradients, size = gradients_of(call), first.h_prev.shape[-1]
    kept = None if units is None else [unit for unit in units if unit < size]
    layers = {}
    for number, directions in enumerate(call.layers):
        for d, layer in enumerate(directions):
            arrays = dict(layer.arrays)
            if gradients:
                arrays |= {f"{name}.grad": array for name, array in gradients[number][d].arrays.items()}
            layers[number, layer.reverse] = _only(arrays, kept)
    starts = {"x": first.x, "h_0": call.h_0} | ({} if call.c_0 is None else {"c_0": call.c_0})
    entry = {
        "module": seen.path,
        "class": type(seen.module).__name__,
        "number": seen.number,
        "cell": first.cell,
        "nonlinearity": first.nonlinearity,
        "seq_len": len(first.x),
        "batch_size": first.x.shape[1],
        "input_size": first.x.shape[2],
        "hidden_size": seen.module.hidden_size,
        "state_size": size,
        "num_layers": len(call.layers),
        "bidirectional": len(call.layers[0]) == 2,
        "is_cell": seen.is_cell,
        "training": seen.training,
        "lengths": None if call.lengths is None else call.lengths.tolist(),
        "units": kept,
        **held_entry(_held(seen), len(first.x)),
    }
    found.add(entry, layers, starts, seen.weights, of_batch(seen.tokens, *first.x.shape[:2]))


def _held(seen: Seen) -> list[Held]:
    """What was held in a call; of a cell's sequence with the steps of that."""
    if not seen.is_cell:
        return list(seen.passes[0].held)
    numbered = enumerate(seen.passes, start=1)
    return [replace(one, steps=frozenset({step})) for step, each in numbered for one in each.held]


def _only(arrays: dict[str, Tensor], units: list[int] | None) -> dict[str, Tensor]:
    """The arrays of some units; `pre`, whose columns are gates, is left out then."""
    if units is None:
        return arrays
    return {name: array[..., units] for name, array in arrays.items() if not name.startswith("pre")}


def _estimate(seen: Seen) -> int:
    """Bytes of a call's arrays, about: its states, gates and pre, and as much again for the gradients."""
    made = seen.passes[0]
    values = made.output.data.numel() * len(seen.passes) * getattr(seen.module, "num_layers", 1)
    per_value = 10 if made.c_n is not None else 8 if "GRU" in type(seen.module).__name__ else 2
    gradients = 2 if any(each.gradients for each in seen.passes) else 1
    return values * per_value * gradients * 4
