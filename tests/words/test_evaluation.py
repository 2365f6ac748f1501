"""Scores of word vectors, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.words import WordVectors, analogy_accuracy, word_similarity

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
    assert found.by_category == {"royal": (pytest.approx(2 / 3), pytest.approx(5 / 6), 3)}
    assert analogy_accuracy(VECTORS, questions, k=1).mrr == pytest.approx(2 / 3)


def test_similarity_is_spearman_of_what_is_covered():
    first, second = ["man", "king", "man", "man"], ["woman", "queen", "king", "robot"]
    rho, coverage = word_similarity(VECTORS, first, second, np.array([1.0, 5.0, 9.0, 2.0]))
    assert (rho, coverage) == (pytest.approx(1.0), 0.75)


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="none of the 1 questions"):
        analogy_accuracy(VECTORS, {"x": [("a", "b", "c", "d")]}, k=2)
    with pytest.raises(ValueError, match="1 of 2 pairs"):
        word_similarity(VECTORS, ["man", "x"], ["king", "y"], np.array([1.0, 2.0]))
