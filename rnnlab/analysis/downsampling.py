"""Min–max downsampling: the few points of a long curve that draw the same picture."""

from __future__ import annotations

import numpy as np

from rnnlab.recording.array_names import Array


def min_max_places(values: Array, points: int, extra: Array) -> Array:
    """Where a long row has its lowest and its highest value in each of equally long stretches.

    Args:
        values: The row, (N,).
        points: About how many places to give at most.
        extra: Places that are given in any case, counted from 0, (K,).

    Returns:
        Places, ascending, each once; all of them if there are no more than `points`. The first and the last are there.

    >>> min_max_places(np.array([0, 5, 1, 1, 1, 1, -3, 2.0]), 4, np.array([3])).tolist()
    [0, 1, 3, 6, 7]
    """
    count = len(values)
    if count <= points:
        return np.arange(count)
    stretch = -(-2 * count // max(2, points))
    starts = np.arange(0, count, stretch)
    rows = np.pad(values, (0, len(starts) * stretch - count), mode="edge").reshape(-1, stretch)
    found = [starts + rows.argmin(1), starts + rows.argmax(1), np.array([0, count - 1]), extra]
    return np.unique(np.minimum(np.concatenate(found), count - 1))
