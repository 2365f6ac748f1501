"""The funnel against brute force and by hand."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.retrieval.funnel import FunnelIndex, funnel_schedule


def vectors(n: int, seed: int, dim: int = 16) -> np.ndarray:
    scale = 0.8 ** np.arange(dim)  # early coordinates carry more, as in a nested embedding
    return (np.random.default_rng(seed).normal(size=(n, dim)) * scale).astype(np.float32)


def brute(queries: np.ndarray, database: np.ndarray, k: int) -> np.ndarray:
    unit = lambda x: x / np.linalg.norm(x, axis=1, keepdims=True)  # noqa: E731
    return np.argsort(-(unit(queries) @ unit(database).T), axis=1, kind="stable")[:, :k]


@pytest.mark.parametrize("backend", ["exact", "flat"])
def test_one_full_stage_is_brute_force(backend):
    database, queries = vectors(60, 0), vectors(9, 1)
    index = FunnelIndex([16], [60], 4, backend).fit(database)
    np.testing.assert_array_equal(index.search(queries, 5)[1], brute(queries, database, 5))


def test_each_step_cuts_then_sorts():
    database, queries = vectors(80, 2), vectors(7, 3)
    scores, found = FunnelIndex([8, 16], [20, 5], 4).fit(database).search(queries, 5)
    unit = lambda x: x / np.linalg.norm(x)  # noqa: E731
    for query, ids, values in zip(queries, found, scores, strict=True):
        current = list(range(80))
        for dim, keep in ((4, 80), (8, 20), (16, 5)):
            current = current[:keep]
            current = sorted(current, key=lambda i: -unit(database[i, :dim]) @ unit(query[:dim]))
        assert ids.tolist() == current
        np.testing.assert_allclose(values, [unit(database[i]) @ unit(query) for i in ids], atol=1e-6)


def test_ties_go_by_index():
    database = np.tile(vectors(4, 4), (5, 1))
    found = FunnelIndex([16], [20], 4).fit(database).search(vectors(4, 4), 5)[1]
    np.testing.assert_array_equal(found, np.arange(4)[:, None] + 4 * np.arange(5))


def test_hnsw_finds_most():
    database, queries = vectors(500, 5), vectors(20, 6)
    exact = FunnelIndex([16], [50], 8).fit(database).search(queries, 10)[1]
    approximate = FunnelIndex([16], [50], 8, "hnsw").fit(database).search(queries, 10)[1]
    assert np.mean([len(set(a) & set(b)) / 10 for a, b in zip(exact, approximate, strict=True)]) > 0.95


def test_cost_by_hand_and_the_schedule():
    dims, shortlists = funnel_schedule(8, 128, 200, 25)
    assert (dims, shortlists) == ((16, 32, 64, 128), (200, 100, 50, 25))
    index = FunnelIndex(dims, shortlists, 8).fit(np.ones((5000, 128), np.float32))
    assert index.cost_per_query() == 40_000 + 3200 * 4
    assert funnel_schedule(8, 100, 10, 4) == ((16, 32, 64, 100), (10, 5, 4, 4))


def test_no_queries_give_no_rows():
    assert FunnelIndex([16], [5], 4).fit(vectors(6, 0)).search(vectors(0, 0), 3)[1].shape == (0, 3)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: FunnelIndex([8, 16], [5, 6], 4), "shortlists must be positive and not ascend"),
        (lambda: FunnelIndex([16, 8], [6, 5], 4), "must not descend"),
        (lambda: FunnelIndex([8], [5], 12), "must not descend"),
        (lambda: FunnelIndex([], [], 4), "at least one"),
        (lambda: FunnelIndex([8], [5], 4, "annoy"), "backend must be one of exact, flat, hnsw"),
        (
            lambda: FunnelIndex([16], [99], 4).fit(vectors(20, 0)),
            "first shortlist is 99, the database has 20",
        ),
        (lambda: FunnelIndex([32], [9], 4).fit(vectors(20, 0)), "largest of dims is 32, the vectors have 16"),
        (lambda: FunnelIndex([16], [9], 4).search(vectors(2, 0), 1), "call fit"),
        (
            lambda: FunnelIndex([16], [9], 4).fit(vectors(20, 0)).search(vectors(2, 0, 8), 1),
            "8 dimensions, the index 16",
        ),
        (
            lambda: FunnelIndex([16], [9], 4).fit(vectors(20, 0)).search(vectors(2, 0), 10),
            "last shortlist 9, got 10",
        ),
        (lambda: FunnelIndex([16], [9], 4).cost_per_query(), "call fit"),
        (lambda: funnel_schedule(200, 128, 10), "full_dim 128, got 200"),
        (lambda: funnel_schedule(8, 128, 10, 11), "first_k 10, got 11"),
    ],
)
def test_refuses_what_cannot_be(make, message):
    with pytest.raises(ValueError, match=message):
        make()
