"""`summary`: what a recording holds, array by array: shapes, ranges, and how many of its numbers are not finite."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnnlab.config.memory import check_recording_memory
from rnnlab.recording.array_names import Array
from rnnlab.recording.recording import Recording

_NUMBER = re.compile("([0-9]+)")
_AT_ONCE = 1 << 20  # numbers looked at at a time: a mask of a large array would take as much memory again


@dataclass(frozen=True, kw_only=True)
class ArraySummary:
    """One array of a recording.

    Attributes:
        name, dtype, shape, nbytes: As NumPy has them.
        low, high: The least and the largest finite number; None if there is none.
        nan, infinite: How many numbers are NaN, and how many are plus or minus infinity.
    """

    name: str
    dtype: str
    shape: tuple[int, ...]
    nbytes: int
    low: float | int | None
    high: float | int | None
    nan: int
    infinite: int


def summary(recording: Recording) -> tuple[ArraySummary, ...]:
    """Every array of a recording, by name, numbers in names by their value: a file keeps no order."""
    return tuple(_of_array(name, recording[name]) for name in sorted(recording, key=_order))


def not_finite(arrays: Sequence[ArraySummary]) -> tuple[int, int]:
    """How many numbers of all arrays are NaN, and how many are infinite."""
    return sum(array.nan for array in arrays), sum(array.infinite for array in arrays)


def _order(name: str) -> list[tuple[bool, int, str]]:
    """A name in parts, of which a longer number is the larger one: "layer10.h" comes after "layer2.h"."""
    parts = _NUMBER.split(name)
    return [(bool(i % 2), len(part), part) if i % 2 else (False, 0, part) for i, part in enumerate(parts)]


def _of_array(name: str, array: Array) -> ArraySummary:
    check_recording_memory(array.nbytes)  # of an array that repeats one number, which is written out here
    low, high, nan, infinite = math.inf, -math.inf, 0, 0
    flat = array.reshape(-1)
    for start in range(0, flat.size, _AT_ONCE):
        part = flat[start : start + _AT_ONCE]
        if part.dtype.kind == "f":
            whole, missing = np.isfinite(part), int(np.isnan(part).sum())
            nan, infinite = nan + missing, infinite + int(part.size - whole.sum()) - missing
            part = part[whole]
        if part.size:
            low, high = min(low, part.min().item()), max(high, part.max().item())
    ends = (low, high) if low <= high else (None, None)
    return ArraySummary(
        name=name,
        dtype=array.dtype.name,
        shape=array.shape,
        nbytes=array.nbytes,
        low=ends[0],
        high=ends[1],
        nan=nan,
        infinite=infinite,
    )
