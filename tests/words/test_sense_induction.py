"""Clusters against gold senses."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.words import choose_senses, word_scores, wsi_score

WORDS = np.array([0, 0, 0, 0, 1, 1, 1, 1, 1, 1])
GOLD = np.array([0, 0, 1, 1, 0, 1, 0, 1, 0, 1])


def test_the_same_partition_is_one_and_a_single_cluster_zero():
    assert wsi_score(5 - GOLD, GOLD, WORDS) == 1.0
    assert wsi_score(np.zeros_like(GOLD), GOLD, WORDS) == 0.0
    assert wsi_score(GOLD, [f"sense {g}" for g in GOLD], WORDS) == 1.0


def test_words_count_alike_or_by_their_occurrences():
    assigned = np.where(WORDS == 0, GOLD, 0)
    assert wsi_score(assigned, GOLD, WORDS) == pytest.approx(0.5)
    assert wsi_score(assigned, GOLD, WORDS, weighted=True) == pytest.approx(0.4)
    scores, counts = word_scores(assigned, GOLD, WORDS)
    assert scores.tolist() == [1.0, 0.0]
    assert counts.tolist() == [4, 6]


def test_random_clusters_score_nothing_on_average():
    rng = np.random.default_rng(0)
    words = np.repeat(np.arange(200), 50)
    assert abs(wsi_score(rng.integers(3, size=10_000), rng.integers(2, size=10_000), words)) < 0.005


def test_small_clusters_go_to_the_next_best_sense():
    scores = np.zeros((100, 3))
    scores[:60, 0], scores[60:97, 1], scores[97:, 2] = 1.0, 1.0, 1.0
    scores[97:99, 1], scores[99, 0] = 0.5, 0.5
    words = np.zeros(100, dtype=np.int64)
    chosen = choose_senses(scores, words)
    assert np.bincount(chosen).tolist() == [61, 39]
    assert np.bincount(choose_senses(scores, words, least=0.03)).tolist() == [60, 37, 3]
    assert np.bincount(choose_senses(scores, words, least=0.5)).tolist() == [100]


def test_each_word_is_cleaned_by_its_own_occurrences():
    scores = np.eye(2)[np.array([0] * 30 + [1] + [1] * 30)]
    words = np.array([0] * 31 + [1] * 30)
    assert choose_senses(scores, words, least=0.05).tolist() == [0] * 31 + [1] * 30


def test_what_cannot_be_scored():
    with pytest.raises(ValueError, match="occurrence 1 has no sense"):
        choose_senses(np.array([[0.0, 1.0], [-np.inf, -np.inf]]), np.zeros(2, dtype=np.int64))
    with pytest.raises(ValueError, match="least"):
        choose_senses(np.zeros((2, 2)), np.zeros(2, dtype=np.int64), least=1.0)
    with pytest.raises(ValueError, match="2 rows of scores for 3"):
        choose_senses(np.zeros((2, 2)), np.zeros(3, dtype=np.int64))
    with pytest.raises(ValueError, match="no occurrences"):
        wsi_score(GOLD[:0], GOLD[:0], WORDS[:0])
    with pytest.raises(ValueError, match="3 assignments, 4 gold"):
        wsi_score(GOLD[:3], GOLD[:4], WORDS[:4])
