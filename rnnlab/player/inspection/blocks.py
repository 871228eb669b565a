"""`in_blocks`: a stretch of steps in at most so many columns; what stands out in one step is seen in its column."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rnnlab.recording.array_names import Array


@dataclass(frozen=True)
class Blocks:
    """Steps in columns.

    Attributes:
        first: The first step, from 0.
        per: Steps in a column; the last may have fewer.
        values: (columns, units), of each column the value of largest magnitude, NaN if one of them is NaN.
    """

    first: int
    per: int
    values: Array


def in_blocks(values: Array, first: int, last: int, columns: int) -> Blocks:
    """Steps first to last in at most so many columns.

    Args:
        values: (steps, units).
        first, last: From 0, both included.
        columns: At least 1.

    >>> in_blocks(np.array([[0.0], [-3.0], [2.0], [1.0], [0.5]]), 0, 4, 3).values.ravel().tolist()
    [-3.0, 2.0, 0.5]
    """
    shown = values[first : last + 1]
    per = -(-len(shown) // columns)
    if per == 1:
        return Blocks(first, 1, shown)
    high = shown[::per].copy()
    low = high.copy()
    for offset in range(1, per):  # much faster than np.maximum.reduceat along this axis
        part = shown[offset::per]
        for merge, found in ((np.maximum, high), (np.minimum, low)):
            merge(found[: len(part)], part, out=found[: len(part)])
    return Blocks(first, per, np.where(high >= -low, high, low))
