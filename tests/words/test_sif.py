"""Smooth inverse frequency: its limits and what it removes."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.words import SIF, USIF, AverageVectors, WordVectors

RNG = np.random.default_rng(3)
WORDS = [f"w{i}" for i in range(40)]
COUNTS = (4000 / np.arange(1, 41)).astype(np.int64)
VECTORS = WordVectors(WORDS, RNG.normal(size=(40, 8)) + 1, COUNTS)
TEXTS = [" ".join(RNG.choice(WORDS, 9)) for _ in range(50)]


def test_without_smoothing_and_removal_it_is_the_mean():
    mean = AverageVectors(VECTORS).fit(TEXTS).transform(TEXTS)
    np.testing.assert_allclose(SIF(VECTORS, np.inf, 0).fit(TEXTS).transform(TEXTS), mean)
    np.testing.assert_allclose(SIF(VECTORS, 1e12, 0).fit(TEXTS).transform(TEXTS), mean, rtol=1e-6)


@pytest.mark.parametrize("components", [1, 3])
def test_what_is_removed_is_gone_from_any_text(components):
    sif = SIF(VECTORS, components=components).fit(TEXTS[:30])
    assert np.abs(sif.transform(TEXTS) @ sif.directions_.T).max() < 1e-12


def test_the_direction_is_the_first_of_the_uncentred_vectors():
    weights = 1e-3 / (1e-3 + COUNTS / COUNTS.sum())
    rows = np.array(
        [np.mean([weights[WORDS.index(w)] * VECTORS[w] for w in t.split()], axis=0) for t in TEXTS]
    )
    first = np.linalg.svd(rows)[2][0]
    expected = rows - np.outer(rows @ first, first)
    np.testing.assert_allclose(SIF(VECTORS).fit(TEXTS).transform(TEXTS), expected, atol=1e-7)


def test_usif_weights_and_removes_in_proportion():
    usif = USIF(VECTORS, components=2).fit(TEXTS)
    p = COUNTS / COUNTS.sum()
    frequent = (p > 1 - (1 - 1 / 40) ** 9).mean()
    assert usif.a_ == pytest.approx((1 - frequent) / (frequent * 20))
    np.testing.assert_allclose(usif.weights_, usif.a_ / (usif.a_ / 2 + p))
    plain = USIF(VECTORS, components=0).fit(TEXTS).transform(TEXTS)
    share = usif.singular_values_**2 / (usif.singular_values_**2).sum()
    kept = usif.transform(TEXTS) @ usif.directions_.T
    np.testing.assert_allclose(kept, (plain @ usif.directions_.T) * (1 - share), atol=1e-9)


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="carry no counts"):
        SIF(WordVectors(["a"], np.ones((1, 3)))).fit(["a"])
    with pytest.raises(ValueError, match="between 0 and dim - 1 = 7, got 8"):
        SIF(VECTORS, components=8).fit(TEXTS)
    with pytest.raises(ValueError, match="have no 4 directions"):
        SIF(VECTORS, components=4).fit(TEXTS[:3])
    with pytest.raises(ValueError, match="uSIF needs some and not all"):
        USIF(VECTORS).fit([" ".join(WORDS * 9)])
