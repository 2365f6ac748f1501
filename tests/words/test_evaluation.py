"""Scores of word vectors, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.words import WordVectors, analogy_accuracy, read_analogies, word_similarity
from reprise.words.evaluation import reciprocal_ranks

E = np.eye(5, dtype=np.float32)
VECTORS = WordVectors(
    ["man", "woman", "king", "queen", "odd"], np.stack([E[0], E[1], E[0] + E[2], E[1] + E[2], E[4] - E[2]])
)


def test_analogies_by_hand():
    questions = {
        "royal": [
            ("man", "woman", "king", "queen"),
            ("woman", "man", "queen", "king"),
            ("man", "woman", "king", "odd"),
        ],
        "unknown": [("man", "woman", "actor", "actress")],
    }
    found = analogy_accuracy(VECTORS, questions, k=2)
    assert found.accuracy == pytest.approx(2 / 3)
    assert found.mrr == pytest.approx((1 + 1 + 1 / 2) / 3)
    assert found.coverage == pytest.approx(3 / 4)
    assert found.by_category == {"royal": (pytest.approx(2 / 3), pytest.approx(5 / 6), 3, 1.0)}
    assert analogy_accuracy(VECTORS, questions, k=1).mrr == pytest.approx(2 / 3)


def test_a_perfect_grid_scores_one_and_coverage_is_said_for_each_category():
    first, second = np.arange(4), np.arange(3)
    grid = {f"w{i}{j}": np.concatenate([np.eye(4)[i], np.eye(3)[j]]) for i in first for j in second}
    vectors = WordVectors([*grid], np.stack([*grid.values()]).astype(np.float32))
    asked = [
        (f"w{i}{j}", f"w{i}{k}", f"w{m}{j}", f"w{m}{k}")
        for i in first for j in second for k in second for m in first if i != m and j != k
    ]  # fmt: skip
    half = [*asked[:6], *[("no", "such", "word", "here")] * 6]
    for method in ("add", "mul"):
        found = analogy_accuracy(vectors, {"grid": asked, "half": half}, method)
        assert (found.accuracy, found.mrr) == (1.0, 1.0)
        assert found.by_category["half"] == (1.0, 1.0, 6, 0.5)


def test_every_rank_counts_without_k():
    ranks = np.array([1, 4, 20, 0])
    assert reciprocal_ranks(ranks, 10).tolist() == [1.0, 0.25, 0.0, 0.0]
    assert reciprocal_ranks(ranks, None).tolist() == [1.0, 0.25, 0.05, 0.0]


def test_questions_are_read_from_a_file(tmp_path):
    path = tmp_path / "questions.txt"
    path.write_text(": family\nman woman king queen\n\n: gram1-plural\nárvíz árvizek ház házak\n", "utf-8")
    assert read_analogies(path) == {
        "family": [("man", "woman", "king", "queen")],
        "gram1-plural": [("árvíz", "árvizek", "ház", "házak")],
    }
    path.write_text(": x\na b c d\na b c\n")
    with pytest.raises(ValueError, match=r"line 3 of questions.txt has 3 words, not 4: 'a b c'"):
        read_analogies(path)
    path.write_text("\na b c d\n")
    with pytest.raises(ValueError, match=r"line 2 of questions\.txt asks before"):
        read_analogies(path)


def test_similarity_is_spearman_of_what_is_covered():
    first, second = ["man", "king", "man", "man"], ["woman", "queen", "king", "robot"]
    rho, coverage = word_similarity(VECTORS, first, second, np.array([1.0, 5.0, 9.0, 2.0]))
    assert (rho, coverage) == (pytest.approx(1.0), 0.75)


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="none of the 1 questions"):
        analogy_accuracy(VECTORS, {"x": [("a", "b", "c", "d")]}, k=2)
    with pytest.raises(ValueError, match="k must be at least 1, or None"):
        analogy_accuracy(VECTORS, {}, k=0)
    with pytest.raises(ValueError, match="1 of 2 pairs"):
        word_similarity(VECTORS, ["man", "x"], ["king", "y"], np.array([1.0, 2.0]))
