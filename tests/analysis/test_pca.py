"""A long table, decomposed through its covariance, has the plane of its singular value decomposition."""

import numpy as np
import pytest

from rnnlab.analysis import pca
from rnnlab.analysis.pca import principal_plane


def both_ways(rows, monkeypatch):
    """The plane by singular values, and the one through the covariance."""
    by_values = principal_plane(rows)
    monkeypatch.setattr(pca, "_MOST_FOR_SVD", 0)
    return by_values, principal_plane(rows)


@pytest.mark.parametrize("shape", [(300, 7), (20_000, 3), (9, 9), (5, 1)])
def test_both_ways_give_the_same_plane(shape, monkeypatch):
    rows = np.random.default_rng(0).normal(4, 1, shape).astype(np.float32) * np.arange(
        1, shape[1] + 1, dtype=np.float32
    )
    one, other = both_ways(rows, monkeypatch)
    np.testing.assert_allclose(other.points, one.points, rtol=1e-7, atol=1e-7)
    np.testing.assert_allclose(other.variance, one.variance, atol=1e-12)


@pytest.mark.parametrize(
    "rows",
    [
        np.ones((50, 4)),
        np.zeros((9, 2)),
        np.full((9, 2), 0.1),
        np.full((9, 3), 1e300),
        np.outer(np.arange(9), [1.0, 2, 3]),
        np.outer(np.arange(9), [1e-200, 2e-200, 3e-200]),
        np.outer(np.arange(9), [1e200, 2e200, 3e200]),
    ],
)
def test_both_ways_see_the_same_number_of_directions(rows, monkeypatch):
    one, other = both_ways(rows, monkeypatch)
    assert one.points.any(0).tolist() == other.points.any(0).tolist() == [rows[0, 0] != rows[-1, 0], False]
    np.testing.assert_allclose(other.variance, one.variance, atol=1e-12)


@pytest.mark.parametrize("size", [1e-9, 1, 1e9])
def test_the_shares_of_the_variance_do_not_depend_on_the_unit(size, monkeypatch):
    """Hand-worked: two axes with the variances 9 and 1."""
    rows = np.array([[3.0, 0], [-3, 0], [0, 1], [0, -1]]) * size + 5 * size
    for plane in both_ways(rows, monkeypatch):
        np.testing.assert_allclose(plane.variance, [0.9, 0.1], rtol=1e-12)


def test_a_long_table_goes_through_its_covariance(monkeypatch):
    """A hundred thousand steps of 256 units are more than the limit, the table of an embedding is less."""
    assert 4096 * 64 * 64 <= pca._MOST_FOR_SVD < 100_000 * 256 * 256
    monkeypatch.setattr(pca, "_from_svd", None)
    assert principal_plane(np.random.default_rng(0).normal(size=(100_000, 16))).points.shape == (100_000, 2)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_row_that_is_not_finite_has_no_point_and_changes_no_other(value):
    rows = np.random.default_rng(0).normal(size=(30, 4))
    without = principal_plane(np.delete(rows, 7, axis=0))
    rows[7, 2] = value
    found = principal_plane(rows)
    assert found.not_finite == 1
    assert np.isnan(found.points[7]).all()
    assert np.array_equal(np.delete(found.points, 7, axis=0), without.points)
    assert np.array_equal(found.variance, without.variance)
    assert principal_plane(rows[7:8]).variance.tolist() == [0, 0]
