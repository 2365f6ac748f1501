"""Removing a bias subspace, hard and soft."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.vectors import normalize
from reprise.words import WordVectors, bias_subspace, equalise, hard_debias, neutralise, soft_debias

RNG = np.random.default_rng(1)
B = np.linalg.qr(RNG.normal(size=(7, 2)))[0].T


def test_the_subspace_is_the_planted_one():
    base = RNG.normal(size=(5, 7))
    base -= (base @ B.T) @ B
    steps = RNG.normal(size=(5, 2)) @ B
    found = bias_subspace(np.stack([base + steps, base - steps], axis=1), k=2)
    np.testing.assert_allclose(found.T @ found, B.T @ B, atol=1e-10)
    np.testing.assert_allclose(found @ found.T, np.eye(2), atol=1e-10)


def test_neutral_words_have_length_one_and_no_part_in_the_subspace():
    found = neutralise(RNG.normal(size=(30, 7)), B)
    np.testing.assert_allclose(found @ B.T, 0, atol=1e-12)
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1)


def test_equalised_members_are_equally_far_from_every_neutral_word():
    direction = B[:1]
    pair = equalise(RNG.normal(size=(2, 7)), direction)
    neutral = neutralise(RNG.normal(size=(20, 7)), direction)
    np.testing.assert_allclose(pair @ neutral.T - (pair @ neutral.T)[0], 0, atol=1e-12)
    np.testing.assert_allclose(np.linalg.norm(pair, axis=1), 1)
    np.testing.assert_allclose(pair[0] @ direction[0], -pair[1] @ direction[0])


def test_word_vectors_are_debiased_but_for_specific_words():
    words = WordVectors(["he", "she", "father", "nurse"], RNG.normal(size=(4, 7)))
    found = hard_debias(words, B[:1], equal=[["he", "she"]], specific=["father", "zebra"])
    assert abs(found["nurse"] @ B[0]) < 1e-6
    np.testing.assert_allclose(found["father"], words.unit[2], atol=1e-6)
    assert found["he"] @ found["nurse"] == pytest.approx(found["she"] @ found["nurse"], abs=1e-6)


def objective(t, x, neutral, trade_off):
    m = t @ t
    kept = ((x @ (m - np.eye(7)) @ x.T) ** 2).sum()
    return kept + trade_off * ((neutral @ m @ B.T) ** 2).sum()


def test_the_soft_map_is_a_minimum_between_two_limits():
    x = normalize(RNG.normal(size=(40, 7)) + 2 * RNG.normal(size=(40, 2)) @ B)
    neutral = x[:25]
    np.testing.assert_allclose(soft_debias(x, neutral, B, 0.0), np.eye(7), atol=1e-10)
    found = soft_debias(x, neutral, B, 5.0)
    best = objective(found, x, neutral, 5.0)
    for _ in range(20):
        step = RNG.normal(size=(7, 7)) * 1e-3
        assert objective(found + step + step.T, x, neutral, 5.0) > best
    assert best < objective(np.eye(7), x, neutral, 5.0)
    strong = soft_debias(x, neutral, B, 1e6)
    assert np.abs(neutral @ strong @ strong @ B.T).max() < 1e-3


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="defining pair 1 have the same vector"):
        bias_subspace(np.stack([RNG.normal(size=(2, 7)), np.ones((2, 7))]))
    with pytest.raises(ValueError, match="k must lie between 1 and 2"):
        bias_subspace(RNG.normal(size=(2, 2, 7)), k=3)
    with pytest.raises(ValueError, match="vector 1 lies within the bias subspace"):
        neutralise(np.stack([np.ones(7), B[0]]), B)
    with pytest.raises(ValueError, match="does not differ from its set"):
        equalise(np.ones((2, 7)), B)
    with pytest.raises(ValueError, match="must not be negative"):
        soft_debias(np.eye(7), np.eye(7), B, -1)
    with pytest.raises(ValueError, match="do not span all 7"):
        soft_debias(np.eye(7)[:3], np.eye(7), B)
