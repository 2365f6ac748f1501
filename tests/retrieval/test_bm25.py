"""BM25 by the formula, and what search promises."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest

from reprise.retrieval.bm25 import BM25Index

TEXTS = [
    "the quick brown fox jumps over the lazy dog",
    "a lazy dog sleeps, a lazy cat sleeps",
    "quick quick quick sort",
    "",
    "graph neural networks on molecules",
]


def by_formula(texts: list[str], query: str, index: BM25Index) -> list[float]:
    bags = [Counter(index.analyzer(text)) for text in texts]
    mean = sum(bag.total() for bag in bags) / len(bags)
    scores = []
    for bag in bags:
        score = 0.0
        for term in index.analyzer(query):
            containing = sum(term in other for other in bags)
            if term in bag:
                idf = math.log(1 + (len(bags) - containing + 0.5) / (containing + 0.5))
                length = 1 - index.b + index.b * bag.total() / mean
                score += idf * bag[term] / (bag[term] + index.k1 * length)
        scores.append(score)
    return scores


@pytest.mark.parametrize(("k1", "b"), [(1.2, 0.75), (0.9, 0.4), (0.0, 0.75), (2.0, 0.0), (1.5, 1.0)])
@pytest.mark.parametrize("query", ["lazy dogs", "quick quick networks", "sleeping molecule"])
def test_scores_equal_the_formula(k1, b, query):
    index = BM25Index(k1, b).fit(TEXTS)
    expected = by_formula(TEXTS, query, index)
    np.testing.assert_allclose(index.scores(query), expected, rtol=1e-6)
    scores, found = index.search([query], len(TEXTS))
    reached = sorted((i for i in range(len(TEXTS)) if expected[i] > 0), key=lambda i: (-expected[i], i))
    assert found[0, : len(reached)].tolist() == reached
    assert (found[0, len(reached) :] == -1).all()
    np.testing.assert_allclose(scores[0, : len(reached)], [expected[i] for i in reached], rtol=1e-6)


def test_a_batch_is_each_query_alone(monkeypatch):
    rng = np.random.default_rng(0)
    words = np.array([f"w{i}" for i in range(60)])
    texts = [" ".join(rng.choice(words, rng.integers(1, 30))) for _ in range(80)]
    queries = [" ".join(rng.choice(words, 4)) for _ in range(23)]
    index = BM25Index().fit(texts)
    monkeypatch.setattr("reprise.retrieval.bm25.BLOCK", 5 * len(texts))  # several blocks
    scores, found = index.search(queries, 7)
    for row, query in enumerate(queries):
        alone = index.search([query], 7)
        np.testing.assert_array_equal(found[row], alone[1][0])
        np.testing.assert_array_equal(scores[row], alone[0][0])


def test_equal_scores_go_by_index():
    assert BM25Index().fit(["x y", "y x", "z", "x y"]).search(["x"], 4)[1].tolist() == [[0, 1, 3, -1]]


def test_idf_of_a_word_in_every_document_stays_positive():
    index = BM25Index().fit(["word"] * 5)
    assert index.idf_.tolist() == pytest.approx([math.log(1 + 0.5 / 5.5)])


def test_unknown_and_empty_queries_find_nothing():
    scores, found = BM25Index().fit(TEXTS).search(["xylophone", "", "the"], 2)
    assert (found == -1).all()
    assert (scores == 0).all()
    assert BM25Index().fit(TEXTS).search([], 2)[1].shape == (0, 2)


def test_own_analyzer():
    assert BM25Index(analyzer=list).fit(["abc", "cde"]).search(["e"], 1)[1].tolist() == [[1]]


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: BM25Index(k1=-1), ValueError, "k1 must not be negative, got -1"),
        (lambda: BM25Index(b=1.5), ValueError, "between 0 and 1, got 1.5"),
        (lambda: BM25Index().search(["a"], 1), ValueError, "call fit"),
        (lambda: BM25Index().fit(TEXTS).search(["a"], 6), ValueError, "number of documents, 5; got 6"),
        (lambda: BM25Index().fit(TEXTS).search("a", 1), TypeError, "sequence of strings"),
        (lambda: BM25Index().fit([]).search(["a"], 1), ValueError, "number of documents, 0; got 1"),
    ],
)
def test_refuses_what_cannot_be(make, error, message):
    with pytest.raises(error, match=message):
        make()
