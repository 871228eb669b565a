"""`call_states`: the states and gates of every layer and direction of a recorded call, computed when asked for."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from rnnlab.config.choices import CellType, Nonlinearity
from rnnlab.errors import TraceError
from rnnlab.nn.cells import Clamp, Weights, step, untouched
from rnnlab.nn.held import clamp_at, clamp_of_all
from rnnlab.nn.module_names import cell_of, nonlinearity_of
from rnnlab.nn.module_weights import weights_of
from rnnlab.tracing.call import Call, call_of
from rnnlab.tracing.layer_runs import previous_states, run_autocast, run_kernel
from rnnlab.tracing.results import from_output
from rnnlab.watching.seen import Seen

# Of one number: what a dropout or a weight drawn anew changes is far more, what rounding changes far less.
_SAME = {torch.float64: 1e-9, torch.float32: 1e-4}
_ROUGHLY_SAME = 0.05  # in the dtypes of lower precision


@dataclass(frozen=True, kw_only=True, eq=False)
class LayerStates:
    """One layer in one direction.

    Attributes:
        layer, reverse: Which.
        cell, nonlinearity: The equations.
        x: What goes in, (seq_len, batch_size, input_size of this layer).
        h_prev, c_prev: The states before each step, (seq_len, batch_size, ...); c_prev is None unless LSTM.
        arrays: h, pre, c and the gates, each (seq_len, batch_size, ...), zero outside a sequence.
        weights: As the call used them.
        valid: Which steps belong to a sequence, (seq_len, batch_size, 1); None if all do.
        dropped: What dropout multiplied h by on the way to the next layer, shaped as h of both directions; or None.
        clamp: What `rnnlab.hold` held, of all steps at once, (seq_len, batch_size, ...).
    """

    layer: int
    reverse: bool
    cell: CellType
    nonlinearity: Nonlinearity
    x: Tensor
    h_prev: Tensor
    c_prev: Tensor | None
    arrays: dict[str, Tensor]
    weights: Weights
    valid: Tensor | None
    dropped: Tensor | None = None
    clamp: Clamp = untouched


@dataclass(frozen=True, kw_only=True, eq=False)
class CallStates:
    """A call with all that was computed in it.

    Attributes:
        seen: The call as it happened.
        layers: Of each layer one or two directions.
        call: Its arguments in one shape; None for a cell's sequence.
        h_0, c_0: (num_layers * num_directions, batch_size, ...).
        lengths: Steps of each sequence of a packed input, (batch_size); None for others.
    """

    seen: Seen
    layers: tuple[tuple[LayerStates, ...], ...]
    call: Call | None
    h_0: Tensor
    c_0: Tensor | None
    lengths: Tensor | None


def call_states(seen: Seen) -> CallStates:
    """Compute the gates of a call.

    Raises:
        TraceError: What the call did cannot be told from what was recorded: its dropout or weights were drawn anew.
    """
    with torch.no_grad():
        return _of_cell(seen) if seen.is_cell else _of_layers(seen)


def _of_layers(seen: Seen) -> CallStates:
    made = seen.passes[0]
    with _autocast(seen), _random(seen):
        call = replace(call_of(seen.module, seen.weights, made.input, made.hx), training=seen.training, held=made.held)
        x, layers = call.x, []
        for number in range(call.num_layers):
            runs = (run_autocast if call.autocast else run_kernel)(call, number, x)
            h = torch.cat([run.arrays["h"] for run in runs], dim=-1)
            dropped = _dropped(seen, call, h) if number + 1 < call.num_layers else None
            layers.append(tuple(_layer(call, (number, d), x, run.arrays, dropped) for d, run in enumerate(runs)))
            x = h if dropped is None else h * dropped
    output = from_output(call, made.output.data)
    _check_same(seen, x, output)
    for layer, h in zip(layers[-1], output.chunk(len(layers[-1]), dim=-1), strict=True):
        layer.arrays["h"] = h  # what the module has returned, not what was computed again
    return CallStates(seen=seen, layers=tuple(layers), call=call, h_0=call.h_0, c_0=call.c_0, lengths=call.lengths)


def _layer(
    call: Call, place: tuple[int, int], x: Tensor, arrays: dict[str, Tensor], dropped: Tensor | None
) -> LayerStates:
    """One layer and direction, whose index `place` is."""
    layer, direction = place
    reverse = direction == 1
    h_0, c_0 = call.state_of(layer, direction)

    def before(name: str, start: Tensor) -> Tensor:
        states = arrays[name]
        return previous_states(states, start.to(states.dtype), call.valid, reverse)

    return LayerStates(
        layer=layer,
        reverse=reverse,
        cell=call.cell,
        nonlinearity=call.nonlinearity,
        x=x,
        h_prev=before("h", h_0),
        c_prev=None if c_0 is None else before("c", c_0),
        arrays=arrays,
        weights=call.weights_of(layer, direction),
        valid=call.valid,
        dropped=dropped,
        clamp=clamp_of_all([call.clamp(layer, direction, t) for t in range(len(x))]),
    )


def _dropped(seen: Seen, call: Call, h: Tensor) -> Tensor | None:
    """What dropout multiplies a layer's h by, drawn again from the random numbers of then."""
    share = seen.module.dropout
    if not share or not seen.training:
        return None
    if seen.random is None:
        raise TraceError(f"{seen.title} must begin in the block, so that its dropout is known: watch it from the start")
    kept = torch.ones_like(call.pack(h))  # as the kernel's own: of a packed input its data
    return call.unpack(F.dropout(kept, share, training=True))


