"""Maps between spaces are recovered when they exist."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import orthogonal_procrustes
from scipy.stats import ortho_group
from sklearn.linear_model import LinearRegression

from reprise.vectors import AffineAligner, ProcrustesAligner, resize

RNG = np.random.default_rng(0)
X = RNG.normal(size=(50, 5))
Q = ortho_group.rvs(5, random_state=2)


def test_procrustes_recovers_rotation_scale_and_shift():
    y = 1.7 * X @ Q + 3.0
    found = ProcrustesAligner().fit(X[:20], y[:20])
    np.testing.assert_allclose(found.transform(X), y, atol=1e-10)
    assert found.scale_ == pytest.approx(1.7)


def test_procrustes_equals_scipy():
    y = RNG.normal(size=(50, 5))
    found = ProcrustesAligner(scale=False, center=False).fit(X, y)
    np.testing.assert_allclose(found.rotation_, orthogonal_procrustes(X, y)[0], atol=1e-10)


def test_procrustes_between_widths():
    y = np.pad(X, ((0, 0), (0, 2))) @ ortho_group.rvs(7, random_state=3)
    np.testing.assert_allclose(ProcrustesAligner().fit(X, y).transform(X), y, atol=1e-9)
    back = ProcrustesAligner().fit(y, X).transform(y)
    np.testing.assert_allclose(back, X, atol=1e-9)


def test_affine_recovers_any_affine_map_and_equals_least_squares():
    y = X @ RNG.normal(size=(5, 3)) + 2.0
    np.testing.assert_allclose(AffineAligner().fit(X[:20], y[:20]).transform(X), y, atol=1e-9)
    noisy = y + RNG.normal(size=y.shape)
    peer = LinearRegression().fit(X, noisy).predict(X)
    np.testing.assert_allclose(AffineAligner().fit(X, noisy).transform(X), peer, atol=1e-9)


def test_ridge_shrinks_towards_the_mean():
    y = X @ RNG.normal(size=(5, 3))
    strong = AffineAligner(ridge=1e9).fit(X, y).transform(X)
    np.testing.assert_allclose(strong, np.broadcast_to(y.mean(0), y.shape), atol=1e-6)


def test_resize():
    assert resize(X, 3).shape == (50, 3)
    np.testing.assert_array_equal(resize(X, 7)[:, 5:], 0)


def test_refuses_what_cannot_be():
    for aligner in (ProcrustesAligner(), AffineAligner()):
        with pytest.raises(ValueError, match="got 50 and 4"):
            aligner.fit(X, X[:4])
    with pytest.raises(ValueError, match="not be negative"):
        AffineAligner(ridge=-1).fit(X, X)
