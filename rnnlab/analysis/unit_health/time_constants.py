"""`time_constants`: over how many steps each unit of a layer forgets, from its gates or from its states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rnnlab.analysis.finite import FiniteRows, check_has, finite_rows
from rnnlab.config.choices import CellType
from rnnlab.recording.array_names import Array

_KEEPING_GATE: Mapping[CellType, str] = {"lstm": "f", "gru": "z"}  # the share of the old state that a step keeps
_CORRELATION = float(np.exp(-1))
ROUNDING = 1e-6  # of a value: float32 has seven digits, and a constant may differ in the last
_LEAST = 1e-3  # an autocorrelation below it is taken as it, since a logarithm is asked of it
_STEPS_AT_ONCE = 4096


@dataclass(frozen=True)
class TimeConstants:
    """One of each unit.

    Attributes:
        steps: (units,), in steps, 0 or more. Infinite if a gate is exactly 1 throughout, or if an autocorrelation is
            above 1/e even at half the length of the recording. NaN if nothing is known: no finite value, or a state
            that never varies.
        quantity: What they are computed from: "f", "z" or "h".
    """

    steps: Array
    quantity: str


def time_constants(states: Mapping[str, Array], cell: CellType, lengths: Sequence[int] | None = None) -> TimeConstants:
    """The time constant of each unit.

    Of an LSTM with its gate f, and of a GRU with its gate z: the steps in which the gate alone lets the old state decay
    to 1/e, -1 / mean(ln f) over all steps. Of any other: the lag at which the autocorrelation of h falls to 1/e, which
    includes what the input brings; interpolated between the lags 1, 2, 4, 8 … as if it decayed exponentially.

    Args:
        states: Arrays of one layer and direction by quantity ("h", "f", "z"), each (seq_len, batch_size, units).
        cell: "rnn", "gru" or "lstm".
        lengths: Steps of each sequence, (batch_size,).

    Raises:
        ConfigError: There is neither gate nor h, or an array or the lengths have a wrong shape.

    Source: gates: Tallec & Ollivier 2018, "Can recurrent neural networks warp time?", who write 1 / (1 - f), which is
        half a step more. Autocorrelation: Murray et al. 2014, "A hierarchy of intrinsic timescales across primate
        cortex".
    """
    gate = _KEEPING_GATE.get(cell, "")
    if gate in states:
        return TimeConstants(_of_gate(finite_rows(states[gate], lengths)), gate)
    check_has(states, "h")
    return TimeConstants(_of_autocorrelation(states["h"], finite_rows(states["h"], lengths)), "h")


def _of_gate(found: FiniteRows) -> Array:
    """-1 / mean(ln gate) of each unit; a gate that is exactly 0 at one step forgets all: 0."""
    unknown = ~found.known | (not len(found.rows))
    if not len(found.rows):
        return np.full(len(unknown), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        decay = np.abs(np.log(found.rows).mean(0, dtype=np.float64))  # per step, of the state's logarithm
        return np.where(unknown, np.nan, 1 / decay)


def _of_autocorrelation(states: Array, found: FiniteRows) -> Array:
    """The lag at which the autocorrelation of each unit falls to 1/e."""
    seq_len = len(found.kept)
    values = _centred(states, found)
    variance = _mean_product(values, found.kept, 0)
    lags, before, steps = [0], np.ones(len(variance)), np.full(len(variance), np.inf)
    varies = found.known & (variance > ROUNDING**2)
    while (lag := max(1, 2 * lags[-1])) <= seq_len // 2 and (np.isinf(steps) & varies).any():
        product = _mean_product(values, found.kept, lag)
        now = np.divide(product, variance, out=np.zeros_like(product), where=varies).clip(_LEAST)
        crossed = np.isinf(steps) & (now < _CORRELATION)
        share = np.log(before[crossed] / _CORRELATION) / np.log(before[crossed] / now[crossed])
        steps[crossed] = lags[-1] + share * (lag - lags[-1])
        lags.append(lag)
        before = now
    return np.where(varies, steps, np.nan)


def _centred(states: Array, found: FiniteRows) -> Array:
    """Each unit divided by its largest absolute value, minus its mean, (seq_len, batch_size, units), in float32.

    It is zero where a step is not kept.
    """
    rows = found.rows
    largest = np.asarray(np.abs(rows).max(0, initial=0))
    values = (rows / np.where(largest > 0, largest, 1)).astype(np.float32)
    values -= (values.sum(0, dtype=np.float64) / max(1, len(values))).astype(np.float32)
    if found.kept.all():
        return values.reshape(states.shape)
    padded = np.zeros((*found.kept.shape, rows.shape[1]), np.float32)
    padded[found.kept] = values
    return padded


def _mean_product(values: Array, kept: Array, lag: int) -> Array:
    """Mean of value · value `lag` steps later over all pairs of kept steps, (units,); 0 if there is no pair."""
    total: Array = np.zeros(values.shape[2])
    last = len(values) - lag
    for start in range(0, last, _STEPS_AT_ONCE):
        stop = min(last, start + _STEPS_AT_ONCE)
        total += np.einsum("tbu,tbu->u", values[start:stop], values[start + lag : stop + lag])
    pairs = int(np.count_nonzero(kept[:last] & kept[lag:]))
    return total / max(1, pairs)
