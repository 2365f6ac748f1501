"""Metrics by hand and against ir_measures."""

from __future__ import annotations

import ir_measures
import numpy as np
import pytest
from ir_measures import AP, RR, P, R, nDCG

from reprise.retrieval.metrics import (
    average_precision,
    evaluate,
    judge,
    ndcg,
    precision,
    recall,
    reciprocal_rank,
)


def random_judgements(seed: int) -> tuple[dict, dict]:
    """Graded judgements with unjudged, tied, missing and unknown documents and queries."""
    rng = np.random.default_rng(seed)
    qrels = {
        f"q{q}": {
            f"d{d}": int(rng.integers(-1, 4)) for d in rng.choice(60, rng.integers(1, 25), replace=False)
        }
        for q in range(20)
    }
    run = {
        f"q{q}": {
            f"d{d}": float(rng.integers(0, 6)) / 2 for d in rng.choice(60, rng.integers(1, 50), replace=False)
        }
        for q in range(3, 22)  # three judged queries are missing, two are not judged
    }
    return qrels, run


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("k", [1, 5, 10, 100])
def test_agrees_with_ir_measures_query_by_query(seed, k):
    qrels, run = random_judgements(seed)
    judged = judge(qrels, run)
    pairs = [
        (nDCG @ k, ndcg(judged, k)),
        (RR, reciprocal_rank(judged, 1000)),
        (AP @ k, average_precision(judged, k)),
        (P @ k, precision(judged, k)),
        (R @ k, recall(judged, k)),
        (P(rel=2) @ k, precision(judged, k, min_grade=2)),
        (AP(rel=2) @ k, average_precision(judged, k, min_grade=2)),
    ]
    for measure, ours in pairs:
        theirs = {m.query_id: m.value for m in ir_measures.pytrec_eval.iter_calc([measure], qrels, run)}
        np.testing.assert_allclose(ours, [theirs[q] for q in judged.queries], atol=1e-6, err_msg=str(measure))


@pytest.mark.parametrize("k", [1, 5, 10])
def test_cut_reciprocal_rank_agrees_with_ir_measures(k):
    """Without ties: the provider that cuts has another rule for them than trec_eval."""
    qrels, run = random_judgements(9)
    run = {q: {d: s + int(d[1:]) / 1000 for d, s in scored.items()} for q, scored in run.items()}
    theirs = {m.query_id: m.value for m in ir_measures.iter_calc([RR @ k], qrels, run)}
    judged = judge(qrels, run)
    np.testing.assert_allclose(reciprocal_rank(judged, k), [theirs[q] for q in judged.queries], atol=1e-6)


def test_ndcg_by_hand_linear_and_exponential():
    judged = judge({"q": {"a": 3, "b": 1, "c": 2}}, {"q": {"b": 3.0, "x": 2.0, "a": 1.0}})
    best = 3 + 2 / np.log2(3) + 1 / 2
    assert ndcg(judged, 10)[0] == pytest.approx((1 + 3 / 2) / best)
    best = 7 + 3 / np.log2(3) + 1 / 2
    assert ndcg(judged, 10, gain="exponential")[0] == pytest.approx((1 + 7 / 2) / best)


def test_ties_go_to_the_larger_document_id():
    assert judge({"q": {"a": 1}}, {"q": {"a": 1.0, "b": 1.0, "c": 0.5}}).grades.tolist() == [[0, 1, 0]]


def test_depth_cuts_the_ranking():
    judged = judge({"q": {"a": 1}}, {"q": {"b": 2.0, "a": 1.0}}, depth=1)
    assert judged.grades.tolist() == [[0]]
    assert judged.ideal.tolist() == [[1]]


def test_evaluate_averages_over_judged_queries():
    qrels = {"q1": {"a": 1}, "q2": {"a": 1}}
    run = {"q1": {"a": 1.0}, "q3": {"a": 1.0}}
    assert evaluate(qrels, run, ["ndcg@10", "mrr@10", "map@5", "p@2", "recall@1"]) == {
        "ndcg@10": 0.5, "mrr@10": 0.5, "map@5": 0.5, "p@2": 0.25, "recall@1": 0.5,
    }  # fmt: skip


def test_a_query_without_relevant_documents_scores_zero():
    assert evaluate({"q": {"a": 0}}, {"q": {"a": 1.0}}, ["ndcg@10", "map@10", "recall@10"]) == {
        "ndcg@10": 0.0, "map@10": 0.0, "recall@10": 0.0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: judge({}, {}), "qrels is empty"),
        (lambda: judge({"q": {"a": 1}}, {}, depth=0), "depth must be at least 1, got 0"),
        (lambda: judge({"q": {"a": 1}}, {"q": {"a": float("nan")}}), "'q' has a score that is not a number"),
        (lambda: evaluate({"q": {}}, {}, ["bleu@3"]), "got 'bleu@3'"),
        (lambda: evaluate({"q": {}}, {}, ["ndcg"]), "got 'ndcg'"),
        (lambda: precision(judge({"q": {"a": 1}}, {}), 0), "k must be at least 1, got 0"),
        (lambda: ndcg(judge({"q": {"a": 1}}, {}), gain="cubic"), "got 'cubic'"),
    ],
)
def test_refuses_what_cannot_be(call, message):
    with pytest.raises(ValueError, match=message):
        call()
