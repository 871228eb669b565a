"""`min_max_indices`: min–max downsampling, the few points of a long curve that draw the same picture."""

from __future__ import annotations

import numpy as np

from rnnlab.recording.array_names import Array


def min_max_indices(values: Array, points: int, extra: Array) -> Array:
    """The indices of the lowest and the highest value in each of equally long stretches of a curve.

    Args:
        values: The curve, (N,).
        points: About how many indices to return at most.
        extra: Indices that are always included, (K,).

    Returns:
        Indices, ascending, each once, the first and the last of the curve among them; all if N is at most `points`.

    >>> min_max_indices(np.array([0, 5, 1, 1, 1, 1, -3, 2.0]), 4, np.array([3])).tolist()
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
