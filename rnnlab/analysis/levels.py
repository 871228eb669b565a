"""`levels`: a long array in ever fewer steps, so that a heatmap can zoom from all steps to a single value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from rnnlab.analysis.finite import checked_states
from rnnlab.config.checks import check_choice
from rnnlab.recording.array_names import Array

FACTOR = 4  # steps of a level that are one step of the next: all levels together take a third more than the first
Statistic = Literal["mean", "min", "max"]


@dataclass(frozen=True)
class Level:
    """The states in blocks of steps.

    Attributes:
        steps: Steps of a block: 1, 4, 16 …; the last block may be shorter.
        values: (blocks, batch_size, units), float32 or float64 as the states: the statistic over the finite values of
            each block; NaN where there is none. Level 1 has the states themselves, infinities included.
        not_finite: (blocks, batch_size, units), how many values of the block are NaN or infinite; None if none of the
            array is.
    """

    steps: int
    values: Array
    not_finite: Array | None


def levels(states: Array, statistic: Statistic = "mean") -> list[Level]:
    """The states themselves, and one number for each block of 4, 16, 64 … steps, down to a single block.

    Args:
        states: (seq_len, batch_size, units).
        statistic: "mean", "min" or "max" of a block.

    Returns:
        From the finest to the coarsest.

    Raises:
        ConfigError: The states have a wrong shape, or the statistic is unknown.

    Source: Williams 1983, "Pyramidal Parametrics", along one axis.
    """
    check_choice("statistic", statistic, get_args(Statistic))
    states = checked_states("states", states)
    finite = np.isfinite(states)
    bad = None if finite.all() else (~finite).astype(np.int32)
    merge = _MERGE[statistic]
    values = states if bad is None else np.where(finite, states, 0 if statistic == "mean" else np.nan)
    found, steps = [Level(1, states, bad)], 1
    while len(values) > 1:
        steps *= FACTOR
        values = _coarser(values, merge, np.float64 if statistic == "mean" else values.dtype)
        bad = None if bad is None else _coarser(bad, np.add, np.int32)
        shown = _mean(values, bad, steps, states) if statistic == "mean" else values
        found.append(Level(steps, shown, bad))
    return found


_MERGE: Mapping[Statistic, np.ufunc] = {"mean": np.add, "min": np.fmin, "max": np.fmax}


def _coarser(values: Array, merge: np.ufunc, dtype: npt.DTypeLike) -> Array:
    """One value for each block of FACTOR steps, (blocks, batch_size, units)."""
    with np.errstate(over="ignore", invalid="ignore"):  # sums of float64 near its limit; comparisons with NaN
        merged = values[::FACTOR].astype(dtype)
        for offset in range(1, FACTOR):
            part = values[offset::FACTOR]
            merge(merged[: len(part)], part, out=merged[: len(part)])
    return np.asarray(merged)


def _mean(sums: Array, bad: Array | None, steps: int, states: Array) -> Array:
    """The mean over the finite values of each block, in the type of the states; NaN where there is none."""
    sizes = np.minimum(steps, len(states) - steps * np.arange(len(sums)))[:, None, None]
    if bad is None:
        return np.asarray(sums / sizes, states.dtype)
    counts = sizes - bad
    return np.asarray(np.divide(sums, counts, out=np.full_like(sums, np.nan), where=counts > 0), states.dtype)
