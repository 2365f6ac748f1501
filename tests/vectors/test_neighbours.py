"""Exact neighbours against a full sort."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics.pairwise import cosine_similarity

from reprise.vectors import neighbours
from reprise.vectors.neighbours import nearest, top_k


@pytest.mark.parametrize("k", [1, 3, 10])
def test_top_k_equals_a_stable_sort_with_many_ties(k):
    scores = np.random.default_rng(0).integers(0, 4, size=(50, 10)).astype(float)
    expected = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    np.testing.assert_array_equal(top_k(scores, k), expected)


@pytest.mark.parametrize("levels", [2, 50, 3000, 10**9])
@pytest.mark.parametrize("items", [64 * 40, 64 * 40 + 17, 5000])
def test_long_rows_are_sorted_as_short_ones(levels, items):
    rng = np.random.default_rng(levels)
    scores = rng.integers(0, levels, size=(20, items)).astype(float)
    scores[0] = 1.0
    scores[1, -3:] = levels + 1.0  # the best stand behind the last whole strip
    scores[2, :100] = -np.inf
    for k in (1, 4, 10):
        expected = np.argsort(-scores, axis=1, kind="stable")[:, :k]
        np.testing.assert_array_equal(top_k(scores, k), expected)


def test_nearest_is_cosine_whatever_the_block(monkeypatch):
    rng = np.random.default_rng(1)
    queries, database = rng.normal(size=(17, 5)), rng.normal(size=(40, 5))
    scores, index = nearest(queries, database, 6)
    similarity = cosine_similarity(queries, database)
    np.testing.assert_array_equal(index, np.argsort(-similarity, axis=1)[:, :6])
    np.testing.assert_allclose(scores, -np.sort(-similarity, axis=1)[:, :6])
    monkeypatch.setattr(neighbours, "CHUNK", 80)
    np.testing.assert_array_equal(nearest(queries, database, 6)[1], index)
    assert nearest(queries[:0], database, 6)[1].shape == (0, 6)


def test_zero_rows_stay_finite():
    scores, _ = nearest(np.zeros((1, 3)), np.eye(3), 2)
    assert scores.tolist() == [[0.0, 0.0]]


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="number of items, 3; got 4"):
        top_k(np.zeros((1, 3)), 4)
    with pytest.raises(ValueError, match="database vector 2 is not finite"):
        nearest(np.ones((1, 2)), np.array([[1.0, 1.0], [1.0, 2.0], [np.nan, 0.0]]), 1)
    with pytest.raises(ValueError, match="queries have 2 dimensions, the database 3"):
        nearest(np.zeros((1, 2)), np.zeros((4, 3)), 1)
