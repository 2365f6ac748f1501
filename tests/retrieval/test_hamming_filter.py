"""Candidates by codes, order by vectors."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.retrieval import filter_then_rerank
from reprise.vectors import hamming_distances, nearest, pack_codes

RNG = np.random.default_rng(0)
VECTORS = RNG.normal(size=(60, 12))
QUERIES = RNG.normal(size=(7, 12))
CODES, QUERY_CODES = (pack_codes(x > 0) for x in (VECTORS, QUERIES))


@pytest.mark.parametrize("cosine", [True, False])
def test_a_short_list_of_everything_is_the_full_scan(cosine):
    scores, index = filter_then_rerank(QUERY_CODES, QUERIES, CODES, VECTORS, 60, short_list=60, cosine=cosine)
    expected_scores, expected = nearest(QUERIES, VECTORS, 60, cosine=cosine)
    np.testing.assert_array_equal(index, expected)
    np.testing.assert_allclose(scores, expected_scores)
    _, within = filter_then_rerank(QUERY_CODES, QUERIES, CODES, VECTORS, 60, radius=12, cosine=cosine)
    np.testing.assert_array_equal(within, expected)


def test_only_candidates_are_ranked():
    distances = hamming_distances(QUERY_CODES, CODES)
    order = np.argsort(distances, axis=1, kind="stable")
    cosines = (QUERIES @ VECTORS.T) / np.linalg.norm(VECTORS, axis=1)
    _, index = filter_then_rerank(QUERY_CODES, QUERIES, CODES, VECTORS, 5, short_list=9)
    for q in range(7):
        candidates = order[q, :9]
        np.testing.assert_array_equal(index[q], candidates[np.argsort(-cosines[q][candidates])][:5])
    scores, index = filter_then_rerank(QUERY_CODES, QUERIES, CODES, VECTORS, 20, radius=3)
    for q in range(7):
        candidates = np.flatnonzero(distances[q] <= 3)
        assert len(candidates) < 20
        np.testing.assert_array_equal(
            index[q, : len(candidates)], candidates[np.argsort(-cosines[q][candidates])]
        )
        assert (index[q, len(candidates) :] == -1).all()
        assert (scores[q, len(candidates) :] == -np.inf).all()


def test_equal_scores_come_by_index():
    same = np.repeat(VECTORS[:1], 6, axis=0)
    codes = pack_codes(np.arange(6)[:, None] >= np.array([[3, 5]]))
    _, index = filter_then_rerank(codes[5:], same[:1], codes, same, 6, short_list=6)
    assert index[0].tolist() == [0, 1, 2, 3, 4, 5]


def test_wrong_input_is_refused():
    for given in ({}, {"short_list": 3, "radius": 2}):
        with pytest.raises(ValueError, match="either short_list or radius"):
            filter_then_rerank(QUERY_CODES, QUERIES, CODES, VECTORS, 3, **given)
    with pytest.raises(ValueError, match="base has 59 codes and 60 vectors"):
        filter_then_rerank(QUERY_CODES, QUERIES, CODES[:-1], VECTORS, 3, short_list=3)
    with pytest.raises(ValueError, match="k must lie between 1 and 3"):
        filter_then_rerank(QUERY_CODES, QUERIES, CODES, VECTORS, 4, short_list=3)
    with pytest.raises(ValueError, match="11 dimensions, the base 12"):
        filter_then_rerank(QUERY_CODES, QUERIES[:, :11], CODES, VECTORS, 3, short_list=3)
