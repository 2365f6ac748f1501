"""Least-squares erasure does what its theorem says."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from reprise.words import LEACE

RNG = np.random.default_rng(3)
Z = RNG.integers(3, size=400)
X = RNG.normal(size=(400, 8)) @ RNG.normal(size=(8, 8)) + RNG.normal(size=(3, 8))[Z] * 2


def cross_covariance(x, z):
    concept = (z[:, None] == np.unique(z)).astype(float)
    return (x - x.mean(0)).T @ (concept - concept.mean(0)) / len(x)


def test_nothing_is_left_to_a_linear_classifier():
    erased = LEACE().fit(X, Z).transform(X)
    assert np.abs(cross_covariance(X, Z)).max() > 0.1
    assert np.abs(cross_covariance(erased, Z)).max() < 1e-8
    assert LogisticRegression().fit(X, Z).score(X, Z) > 0.8
    majority = np.bincount(Z).max() / len(Z)
    assert LogisticRegression(C=1e6).fit(erased, Z).score(erased, Z) <= majority + 1e-6


def test_idempotent():
    leace = LEACE().fit(X, Z)
    once = leace.transform(X)
    np.testing.assert_allclose(leace.transform(once), once, atol=1e-9)


def test_identity_when_the_concept_is_independent_in_the_sample():
    half = RNG.normal(size=(50, 4))
    x, z = np.concatenate([half, half]), np.repeat([0, 1], 50)
    np.testing.assert_allclose(LEACE().fit(x, z).transform(x), x, atol=1e-10)


def test_no_other_erasure_changes_less():
    erased = LEACE().fit(X, Z).transform(X)
    directions = np.linalg.svd(cross_covariance(X, Z))[0][:, :2]
    projected = X - (X - X.mean(0)) @ directions @ directions.T
    assert np.abs(cross_covariance(projected, Z)).max() < 1e-8
    assert ((X - erased) ** 2).sum() < ((X - projected) ** 2).sum()


def test_numbers_as_concept_and_dimensions_without_variance():
    z = X @ RNG.normal(size=(8, 2)) + RNG.normal(size=(400, 2))
    x = np.concatenate([X, np.ones((400, 1)), X[:, :1]], axis=1)
    erased = LEACE().fit(x, z).transform(x)
    assert np.abs((erased - erased.mean(0)).T @ (z - z.mean(0))).max() / 400 < 1e-7
    np.testing.assert_allclose(erased[:, 8], 1)


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="got 400 and 3"):
        LEACE().fit(X, Z[:3])
    with pytest.raises(ValueError, match="does not vary"):
        LEACE().fit(X, np.zeros(400, int))
    with pytest.raises(ValueError, match="not fitted"):
        LEACE().transform(X)
