"""Fusion by hand."""

from __future__ import annotations

import pytest

from reprise.retrieval.fusion import reciprocal_rank_fusion, score_fusion


def test_reciprocal_ranks_add_up():
    fused = reciprocal_rank_fusion([["a", "b", "c"], ["c", "a"]])
    assert [document for document, _ in fused] == ["a", "c", "b"]
    assert dict(fused) == pytest.approx({"a": 1 / 61 + 1 / 62, "c": 1 / 63 + 1 / 61, "b": 1 / 62})


def test_rank_weights_and_constant():
    fused = dict(reciprocal_rank_fusion([["a"], ["b"]], constant=1, weights=[1, 3]))
    assert fused == pytest.approx({"a": 1 / 2, "b": 3 / 2})


def test_one_ranking_stays_and_ties_keep_the_order_met():
    assert [d for d, _ in reciprocal_rank_fusion([[3, 1, 2]])] == [3, 1, 2]
    assert [d for d, _ in reciprocal_rank_fusion([[1], [2]])] == [1, 2]
    assert reciprocal_rank_fusion([[], []]) == []


def test_minmax_scores_with_absent_documents_at_the_bottom():
    fused = score_fusion([{"a": 10.0, "b": 5.0, "c": 0.0}, {"b": 1.0, "d": 0.5}], weights=[1, 2])
    assert fused == [("b", pytest.approx(2.5)), ("a", pytest.approx(1.0)), ("c", 0.0), ("d", 0.0)]


def test_zscores_do_not_depend_on_scale_and_shift():
    one, other = {"a": 1.0, "b": 2.0, "c": 4.0}, {"a": 3.0, "b": 1.0}
    moved = {k: 100 * v - 7 for k, v in one.items()}
    assert dict(score_fusion([one, other], scale="zscore")) == pytest.approx(
        dict(score_fusion([moved, other], scale="zscore"))
    )


def test_plain_sums_and_constant_sources():
    assert dict(score_fusion([{"a": 2.0}, {"a": 1.0, "b": 1.0}], scale="none")) == {"a": 3.0, "b": 1.0}
    assert dict(score_fusion([{"a": 2.0}, {"b": 1.0, "c": 0.0}])) == {"a": 1.0, "b": 1.0, "c": 0.0}
    assert score_fusion([{}, {}]) == []


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: reciprocal_rank_fusion([["a"]], weights=[1, 2]), "1 rankings, 2 weights"),
        (lambda: reciprocal_rank_fusion([["a"]], weights=[-1]), "weights must not be negative"),
        (lambda: reciprocal_rank_fusion([["a", "a"]]), "names a document twice"),
        (lambda: reciprocal_rank_fusion([], constant=-1), "constant must not be negative, got -1"),
        (lambda: score_fusion([{"a": float("inf")}]), "finite"),
        (lambda: score_fusion([], scale="rank"), "got 'rank'"),
    ],
)
def test_refuses_what_cannot_be(call, message):
    with pytest.raises(ValueError, match=message):
        call()
