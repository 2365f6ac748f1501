"""Thin factors and pruned tables."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.vectors import low_rank, prune

X = np.random.default_rng(0).normal(size=(20, 6))


def test_factors_are_the_nearest_of_their_rank():
    left, right = low_rank(X, 3)
    tail = np.linalg.svd(X)[1][3:]
    assert ((X - left @ right) ** 2).sum() == pytest.approx((tail**2).sum())
    np.testing.assert_allclose(right @ right.T, np.eye(3), atol=1e-12)
    left, right = low_rank(X, 6)
    np.testing.assert_allclose(left @ right, X, atol=1e-12)


def test_the_largest_entries_stay():
    left = prune(X, 0.25)
    assert left.nnz == 30
    kept = left.toarray()
    np.testing.assert_array_equal(kept[kept != 0], X[kept != 0])
    assert np.abs(X[kept == 0]).max() <= np.abs(kept[kept != 0]).min()
    np.testing.assert_array_equal(prune(np.ones((2, 2)), 0.5).toarray(), [[1, 1], [0, 0]])


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="rank must lie between 1 and 6"):
        low_rank(X, 7)
    with pytest.raises(ValueError, match=r"keep must lie in \(0, 1\]"):
        prune(X, 0)
