"""Closed forms against the mean over every order of the ties."""

from __future__ import annotations

import functools
import itertools

import numpy as np
import pytest

from reprise.retrieval import (
    average_precision,
    judge,
    ndcg,
    precision,
    recall,
    tied_average_precision,
    tied_metrics,
    tied_ndcg,
    tied_precision,
    tied_precision_at_recall,
    tied_recall,
)
from reprise.retrieval.metrics import Judged

SCORES = np.array([[3, 1, 1, 2, 1], [0, 0, 0, 0, 0], [6, 5, 4, 3, 2]])
GRADES = np.array([[0, 2, 0, 1, 3], [1, 0, 0, 2, 0], [0, 1, 0, 0, 2]])


@functools.cache
def all_orders() -> list[Judged]:
    """The rankings with every permutation as a tie-break."""
    qrels = {str(q): {str(d): int(g) for d, g in enumerate(row)} for q, row in enumerate(GRADES)}
    return [
        judge(
            qrels,
            {
                str(q): {str(d): float(s + t) for d, (s, t) in enumerate(zip(row, breaking, strict=True))}
                for q, row in enumerate(SCORES)
            },
        )
        for breaking in itertools.permutations(np.arange(5) / 10)
    ]


def over_all_orders(metric, *arguments) -> np.ndarray:
    return np.mean([metric(judged, *arguments) for judged in all_orders()], axis=0)


def test_average_precision():
    np.testing.assert_allclose(
        tied_average_precision(SCORES, GRADES > 0), over_all_orders(average_precision), atol=1e-12
    )


@pytest.mark.parametrize("k", [1, 2, 3, 5, 9])
def test_cut_offs(k):
    np.testing.assert_allclose(tied_ndcg(SCORES, GRADES, k), over_all_orders(ndcg, k), atol=1e-12)
    np.testing.assert_allclose(
        tied_precision(SCORES, GRADES > 0, k), over_all_orders(precision, k), atol=1e-12
    )
    np.testing.assert_allclose(tied_recall(SCORES, GRADES > 0, k), over_all_orders(recall, k), atol=1e-12)


def test_the_order_of_documents_does_not_matter(monkeypatch):
    rng = np.random.default_rng(0)
    scores, grades = rng.integers(0, 9, (40, 200)), rng.integers(0, 3, (40, 200))
    mixed = rng.permutation(200)
    levels = np.linspace(0, 1, 11)
    for metric, judged in (
        (tied_average_precision, grades > 1),
        (tied_ndcg, grades),
        (lambda s, j: tied_precision_at_recall(s, j, levels), grades > 1),
    ):
        whole = metric(scores, judged)
        np.testing.assert_allclose(metric(scores[:, mixed], judged[:, mixed]), whole, atol=1e-12)
        monkeypatch.setattr(tied_metrics, "BLOCK", 1000)  # five queries at once
        np.testing.assert_allclose(metric(scores, judged), whole, atol=1e-12)
        monkeypatch.undo()


def test_random_codes_have_the_precision_of_chance():
    relevant = np.arange(10)[None] < 3
    assert tied_precision(np.zeros((1, 10)), relevant, 5)[0] == pytest.approx(0.3)
    np.testing.assert_allclose(
        tied_precision_at_recall(np.zeros((1, 10)), relevant, np.array([0.0, 0.5, 1.0])), 0.3
    )


def test_the_curve_of_a_ranking_by_hand():
    relevant = np.array([[True, False, True, False, True]])
    curve = tied_precision_at_recall(
        np.array([[5, 4, 3, 2, 1]]), relevant, np.array([0, 1 / 3, 0.5, 2 / 3, 1])
    )
    np.testing.assert_allclose(curve[0], [1, 1, 2 / 3, 2 / 3, 3 / 5])


def test_a_query_without_relevant_documents_has_0():
    nothing = np.zeros((1, 4), bool)
    scores = np.array([[1.0, 1.0, 0.0, 0.0]])
    assert tied_average_precision(scores, nothing) == tied_recall(scores, nothing) == 0
    assert tied_ndcg(scores, nothing.astype(int)) == 0
    assert (tied_precision_at_recall(scores, nothing, np.array([0.0, 1.0])) == 0).all()


def test_wrong_input_is_refused():
    relevant = np.ones((1, 2), bool)
    with pytest.raises(ValueError, match="scores have shape"):
        tied_average_precision(np.zeros((1, 3)), relevant)
    with pytest.raises(ValueError, match="signed"):
        tied_average_precision(np.zeros((1, 2), np.uint8), relevant)
    with pytest.raises(ValueError, match="not a number"):
        tied_precision(np.array([[np.nan, 0.0]]), relevant)
    with pytest.raises(ValueError, match="k must be at least 1"):
        tied_ndcg(np.zeros((1, 2)), relevant.astype(int), 0)
    with pytest.raises(ValueError, match="negative"):
        tied_ndcg(np.zeros((1, 2)), np.array([[-1, 0]]))
    with pytest.raises(ValueError, match="between 0 and 1"):
        tied_precision_at_recall(np.zeros((1, 2)), relevant, np.array([1.5]))
    with pytest.raises(ValueError, match="no document"):
        tied_precision(np.zeros((1, 0)), np.zeros((1, 0), bool))
