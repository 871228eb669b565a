"""`results_of`: everything that is computed from a part of a call, at once or piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np

from rnnlab.analysis.gradient_reach import GradientReach, gradient_reach
from rnnlab.analysis.pca import Projection, principal_plane
from rnnlab.analysis.unit_health.report import UnitHealth, unit_health
from rnnlab.analysis.unit_order import UnitOrder, unit_order
from rnnlab.errors import ConfigError
from rnnlab.i18n.messages import t
from rnnlab.player.inspection.part import Part
from rnnlab.recording.array_names import Array


@dataclass(frozen=True)
class Extent:
    """How large the values of a part are.

    Attributes:
        largest: The largest magnitude of a finite value, 0 if there is none.
        not_finite: How many values are NaN or infinite, in words; "" if none is.
    """

    largest: float
    not_finite: str


@dataclass(frozen=True)
class Results:
    """What is known of a part.

    Attributes:
        order: The units in the order in which they are drawn, (units,).
        health: Of the layer and direction, over all batch items.
        reaches: Of the batch item, by "h" and "c"; empty if no gradient was recorded.
        plane: Of the states h of the batch item.
    """

    order: Array
    health: UnitHealth
    reaches: dict[str, GradientReach]
    plane: Projection


def extent_of(part: Part) -> Extent:
    """The largest value of a part, and how many are not finite."""
    values = part.values
    finite = np.isfinite(values)
    largest = float(np.abs(values).max(initial=0, where=finite))
    if finite.all():
        return Extent(largest, "")
    step, unit = (int(index) for index in np.argwhere(~finite)[0])
    sentence = t(
        "{nan:,} NaN and {infinite:,} infinite of {total:,} values, all grey; the first: unit {unit}, step {step:,}.",
        nan=int(np.isnan(values).sum()),
        infinite=int(np.isinf(values).sum()),
        total=values.size,
        unit=part.call.units[unit] if part.call.units else unit,
        step=step + 1,
    )
    return Extent(largest, sentence)


@dataclass(frozen=True)
class Piece:
    """One of the results of a part.

    Attributes:
        name: As in `Results`.
        of: What it depends on: two pieces with the same name and the same `of` are equal.
        compute: Computes it; on 100 000 steps of 256 units this may take a second.
    """

    name: str
    of: tuple[Hashable, ...]
    compute: Callable[[], Any]


def pieces_of(part: Part, by: UnitOrder) -> tuple[Piece, ...]:
    """All results of a part, none of which is computed yet.

    Args:
        part: The part.
        by: The order of the units.
    """
    layer = (part.call, part.layer, part.reverse)
    return (
        Piece("order", (*layer, part.quantity, by), lambda: _ordered(part, by)),
        Piece("health", layer, lambda: _health(part)),
        Piece("reaches", (*layer, part.item), lambda: _reaches(part)),
        Piece("plane", (*layer, part.item), lambda: principal_plane(part.of("h")[: part.steps, part.item])),
    )


def results_of(part: Part, by: UnitOrder) -> Results:
    """Compute everything, as `pieces_of` says it."""
    return Results(**{piece.name: piece.compute() for piece in pieces_of(part, by)})


def _health(part: Part) -> UnitHealth:
    return unit_health(part.states(), part.call.cell, part.call.nonlinearity, part.call.lengths)


def _reaches(part: Part) -> dict[str, GradientReach]:
    call = part.call
    return {
        name: gradient_reach(part.of(f"{name}.grad"), name, item=part.item, lengths=call.lengths, reverse=part.reverse)
        for name in ("h", "c")
        if f"{name}.grad" in call.quantities
    }


def _ordered(part: Part, by: UnitOrder) -> Array:
    """The order of the units; by index where the time constants are of other units, as in a projected LSTM."""
    shown = part.states() | {part.quantity: part.of(part.quantity)}
    try:
        return unit_order(shown, by, part.call.cell, part.quantity, part.call.lengths)
    except ConfigError:
        return np.arange(part.values.shape[1])
