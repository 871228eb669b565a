"""The checks of `unit_health`, one for each kind of fault; each yields a `Finding` for each unit that has it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from rnnlab.analysis.finite import FiniteRows
from rnnlab.analysis.unit_health import kinds as limit
from rnnlab.analysis.unit_health.kinds import HealthKind
from rnnlab.analysis.unit_health.time_constants import ROUNDING
from rnnlab.config.choices import CellType
from rnnlab.i18n.messages import mark, t
from rnnlab.recording.array_names import Array

SIGMOID_GATES: Mapping[CellType, tuple[str, ...]] = {"rnn": (), "gru": ("r", "z"), "lstm": ("i", "f", "o")}
# What a tanh makes, in the order in which a unit's saturation is looked for.
TANH_VALUES: Mapping[CellType, tuple[str, ...]] = {"rnn": ("h",), "gru": ("h", "n"), "lstm": ("h", "c", "g")}
_MAX_NAMED = 8  # units of a group in a sentence


@dataclass(frozen=True)
class Finding:
    """One fault of one unit, or of a group of duplicates.

    Attributes:
        kind: `definition(kind)` says what it is and where that is from.
        quantity: The array in which it shows: "h", "c", or a gate.
        units: Counted from 0. Of duplicates all of the group; the first is the one that the others are compared with.
        value: saturated, gate_open, gate_shut: share of the steps, 0 to 1. dead: largest minus smallest value, in the
            unit of h. duplicate, opposite: the correlation that is least in size. not_finite: a number of steps.
        sentence: What was found, in the reader's language.
    """

    kind: HealthKind
    quantity: str
    units: tuple[int, ...]
    value: float
    sentence: str


def not_finite(tables: Mapping[str, FiniteRows]) -> Iterator[Finding]:
    """Units of any quantity that are NaN or infinite at some step."""
    for name, table in tables.items():
        for unit in np.flatnonzero(table.not_finite).tolist():
            count = int(table.not_finite[unit])
            sentence = t("Unit {unit}: {name} is NaN or infinite at {count} steps.", unit=unit, name=name, count=count)
            yield Finding("not_finite", name, (unit,), count, sentence)


def saturated(tables: Mapping[str, FiniteRows], cell: CellType) -> Iterator[Finding]:
    """Units with a tanh near its limits most of the time: of the state, else of the candidate.

    Args:
        tables: By quantity. An h that no tanh makes (of a relu, of a projection) must not be among them.
        cell: "rnn", "gru" or "lstm".
    """
    seen: set[int] = set()
    for name in TANH_VALUES[cell]:
        if name not in tables or len(tables[name].rows) < limit.LEAST_STEPS:
            continue
        bound = np.arctanh(limit.SATURATED_ABOVE) if name == "c" else limit.SATURATED_ABOVE
        shares = _share(tables[name].rows > bound) + _share(tables[name].rows < -bound)
        for unit in sorted(set(np.flatnonzero(shares >= limit.SATURATED_SHARE).tolist()) - seen):
            share = float(shares[unit])
            sentence = t(
                "Unit {unit}: {name} is beyond ±{bound} in {share:.1%} of the steps.",
                unit=unit,
                name="tanh(c)" if name == "c" else name,
                bound=limit.SATURATED_ABOVE,
                share=share,
            )
            seen.add(unit)
            yield Finding("saturated", name, (unit,), share, sentence)


def varying(h: FiniteRows, deviation: Array) -> Array:
    """Which units vary enough to be seen beside the others.

    Args:
        h: The states.
        deviation: Standard deviation of each unit, (units,).

    Returns:
        (units,), bool.
    """
    low, high = h.rows.min(0), h.rows.max(0)
    rounding = ROUNDING * np.maximum(np.abs(low), np.abs(high))
    spread = _difference(high, low)
    alive = deviation[spread > rounding]
    typical = float(np.quantile(alive, 0.75)) if len(alive) else 0.0
    return np.asarray(h.known & (spread > np.maximum(limit.DEAD_RANGE * typical, rounding)))


def dead(h: FiniteRows, varies: Array, limited: bool) -> Iterator[Finding]:
    """Units that do not vary.

    Args:
        h: The states.
        varies: Of `varying`.
        limited: Whether a tanh limits h: then a unit that stands at ±1 is saturated, and not dead.
    """
    low, high = h.rows.min(0), h.rows.max(0)
    at_limit = limited & (np.minimum(np.abs(low), np.abs(high)) > limit.SATURATED_ABOVE)
    for unit in np.flatnonzero(h.known & ~varies & ~at_limit).tolist():
        spread = float(_difference(high, low)[unit])
        sentence = t(
            "Unit {unit}: h stays between {low:.4g} and {high:.4g} at all steps.",
            unit=unit,
            low=float(low[unit]),
            high=float(high[unit]),
        )
        yield Finding("dead", "h", (unit,), spread, sentence)


def duplicates(correlation: Array, varies: Array) -> Iterator[Finding]:
    """Groups of units that correlate with the group's first by 0.999 or more, or by -0.999 or less.

    Args:
        correlation: (units, units).
        varies: Of `varying`; other units have no partner.
    """
    alike = np.abs(correlation) >= limit.DUPLICATE_ABOVE
    left = varies.copy()
    for first in np.flatnonzero(alike.sum(1) > 1).tolist():
        partners = alike[first] & left
        if not left[first]:
            continue
        left &= ~partners
        partners[first] = False
        yield from _group("duplicate", first, np.flatnonzero(partners & (correlation[first] > 0)), correlation[first])
        yield from _group("opposite", first, np.flatnonzero(partners & (correlation[first] < 0)), correlation[first])


def _group(kind: HealthKind, first: int, partners: Array, correlation: Array) -> Iterator[Finding]:
    """The finding of a unit and its partners, if it has any."""
    if not len(partners):
        return
    value = float(correlation[partners[np.abs(correlation[partners]).argmin()]])
    named = [str(unit) for unit in partners[:_MAX_NAMED].tolist()]
    others = ", ".join(named + ["…"] * (len(partners) > _MAX_NAMED))
    sentence = t(
        "Units {first} and {others}: correlation {value:.4f}.", first=first, others=others, value=_towards_zero(value)
    )
    yield Finding(kind, "h", (first, *partners.tolist()), value, sentence)


def _towards_zero(value: float) -> float:
    """A number with four decimals, cut and not rounded: 0.99996 is not said to be 1."""
    return math.trunc(value * 1e4) / 1e4


def stuck(tables: Mapping[str, FiniteRows], cell: CellType) -> Iterator[Finding]:
    """Gates that are open, or shut, whatever comes."""
    for name in SIGMOID_GATES[cell]:
        if name in tables and len(tables[name].rows) >= limit.LEAST_STEPS:
            rows, known = tables[name].rows, tables[name].known
            is_open = _share(rows > limit.GATE_OPEN_ABOVE) * (rows.min(0) >= 0.5)
            is_shut = _share(rows < limit.GATE_SHUT_BELOW) * (rows.max(0) <= 0.5) * known
            sentence = mark("Unit {unit}: gate {name} is above 0.9 in {share:.1%} of the steps.")
            yield from _stuck("gate_open", name, is_open, sentence)
            sentence = mark("Unit {unit}: gate {name} is below 0.1 in {share:.1%} of the steps.")
            yield from _stuck("gate_shut", name, is_shut, sentence)


def _stuck(kind: HealthKind, name: str, shares: Array, sentence: str) -> Iterator[Finding]:
    """A finding for each unit whose gate is stuck in enough of the steps."""
    for unit in np.flatnonzero(shares >= limit.GATE_SHARE).tolist():
        share = float(shares[unit])
        yield Finding(kind, name, (unit,), share, t(sentence, unit=unit, name=name, share=share))


def _share(hits: Array) -> Array:
    """The share of the rows that are hit, of each column."""
    return np.asarray(np.mean(hits, 0))


def _difference(high: Array, low: Array) -> Array:
    """high - low in float64, where it does not overflow for float32."""
    with np.errstate(over="ignore"):
        return np.asarray(np.subtract(high, low, dtype=np.float64))
