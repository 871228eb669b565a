"""`moments`: mean, covariance, correlation and dimensions of a table of up to millions of rows, in float64."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rnnlab.recording.array_names import Array

ROWS_AT_ONCE = 8192  # are converted to float64 together: 16 MB of 256 columns
# Squares of numbers within these bounds, and the sums of millions of them, are normal numbers of float64.
_LEAST, _MOST = 1e-100, 1e100
_ROUNDING = 1e-12  # of the mean: a constant column deviates by no more when its mean is computed


@dataclass(frozen=True)
class Moments:
    """Of the columns of a table.

    Attributes:
        mean: (d,), in the unit of the data; zeros if there are no rows.
        covariance: (d, d), mean product of the deviations from the mean, divided by `scale` squared.
        scale: A power of 2; 1 unless the squares of the data would be too large or too small for float64.
    """

    mean: Array
    covariance: Array
    scale: float

    @property
    def deviation(self) -> Array:
        """Standard deviation of each column, (d,), in the unit of the data."""
        return np.asarray(np.sqrt(self.covariance.diagonal()) * self.scale)

    @property
    def correlation(self) -> Array:
        """Pearson's correlation of each pair of columns, (d, d), from -1 to 1; 0 with a column that does not vary."""
        deviation = np.sqrt(self.covariance.diagonal())
        varies = deviation > _ROUNDING * np.abs(self.mean) / self.scale
        inverse = np.divide(1.0, deviation, out=np.zeros_like(deviation), where=varies)
        return np.asarray(np.clip(self.covariance * inverse[:, None] * inverse, -1, 1))


def moments(rows: Array) -> Moments:
    """Mean and covariance of the columns of a table.

    Args:
        rows: (n, d), finite.

    Returns:
        In float64, whatever the table's type. Rounding is 1e-16 of the largest variance.
    """
    n, d = rows.shape
    scale = power_of_two(rows)
    if not n:
        return Moments(np.zeros(d), np.zeros((d, d)), scale)
    chunks = [rows[start : start + ROWS_AT_ONCE] for start in range(0, n, ROWS_AT_ONCE)]
    mean, covariance = np.zeros(d), np.zeros((d, d))
    for chunk in chunks:
        mean += (chunk.astype(np.float64) / scale).sum(0) / n
    for chunk in chunks:
        centred = chunk.astype(np.float64) / scale - mean
        covariance += centred.T @ centred
    return Moments(mean * scale, covariance / n, scale)


def power_of_two(values: Array) -> float:
    """What to divide finite values by so that their squares neither overflow nor vanish; 1 for all ordinary ones."""
    largest = max(float(values.max(initial=0)), -float(values.min(initial=0)))
    return 1.0 if largest == 0 or _LEAST < largest < _MOST else float(np.ldexp(1.0, np.frexp(largest)[1] - 1))


def dimensions(covariance: Array, share: float) -> int:
    """How many orthogonal directions together have at least this share of the variance.

    Args:
        covariance: (d, d), symmetric.
        share: Above 0, at most 1.

    Returns:
        0 if nothing varies, else 1 to d.

    Source: Jolliffe 2002, Principal Component Analysis, 2nd ed., section 6.1.1: cumulative percentage of total
        variation.
    """
    variances = np.linalg.eigvalsh(covariance)[::-1].clip(0)
    total = variances.sum()
    if not total:
        return 0
    # A hundredth of a millionth less, so that rounding asks for no further direction.
    return int(np.searchsorted(np.cumsum(variances) / total, share - 1e-8) + 1)
