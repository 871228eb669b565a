"""`principal_plane`: projects rows of numbers on their first two principal components."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rnnlab.analysis.covariance import ROWS_AT_ONCE, moments, power_of_two
from rnnlab.recording.array_names import Array

# n · d² of a table up to which the singular value decomposition takes under 0.1 s. A larger one is decomposed through
# its covariance, 20 times as fast, where a direction with less than 1e-12 of the largest variance is lost in rounding.
_MOST_FOR_SVD = 2**24
_LEAST_VARIANCE = 1e-12
_ROUNDING = 1e-12  # of the mean


@dataclass(frozen=True)
class Projection:
    """Points in the plane of the two directions of largest variance.

    Attributes:
        points: (n, 2), in the units of the data; a column is zero where the data does not vary in that direction, and
            a row is NaN where the data's row is not finite.
        variance: (2,), the share of the total variance along each axis, 0 to 1; zeros if all points are equal.
        not_finite: How many rows hold a NaN or an infinity; they have no point and no part in the variance.
    """

    points: Array
    variance: Array
    not_finite: int = 0


def principal_plane(rows: Array) -> Projection:
    """Project rows on their first two principal components.

    Args:
        rows: (n, d), any n and d of at least 1.

    Returns:
        The projection. The sign of each axis is chosen so that its largest loading is positive, so that equal rows give
        equal pictures.

    Source: Jolliffe 2002, Principal Component Analysis, 2nd ed., section 3.5: the singular value decomposition of the
        centred data; of a long table (n · d² above 2²⁴) section 1.1: the eigenvectors of its covariance.
    """
    rows = np.asarray(rows)
    finite = np.isfinite(rows).all(axis=1)
    if finite.all():
        return _projection(rows)
    points = np.full((len(rows), 2), np.nan)
    found = _projection(rows[finite]) if finite.any() else Projection(points[:0], np.zeros(2))
    points[finite] = found.points
    return Projection(points, found.variance, int(np.count_nonzero(~finite)))


def _projection(rows: Array) -> Projection:
    """The projection of rows that are all finite."""
    n, d = rows.shape
    return _from_covariance(rows) if n >= d and n * d * d > _MOST_FOR_SVD else _from_svd(rows)


def _from_svd(rows: Array) -> Projection:
    scale = power_of_two(rows)
    values = np.asarray(rows, dtype=np.float64) / scale
    mean = np.mean(values, axis=0)
    left, singular_values, directions = np.linalg.svd(values - mean, full_matrices=False)
    scores = left * singular_values * _signs(directions)
    # n centred rows span at most n - 1 directions: a singular value near zero is rounding, not data.
    kept = min(2, int(np.count_nonzero(singular_values > 1e-12 * singular_values[0])))
    return _plane(scores[:, :kept] * scale, singular_values**2 / len(rows), mean)


def _from_covariance(rows: Array) -> Projection:
    found = moments(rows)
    variances, columns = np.linalg.eigh(found.covariance)
    variances, directions = variances[::-1].clip(0), columns.T[::-1]
    kept = min(2, int(np.count_nonzero(variances > _LEAST_VARIANCE * variances[0])))
    axes = (directions * _signs(directions)[:, None])[:kept].T  # (d, kept)
    scores = np.empty((len(rows), kept))
    for start in range(0, len(rows), ROWS_AT_ONCE):
        part = slice(start, start + ROWS_AT_ONCE)
        scores[part] = (rows[part] - found.mean) @ axes
    return _plane(scores, variances, found.mean / found.scale)


def _plane(scores: Array, variances: Array, mean: Array) -> Projection:
    """The projection, all zero if the rows differ by no more than their mean is rounded.

    Args:
        scores: Coordinates along each direction in which the data varies, at most two, (n, 0 to 2).
        variances: Of all directions, descending, (directions,).
        mean: Of the rows, in the unit of which `variances` is the square, (d,).
    """
    points, shares = np.zeros((len(scores), 2)), np.zeros(2)
    total, kept = float(variances.sum()), scores.shape[1]
    if total > _ROUNDING**2 * float(np.square(mean).sum()):
        points[:, :kept], shares[:kept] = scores, variances[:kept] / total
    return Projection(points, shares)


def _signs(directions: Array) -> Array:
    """The sign of the largest loading of each direction, (directions,)."""
    return np.asarray(np.sign(directions[np.arange(len(directions)), np.abs(directions).argmax(axis=1)]))
