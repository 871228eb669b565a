"""`find_units`: the units that are on in a stretch of steps and off around it, and where else they act alike."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnnlab.analysis.bit_windows import BitSteps, popcount, set_bits
from rnnlab.analysis.finite import check_item, checked_states, real_steps
from rnnlab.errors import ConfigError
from rnnlab.recording.array_names import Array

MOST_PLACES = 20
_STEPS_AT_ONCE = 4096


@dataclass(frozen=True)
class Place:
    """A stretch of steps of one batch item.

    Attributes:
        item: From 0.
        first, last: Steps, from 1, both included: the longest stretch around the match in which the same units stay on.
        units: Of the units found, those that are on throughout.
        matching: How many of them these are.
        score: 0 to 1: steps in common with the brush's length × units, divided by the brush's length × units found.
    """

    item: int
    first: int
    last: int
    units: tuple[int, ...]
    score: float

    @property
    def matching(self) -> int:
        """How many of the found units are on throughout."""
        return len(self.units)


@dataclass(frozen=True)
class FoundUnits:
    """What is on in a brush, and where else.

    Attributes:
        units: On throughout the brush with one sign, and off around it, ascending.
        signs: 1 or -1 for each of them: the sign that it has in the brush.
        places: Best first; the brush itself, and what overlaps it, is left out.
        not_finite: Values in the brush that are NaN or infinite; they count as off.
    """

    units: tuple[int, ...]
    signs: tuple[int, ...]
    places: tuple[Place, ...]
    not_finite: int


def find_units(
    states: Array,
    item: int,
    first: int,
    last: int,
    threshold: float,
    *,
    around: int = 1,
    lengths: Sequence[int] | None = None,
    limit: int = MOST_PLACES,
) -> FoundUnits:
    """The units that are on in a brush and off around it, and the other places where they act alike.

    A unit is on where its absolute value is at least the threshold. It is found if it is on at every step of the brush,
    with one sign, and off at each of the `around` steps before and after. Elsewhere a found unit is on where it is so
    with the same sign. A place is a stretch in which some of the found units are on throughout; it is as long as these
    same units stay on. Places are ranked by how many steps × units they have in common with the brush, a longer one
    counting no more than the brush's own length; then those come first whose length is nearest the brush's. No two
    places overlap.

    Args:
        states: Of one layer and direction, (seq_len, batch_size, units).
        item: The brush's batch item, from 0.
        first, last: The brush's steps, from 1, both included.
        threshold: Above 0, in the unit of the states.
        around: Steps before and after the brush at which a unit must be off, as far as there are so many; 0 asks for
            none.
        lengths: Steps of each sequence, (batch_size,); what comes after is padding, and off.
        limit: How many places to return at most.

    Returns:
        Units and places; no place if no unit is found. NaN and infinity are off.

    Raises:
        ConfigError: A number is not within the states, or an array has a wrong shape.

    Source: Strobelt, Gehrmann, Pfister & Rush 2018, "LSTMVis: A Tool for Visual Analysis of Hidden State Dynamics in
        Recurrent Neural Networks": threshold, selection and off around it. The ranking is our own.
    """
    states = checked_states("states", states)
    real = real_steps(states.shape, lengths)
    _check_brush((item, first, last), threshold, around, real)
    signs = _brushed(states[: np.count_nonzero(real[:, item]), item], first - 1, last, threshold, around)
    units = np.flatnonzero(signs)
    bad = int(np.count_nonzero(~np.isfinite(states[first - 1 : last, item])))
    places: list[Place] = []
    if len(units) and limit > 0:
        on = BitSteps(_on(states, units, signs[units], threshold) & real[:, :, None])
        places = _places(on, units, (item, first - 1, last), limit)
    return FoundUnits(tuple(units.tolist()), tuple(signs[units].tolist()), tuple(places), bad)


def _check_brush(brush: tuple[int, int, int], threshold: float, around: int, real: Array) -> None:
    """Raise a ConfigError unless the brush lies within its sequence, and the other numbers can be used."""
    item, first, last = brush
    check_item(item, real.shape[1])
    most = int(np.count_nonzero(real[:, item]))
    for name, step, least in (("first", first, 1), ("last", last, first)):
        if type(step) is not int or not least <= step <= most:
            raise ConfigError.must_be(name, "a step from {least} to {most}", got=step, least=least, most=most)
    if not 0 < threshold < math.inf:
        raise ConfigError.must_be("threshold", "a number above 0", got=threshold)
    if type(around) is not int or around < 0:
        raise ConfigError.must_be("around", "0 or a positive whole number", got=around)


def _brushed(values: Array, start: int, stop: int, threshold: float, around: int) -> Array:
    """The sign of each unit that is found, 0 of the others, (units,).

    Args:
        values: Of one sequence, (steps, units).
        start, stop: The brush, from 0, its end not included.
        threshold, around: Of `find_units`.
    """
    brush = values[start:stop]
    near = np.concatenate([values[max(0, start - around) : start], values[stop : stop + around]])
    near_on = (np.isfinite(near) & (np.abs(near) >= threshold)).any(0)
    sign = np.where(brush[0] > 0, 1, -1).astype(brush.dtype)
    on = (np.isfinite(brush) & (brush * sign >= threshold)).all(0)
    return np.where(on & ~near_on, sign, 0).astype(int)


def _on(states: Array, units: Array, signs: Array, threshold: float) -> Array:
    """Where each found unit is on with its sign, (seq_len, batch_size, found)."""
    on = np.empty((*states.shape[:2], len(units)), bool)
    for start in range(0, len(states), _STEPS_AT_ONCE):
        values = states[start : start + _STEPS_AT_ONCE][:, :, units] * signs.astype(states.dtype)
        on[start : start + _STEPS_AT_ONCE] = (values >= threshold) & (values < math.inf)
    return on


def _places(on: BitSteps, units: Array, brush: tuple[int, int, int], limit: int) -> list[Place]:
    """The best places that neither overlap one another nor the brush, best first."""
    item, start, stop = brush
    length = stop - start
    found: list[Place] = []
    free = np.ones(on.words.shape[:2], bool)
    ranks = {steps: _ranks(on, steps, len(units)) for steps in _lengths(length)}
    _occupy(free, ranks, item, start, stop)
    while len(found) < limit:
        steps = max(ranks, key=lambda each: ranks[each].max())
        if not ranks[steps].max():
            break
        at, item = (int(index) for index in np.unravel_index(ranks[steps].argmax(), ranks[steps].shape))
        both = np.bitwise_and.reduce(on.words[at : at + steps, item])
        stay = ((on.words[:, item] & both) == both).all(-1) & free[:, item]
        start, stop = _run(stay, at)
        _occupy(free, ranks, item, start, stop)
        here = tuple(int(unit) for unit in units[set_bits(both)])
        score = len(here) * min(length, stop - start) / (len(units) * length)
        found.append(Place(item, start + 1, stop, here, score))
    return sorted(found, key=lambda place: (-place.score, abs(place.last + 1 - place.first - length)))


def _lengths(most: int) -> list[int]:
    """Lengths of the windows that are compared: all up to 16, above them `most` and each about √½ of the one before."""
    longer = {round(most * 0.5 ** (step / 2)) for step in range(2 * most.bit_length() + 1)}
    return sorted(longer - {0} | set(range(1, min(most, 16) + 1)))


def _ranks(on: BitSteps, steps: int, units: int) -> Array:
    """The rank of each window of so many steps, (windows, batch_size), int64; 0 if no unit is on throughout.

    Steps × units on throughout; among equals, how many of these are off just before and after, as in the brush.
    """
    throughout = on.throughout(steps)
    return popcount(throughout) * steps * (units + 1) + popcount(throughout & ~on.around(steps))


def _occupy(free: Array, ranks: dict[int, Array], item: int, start: int, stop: int) -> None:
    """Mark steps as taken, and every window that has one of them as no place."""
    free[start:stop, item] = False
    for steps, rank in ranks.items():
        rank[max(0, start - steps + 1) : stop, item] = 0


def _run(stay: Array, at: int) -> tuple[int, int]:
    """The stretch of true values around an index; its end is not included."""
    off = np.flatnonzero(~stay)
    k = int(np.searchsorted(off, at))
    return (int(off[k - 1]) + 1 if k else 0), (int(off[k]) if k < len(off) else len(stay))
