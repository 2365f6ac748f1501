"""Sparse codes of vectors."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from sklearn.decomposition import MiniBatchDictionaryLearning
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import Lasso

from reprise.words import SparseCodes

RNG = np.random.default_rng(0)
ATOMS = RNG.normal(size=(12, 8))
ATOMS /= np.linalg.norm(ATOMS, axis=1, keepdims=True)
X = (RNG.random((300, 12)) * (RNG.random((300, 12)) < 0.15)) @ ATOMS


def test_codes_solve_their_problem():
    codes = SparseCodes(14, 0.02, steps=10).fit(X)
    a, d = codes.transform(X), codes.dictionary_
    assert (a >= 0).all()
    assert (a > 0).mean() < 0.4
    assert ((X - a @ d) ** 2).sum() < 0.1 * (X**2).sum()
    # Karush-Kuhn-Tucker: the gradient is -penalty where a coordinate is used, and no steeper elsewhere.
    slope = (X - a @ d) @ d.T
    np.testing.assert_allclose(slope[a > 0], 0.02, atol=0.01)
    assert slope.max() < 0.025


def test_more_penalty_means_fewer_coordinates():
    few, many = (SparseCodes(14, p, steps=3).fit_transform(X) for p in (0.1, 0.01))
    assert (few > 0).sum() < (many > 0).sum()
    signed = SparseCodes(6, 0.01, nonnegative=False, steps=10).fit_transform(X)
    assert signed.min() < 0


@pytest.mark.parametrize("nonnegative", [True, False])
def test_codes_equal_scikit_learns_lasso(nonnegative):
    codes = SparseCodes(14, 0.05, nonnegative, steps=5).fit(X)
    peer = Lasso(0.05 / 8, fit_intercept=False, positive=nonnegative, tol=1e-10, max_iter=100_000)
    expected = peer.fit(codes.dictionary_.T, X[:50].T).coef_
    found = codes.transform(X[:50])

    def loss(a: np.ndarray) -> float:
        return 0.5 * ((X[:50] - a @ codes.dictionary_) ** 2).sum() + 0.05 * np.abs(a).sum()

    assert loss(found) == pytest.approx(loss(expected), rel=1e-3)
    np.testing.assert_allclose(found @ codes.dictionary_, expected @ codes.dictionary_, atol=0.02)


def test_learning_goes_on_and_atoms_are_no_longer_than_one():
    def loss(steps: int) -> float:
        codes = SparseCodes(14, 0.05, steps=steps).fit(X)
        assert np.linalg.norm(codes.dictionary_, axis=1).max() <= 1 + 1e-9
        a = codes.transform(X)
        return 0.5 * ((X - a @ codes.dictionary_) ** 2).sum() + 0.05 * a.sum()

    peer = MiniBatchDictionaryLearning(
        14,
        alpha=0.05,
        max_iter=20,
        fit_algorithm="cd",
        positive_code=True,
        random_state=0,
        transform_max_iter=5000,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        atoms = peer.fit(X).components_
    a = Lasso(0.05 / 8, fit_intercept=False, positive=True, max_iter=100_000).fit(atoms.T, X.T).coef_
    theirs = 0.5 * ((X - a @ atoms) ** 2).sum() + 0.05 * a.sum()
    assert loss(60) < loss(1)
    assert loss(60) < 1.05 * theirs


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="k must be positive, got 0"):
        SparseCodes(0).fit(X)
    with pytest.raises(ValueError, match="not fitted"):
        SparseCodes().transform(X)
    with pytest.raises(ValueError, match="all rows are zero"):
        SparseCodes(3).fit(np.zeros((5, 8)))
