"""Expectation maximisation of PLSA."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.words import PLSA
from reprise.words.document_encoder import count_words

RNG = np.random.default_rng(1)
GROUPS = [[f"w{k}{i}" for i in range(6)] for k in range(3)]
TEXTS = [" ".join(RNG.choice(GROUPS[i % 3], 15)) for i in range(30)]


def test_likelihood_never_falls_and_shares_sum_to_one():
    plsa = PLSA(4, iterations=30).fit(TEXTS)
    assert (np.diff(plsa.log_likelihoods_) > -1e-12).all()
    np.testing.assert_allclose(plsa.topic_words_.sum(1), 1)
    np.testing.assert_allclose(plsa.transform(TEXTS).sum(1), 1)


def test_one_topic_is_the_unigram_distribution():
    plsa = PLSA(1, iterations=1).fit(TEXTS)
    total = count_words(TEXTS, plsa.vocabulary_).sum(axis=0)
    np.testing.assert_allclose(plsa.topic_words_[0], total / total.sum())


def test_a_step_is_the_textbooks():
    plsa = PLSA(2, iterations=1, seed=3).fit(TEXTS)
    rng = np.random.default_rng(3)
    n = count_words(TEXTS, plsa.vocabulary_).toarray()
    shares, words = rng.dirichlet(np.ones(2), len(TEXTS)), rng.dirichlet(np.ones(n.shape[1]), 2)
    posterior = shares[:, :, None] * words[None]
    posterior /= posterior.sum(1, keepdims=True)
    expected = (n[:, None] * posterior).sum(0)
    np.testing.assert_allclose(plsa.topic_words_, expected / expected.sum(1, keepdims=True))


def test_planted_topics_are_found():
    plsa = PLSA(3, iterations=100, seed=1).fit(TEXTS)
    assert {frozenset(top) for top in plsa.top_words(6)} == {frozenset(group) for group in GROUPS}
    assert plsa.transform([" ".join(GROUPS[1])]).max() > 0.99


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="topics must be at least 1, got 0"):
        PLSA(0).fit(TEXTS)
    assert PLSA(3, iterations=2, allow_empty=True).fit(TEXTS).transform(["?"]).tolist() == [[1 / 3] * 3]
