"""An auto-encoder of few active units."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from reprise.words import KSparseAutoencoder

RNG = np.random.default_rng(0)
ATOMS = RNG.normal(size=(12, 8))
ATOMS /= np.linalg.norm(ATOMS, axis=1, keepdims=True)
X = (RNG.random((300, 12)) * (RNG.random((300, 12)) < 0.15)) @ ATOMS


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
    with pytest.raises(ValueError, match="active must lie between 1 and k = 4"):
        KSparseAutoencoder(8, 4, 5)
