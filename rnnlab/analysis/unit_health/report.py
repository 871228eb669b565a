"""`unit_health`: the faults of the units of one layer and direction, their time constants, the dimensions in use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from rnnlab.analysis.covariance import dimensions, moments
from rnnlab.analysis.finite import FiniteRows, check_has, finite_rows
from rnnlab.analysis.unit_health import checks
from rnnlab.analysis.unit_health.checks import Finding
from rnnlab.analysis.unit_health.kinds import LEAST_STEPS, VARIANCE_SHARE, HealthKind
from rnnlab.analysis.unit_health.time_constants import TimeConstants, time_constants
from rnnlab.config.checks import check_choice
from rnnlab.config.choices import CellType, Nonlinearity
from rnnlab.recording.array_names import Array


@dataclass(frozen=True)
class UnitHealth:
    """What is known about the units of one layer and direction.

    Attributes:
        findings: By kind, then by quantity, then by unit.
        time_constants: One of each unit, in steps, and the quantity they are from.
        dimensions: Principal components that have 99 % of the variance of h, 0 to `units`.
        units: Of h.
        steps: Steps of all batch items in which h is finite and no padding. Below `LEAST_STEPS` only values that are
            not finite are reported, and `dimensions` is 0.
    """

    findings: tuple[Finding, ...]
    time_constants: TimeConstants
    dimensions: int
    units: int
    steps: int

    def of_kind(self, kind: HealthKind) -> tuple[Finding, ...]:
        """The findings of one kind."""
        return tuple(finding for finding in self.findings if finding.kind == kind)


def unit_health(
    states: Mapping[str, Array],
    cell: CellType,
    nonlinearity: Nonlinearity = "tanh",
    lengths: Sequence[int] | None = None,
) -> UnitHealth:
    """Look for faults of units in what one layer and direction computed.

    Args:
        states: Arrays by quantity, each (seq_len, batch_size, units): h, and what else there is of c, i, f, g, o, r, z
            and n. Other quantities are ignored. With proj_size, h has fewer units than the others.
        cell: "rnn", "gru" or "lstm".
        nonlinearity: "tanh" or "relu", of a plain RNN. A relu has no upper limit, so it is never saturated.
        lengths: Steps of each sequence, (batch_size,); what comes after is padding and does not count.

    Returns:
        Findings and measures. NaN and infinity are left out and counted.

    Raises:
        ConfigError: h is missing, an array or the lengths have a wrong shape, or a choice is unknown.

    Source: of each kind in `definition` of `rnnlab.analysis.unit_health.kinds`.
    """
    check_choice("cell", cell, get_args(CellType))
    check_choice("nonlinearity", nonlinearity, get_args(Nonlinearity))
    check_has(states, "h")
    read = dict.fromkeys((*checks.TANH_VALUES[cell], *checks.SIGMOID_GATES[cell]))
    tables = {name: finite_rows(states[name], lengths) for name in read if name in states}
    findings, used = [*checks.not_finite(tables)], 0
    if len(tables["h"].rows) >= LEAST_STEPS:
        faults, used = _faults(tables, cell, nonlinearity)
        findings += faults
    units, steps = tables["h"].rows.shape[1], len(tables["h"].rows)
    return UnitHealth(tuple(findings), time_constants(states, cell, lengths), used, units, steps)


def _faults(tables: Mapping[str, FiniteRows], cell: CellType, nonlinearity: Nonlinearity) -> tuple[list[Finding], int]:
    """Findings of every kind but "not_finite", and the dimensions."""
    h = tables["h"]
    projected = any(table.rows.shape[1] != h.rows.shape[1] for table in tables.values())
    limited = not projected and (cell, nonlinearity) != ("rnn", "relu")
    found = moments(h.rows)
    varies = checks.varying(h, found.deviation)
    findings = [
        *checks.saturated({name: table for name, table in tables.items() if name != "h" or limited}, cell),
        *checks.dead(h, varies, limited),
        *checks.duplicates(found.correlation, varies),
        *checks.stuck(tables, cell),
    ]
    return findings, dimensions(found.covariance, VARIANCE_SHARE)
