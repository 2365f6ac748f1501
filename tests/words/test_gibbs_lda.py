"""The Gibbs sampler keeps its books, and finds what was planted."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.words import GibbsLDA
from reprise.words.document_encoder import count_words
from reprise.words.gibbs_lda import gibbs_sweep

RNG = np.random.default_rng(2)
GROUPS = [[f"w{k}{i}" for i in range(6)] for k in range(3)]
TEXTS = [" ".join(RNG.choice(GROUPS[i % 3], 15)) for i in range(30)]


def books(tokens: int, texts: int, words: int, k: int):
    d, w, z = (RNG.integers(n, size=tokens).astype(np.int32) for n in (texts, words, k))
    own, word = np.zeros((texts, k), np.int32), np.zeros((words, k), np.int32)
    np.add.at(own, (d, z), 1)
    np.add.at(word, (w, z), 1)
    return d, w, z, own, word, word.sum(0, dtype=np.int32)


def test_counts_agree_after_every_sweep():
    d, w, z, own, word, totals = books(400, 7, 11, 4)
    before = z.copy()
    rng = np.random.default_rng(0)
    for _ in range(3):
        gibbs_sweep(d, w, z, own, word, totals, 0.5, 0.1, rng.random(400))
        expected_own, expected_word = np.zeros_like(own), np.zeros_like(word)
        np.add.at(expected_own, (d, z), 1)
        np.add.at(expected_word, (w, z), 1)
        np.testing.assert_array_equal(own, expected_own)
        np.testing.assert_array_equal(word, expected_word)
        np.testing.assert_array_equal(totals, word.sum(0))
        assert totals.sum() == 400
    assert (z != before).any()


def test_a_token_is_drawn_from_its_conditional():
    d, w, z, own, word, totals = books(60, 3, 5, 3)
    alpha, beta, draws = 0.3, 0.2, 3000
    drawn = np.zeros(3)
    for uniform in (np.arange(draws) + 0.5) / draws:
        topic = z[:1].copy()
        gibbs_sweep(
            d[:1], w[:1], topic, own.copy(), word.copy(), totals.copy(), alpha, beta, np.array([uniform])
        )
        drawn[topic[0]] += 1
    old = np.arange(3) == z[0]
    expected = (own[d[0]] - old + alpha) * (word[w[0]] - old + beta) / (totals - old + 5 * beta)
    np.testing.assert_allclose(drawn / draws, expected / expected.sum(), atol=1.01 / draws)


def test_one_topic_is_the_smoothed_unigram_distribution():
    lda = GibbsLDA(1, beta=0.5, sweeps=3, samples=2).fit(TEXTS)
    total = np.asarray(count_words(TEXTS, lda.vocabulary_).sum(axis=0)) + 0.5
    np.testing.assert_allclose(lda.topic_words_[0], total / total.sum())


def test_planted_topics_are_found_and_new_texts_folded_in():
    lda = GibbsLDA(3, alpha=0.1, sweeps=60).fit(TEXTS)
    assert {frozenset(top) for top in lda.top_words(6)} == {frozenset(group) for group in GROUPS}
    shares = lda.transform([" ".join(group * 2) for group in GROUPS])
    np.testing.assert_allclose(shares.sum(1), 1)
    assert sorted(shares.argmax(1)) == [0, 1, 2]
    assert shares.max(1).min() > 0.9
    np.testing.assert_allclose(lda.text_topics_.sum(1), 1)


def test_a_text_is_folded_in_the_same_beside_any_other():
    lda = GibbsLDA(3, sweeps=10).fit(TEXTS)
    alone, beside = lda.transform([TEXTS[4]]), lda.transform([TEXTS[7] + " " + TEXTS[8], TEXTS[4]])
    np.testing.assert_array_equal(alone[0], beside[1])


def test_the_seed_decides():
    one, same, other = (GibbsLDA(3, sweeps=10, seed=s).fit(TEXTS).topic_words_ for s in (0, 0, 1))
    np.testing.assert_array_equal(one, same)
    assert (one != other).any()


def test_refuses_what_cannot_be():
    for wrong, message in (
        ({"topics": 0}, "topics must be at least 1"),
        ({"sweeps": 5, "samples": 6}, "samples must lie between 1 and sweeps, 5"),
        ({"alpha": 0.0}, "must be positive"),
    ):
        with pytest.raises(ValueError, match=message):
            GibbsLDA(**{"topics": 2, **wrong}).fit(TEXTS)
    with pytest.raises(ValueError, match="text 0 has no known word"):
        GibbsLDA(2, sweeps=10).fit(TEXTS).transform(["?"])
