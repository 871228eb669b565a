"""Mean, covariance, correlation and dimensions against NumPy's own, and where NumPy's overflow."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from rnnlab.analysis import covariance
from rnnlab.analysis.covariance import dimensions, moments, power_of_two


@given(some.integers(2, 60), some.integers(2, 6), some.integers(0, 2**16))
def test_moments_are_those_of_numpy(n, d, seed):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(covariance, "ROWS_AT_ONCE", 7)
        rows = np.random.default_rng(seed).normal(3, 2, (n, d))
        found = moments(rows)
    np.testing.assert_allclose(found.mean, rows.mean(0))
    np.testing.assert_allclose(found.covariance, np.cov(rows.T, bias=True), atol=1e-12)
    np.testing.assert_allclose(found.deviation, rows.std(0))
    np.testing.assert_allclose(found.correlation, np.corrcoef(rows.T), atol=1e-9)


@pytest.mark.parametrize("size", [1e300, 1e-300])
def test_squares_that_float64_cannot_hold_are_scaled(size):
    rows = np.array([[0.0, 2.0], [2.0, -2.0]]) * size
    found = moments(rows)
    np.testing.assert_allclose(found.mean, [size, 0])
    np.testing.assert_allclose(found.deviation, [size, 2 * size])
    np.testing.assert_allclose(found.correlation, [[1, -1], [-1, 1]])
    assert np.log2(power_of_two(rows)) % 1 == 0


def test_a_constant_column_correlates_with_none():
    rows = np.random.default_rng(0).normal(size=(1001, 2))
    rows[:, 1] = 0.1
    assert moments(rows).correlation.round(9).tolist() == [[1, 0], [0, 0]]
    assert moments(rows[:0]).covariance.tolist() == [[0, 0], [0, 0]]


def test_directions_are_counted_until_they_have_the_share():
    """Hand-worked: of 90, 9 and 1 % the first two have 99 %."""
    assert [dimensions(np.diag([1.0, 90.0, 9.0]), share) for share in (0.9, 0.91, 0.99, 0.991, 1)] == [1, 2, 2, 3, 3]
    assert dimensions(np.zeros((3, 3)), 0.99) == 0
