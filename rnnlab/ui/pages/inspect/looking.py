"""`Looking`: what a person looks at within the part that the form says, and what was computed for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from rnnlab.analysis.find_units import find_units
from rnnlab.analysis.unit_order import UnitOrder
from rnnlab.player.inspection.part import Part
from rnnlab.player.inspection.payload import Looked
from rnnlab.player.inspection.results import Extent, Results, extent_of, pieces_of
from rnnlab.player.inspection.words import found_view

_AT_ONCE = 4_000_000  # numbers of a layer up to which all is computed before the first picture
_KEPT = 6  # results of each kind


@dataclass
class Looking:
    """Of one call and batch item.

    Attributes:
        place: Which these are: another one begins anew.
        window, unit: As of `Looked`.
        brush: First and last step of the brushed stretch, from 1; None for none.
        found: Results by what they are of.
    """

    place: Any = None
    window: tuple[int, int] | None = None
    unit: tuple[int, int] | None = None
    brush: tuple[int, int] | None = None
    found: dict[Any, Any] = field(default_factory=dict)

    def go_to(self, place: Any) -> None:
        """Another call or batch item has steps of its own."""
        if place != self.place:
            self.place, self.window, self.unit, self.brush = place, None, None, None

    @property
    def looked(self) -> Looked:
        """For the payload."""
        return Looked(window=self.window, unit=self.unit)

    def extent(self, part: Part) -> Extent:
        """How large the part's values are."""
        found: Extent = self._once(("extent", self._key(part)), lambda: extent_of(part))
        return found

    def results(self, part: Part, by: UnitOrder, give_up: Callable[[], bool]) -> Results | None:
        """Everything that is computed from a part; None if it was given up. What was computed until then is kept.

        Args:
            part: The part.
            by: The order of units.
            give_up: Asked before each piece that may take long: True ends it.
        """
        slow = part.call.seq_len * part.call.batch_size * part.values.shape[1] > _AT_ONCE
        found = {}
        for piece in pieces_of(part, by):
            key = (piece.name, piece.of)
            if slow and key not in self.found and give_up():
                return None
            found[piece.name] = self._once(key, piece.compute)
        return Results(**found)

    def places(self, part: Part, threshold: float) -> dict[str, Any] | None:
        """The units of the brush, and where else they act alike; None without a brush."""
        if self.brush is None:
            return None
        (first, last), states, lengths = self.brush, part.of(part.quantity), part.call.lengths

        def find() -> dict[str, Any]:
            units = find_units(states, part.item, first, last, threshold, lengths=lengths)
            return found_view(part, units, (first, last), threshold)

        found: dict[str, Any] = self._once(("places", self._key(part), self.brush, threshold), find)
        return found

    def handle(self, event: Mapping[str, Any], part: Part) -> bool:
        """Carry out an event of the player that says what is looked at; whether it was one that can be.

        Args:
            event: Its fields may hold anything.
            part: The part that is shown.
        """
        last = part.steps - 1
        if event["type"] == "window":
            span = _span(event, 0, last)
            self.window = span or self.window
            return span is not None
        if event["type"] == "brush":
            self.brush = _span(event, 1, last + 1)
            return True
        unit, step = event.get("unit"), event.get("step")
        if event["type"] == "select" and _within(unit, 0, part.values.shape[1] - 1) and _within(step, 0, last):
            self.unit = (unit, step)
            return True
        return False

    def _key(self, part: Part) -> Any:
        return self.place, part.layer, part.reverse, part.quantity

    def _once(self, key: Any, make: Any) -> Any:
        """A result that is computed once; the oldest of too many are dropped."""
        if key not in self.found:
            for old in [k for k in self.found if k[0] == key[0]][: 1 - _KEPT]:
                del self.found[old]
            self.found[key] = make()
        return self.found[key]


def _span(event: Mapping[str, Any], least: int, most: int) -> tuple[int, int] | None:
    """Two steps in order; None if the event names none."""
    first, last = event.get("first"), event.get("last")
    if _within(first, least, most) and _within(last, first, most):
        return first, last
    return None


def _within(value: Any, least: int, most: int) -> TypeGuard[int]:
    return type(value) is int and least <= value <= most
