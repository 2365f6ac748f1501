"""Latent semantic analysis keeps what it must."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.words import BagOfWords, TfidfLSA

RNG = np.random.default_rng(0)
WORDS = [f"w{i}" for i in range(30)]
TEXTS = [" ".join(RNG.choice(WORDS, 12)) for _ in range(20)]


@pytest.mark.parametrize("scheme", ["tfidf", "bm25"])
def test_full_rank_keeps_all_inner_products(scheme):
    x = BagOfWords(scheme).fit(TEXTS).transform(TEXTS)
    y = TfidfLSA(20, scheme).fit(TEXTS).transform(TEXTS)
    np.testing.assert_allclose(y @ y.T, x @ x.T, atol=1e-10)


def test_folding_in_a_training_text_gives_its_row():
    x = BagOfWords().fit(TEXTS).transform(TEXTS)
    lsa = TfidfLSA(5).fit(TEXTS)
    u, s, _ = np.linalg.svd(x, full_matrices=False)
    np.testing.assert_allclose(np.abs(lsa.transform(TEXTS)), np.abs(u[:, :5] * s[:5]), atol=1e-10)
    np.testing.assert_allclose(lsa.transform([TEXTS[3]])[0], lsa.transform(TEXTS)[3], atol=1e-12)
    np.testing.assert_allclose(lsa.singular_values_, s[:5])


def test_large_collections_take_the_randomised_way(monkeypatch):
    monkeypatch.setattr("reprise.words.tfidf_lsa.DENSE", 5)
    found = TfidfLSA(3).fit(TEXTS).transform(TEXTS)
    monkeypatch.undo()
    exact = TfidfLSA(3).fit(TEXTS).transform(TEXTS)
    assert np.linalg.norm(found) == pytest.approx(np.linalg.norm(exact), rel=1e-3)


def test_a_dimension_beyond_the_rank_is_refused():
    with pytest.raises(ValueError, match="20 texts of 30 words have no such rank"):
        TfidfLSA(21).fit(TEXTS)
    with pytest.raises(ValueError, match="have rank 2"):
        TfidfLSA(3).fit(["a b", "c d", "a b", "c d", "e f g h"][:4])
    with pytest.raises(ValueError, match="dim must be at least 1"):
        TfidfLSA(0).fit(TEXTS)