def _of_cell(seen: Seen) -> CallStates:
    """All steps at once: the states of every one of them are known."""
    module, made = seen.module, seen.passes
    lstm = made[0].c_n is not None
    batched = made[0].h_n.dim() == 2

    def stacked(tensors: list[Any]) -> Tensor:
        several = torch.stack(tensors)
        return several if batched else several.unsqueeze(1)

    starts = [_states(each.hx, each.h_n, lstm=lstm) for each in made]
    x, h, h_prev = (
        stacked([each.input for each in made]),
        stacked([each.h_n for each in made]),
        stacked([s[0] for s in starts]),
    )
    c_prev = stacked([s[1] for s in starts]) if lstm else None
    cell, nonlinearity = cell_of(module) or "rnn", nonlinearity_of(module)
    weights = weights_of(seen.weights, "")
    clamp = clamp_of_all([clamp_at(each.held, 1) for each in made])
    with _autocast(seen):
        found = step(cell, x, h_prev, c_prev, weights, nonlinearity=nonlinearity, clamp=clamp)._asdict()
    _check_same(seen, found["h"], h)
    arrays = {**found, "h": h, **({"c": stacked([each.c_n for each in made])} if lstm else {})}
    layer = LayerStates(
        layer=0,
        reverse=False,
        cell=cell,
        nonlinearity=nonlinearity,
        x=x,
        h_prev=h_prev,
        c_prev=c_prev,
        arrays=arrays,
        weights=weights,
        valid=None,
        clamp=clamp,
    )
    c_0 = None if c_prev is None else c_prev[:1]
    return CallStates(seen=seen, layers=((layer,),), call=None, h_0=h_prev[:1], c_0=c_0, lengths=None)


def _states(hx: Any, like: Tensor, *, lstm: bool) -> tuple[Tensor, Tensor]:
    """The states that go into a step of a cell, zeros if none were given."""
    if hx is None:
        return torch.zeros_like(like), torch.zeros_like(like)
    return (hx[0], hx[1]) if lstm else (hx, hx)


def _check_same(seen: Seen, ours: Tensor, theirs: Tensor) -> None:
    """Raise a TraceError if what was computed again is not what the module returned."""
    finite = torch.isfinite(theirs) & torch.isfinite(ours)
    gap = (ours.double() - theirs.double()).abs()[finite]
    most = _SAME.get(theirs.dtype, _ROUGHLY_SAME)
    if gap.numel() and gap.max() > most * max(1.0, float(theirs[finite].abs().max())):
        raise TraceError(
            f"{seen.title} must be computed from what was recorded, got other numbers: its weights or its dropout were "
            "drawn in a way that cannot be drawn again; watch it in evaluation mode"
        )


@contextlib.contextmanager
def _autocast(seen: Seen) -> Iterator[None]:
    """Autocast as it was in the call."""
    given = seen.passes[0].input
    kind = (given if isinstance(given, Tensor) else given.data).device.type
    with torch.autocast(kind, dtype=seen.autocast, enabled=seen.autocast is not None):
        yield


@contextlib.contextmanager
def _random(seen: Seen) -> Iterator[None]:
    """Torch's random numbers as they were before the call; afterwards as they are now."""
    if seen.random is None:
        yield
        return
    with torch.random.fork_rng(devices=[]):
        torch.set_rng_state(seen.random)
        yield
