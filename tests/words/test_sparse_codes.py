"""Sparse codes of vectors."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from reprise.words import KSparseAutoencoder, SparseCodes

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
    np.testing.assert_allclose(slope[a > 0], 0.02, atol=2e-3)
    assert slope.max() < 0.022


def test_more_penalty_means_fewer_coordinates():
    few, many = (SparseCodes(14, p, steps=3).fit_transform(X) for p in (0.1, 0.01))
    assert (few > 0).sum() < (many > 0).sum()
    signed = SparseCodes(6, 0.01, nonnegative=False, steps=10).fit_transform(X)
    assert signed.min() < 0


def test_the_autoencoder_keeps_at_most_k_units():
    x = torch.from_numpy(X).float()
    model = KSparseAutoencoder(8, 20, 3)
    before = (model(x) - x).square().sum()
    model.fit(x, steps=300, lr=0.01)
    codes = model.encode(x).detach()
    assert int((codes > 0).sum(1).max()) <= 3
    assert (codes >= 0).all()
    assert (model(x) - x).square().sum() < 0.3 * before
    torch.testing.assert_close(model.dictionary.detach().norm(dim=1), torch.ones(20))
    again = KSparseAutoencoder(8, 20, 3).fit(x, steps=300, lr=0.01)
    torch.testing.assert_close(again.dictionary, model.dictionary)


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="k and penalty must be positive"):
        SparseCodes(0).fit(X)
    with pytest.raises(ValueError, match="not fitted"):
        SparseCodes().transform(X)
    with pytest.raises(ValueError, match="active must lie between 1 and k = 4"):
        KSparseAutoencoder(8, 4, 5)
