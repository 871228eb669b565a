"""`principal_plane`: projects rows of numbers on their first two principal components."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rnnlab.recording.array_names import Array


@dataclass(frozen=True)
class Projection:
    """Points in the plane of the two directions of largest variance.

    Attributes:
        points: (n, 2), in the units of the data; a column is zero where the data does not vary in that direction.
        variance: (2,), the share of the total variance along each axis, 0 to 1; zeros if all points are equal.
    """

    points: Array
    variance: Array


def principal_plane(rows: Array) -> Projection:
    """Project rows on their first two principal components.

    Args:
        rows: (n, d), any n and d of at least 1.

    Returns:
        The projection. The sign of each axis is chosen so that its largest loading is positive, so that equal rows give
        equal pictures.

    Source: Jolliffe, Principal Component Analysis, 2nd ed., section 3.5: the singular value decomposition of the
        centred data.
    """
    centred = np.asarray(rows, dtype=np.float64) - np.mean(rows, axis=0, dtype=np.float64)
    left, singular_values, directions = np.linalg.svd(centred, full_matrices=False)
    signs = np.sign(directions[np.arange(len(directions)), np.abs(directions).argmax(axis=1)])
    scores = left * singular_values * signs
    points, variance = np.zeros((len(centred), 2)), np.zeros(2)
    # n centred rows span at most n - 1 directions: a singular value near zero is rounding, not data.
    kept = min(2, int(np.count_nonzero(singular_values > 1e-12 * singular_values[0])))
    points[:, :kept] = scores[:, :kept]
    total = float(np.sum(singular_values**2))
    if total > 1e-12 * max(1.0, float(np.sum(np.square(rows, dtype=np.float64)))):
        variance[:kept] = singular_values[:kept] ** 2 / total
    return Projection(points, variance)
