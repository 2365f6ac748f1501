"""Sparse vectors of texts against scikit-learn and against the formulas."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from reprise.words import BagOfWords

TEXTS = ["the cat sat on the mat", "the dog sat", "a cat and a dog", "mat"]


@pytest.mark.parametrize(("scheme", "sublinear"), [("tfidf", False), ("log-tfidf", True)])
def test_tfidf_equals_scikit_learn(scheme, sublinear):
    peer = TfidfVectorizer(sublinear_tf=sublinear, token_pattern=r"[^\W_]+")
    expected = peer.fit_transform(TEXTS[:3]).toarray()
    bag = BagOfWords(scheme).fit(TEXTS[:3])
    np.testing.assert_allclose(bag.transform(TEXTS[:3]), expected)
    np.testing.assert_allclose(bag.transform(TEXTS), peer.transform(TEXTS).toarray())


def test_bm25_by_hand():
    bag = BagOfWords("bm25", unit=False).fit(TEXTS)
    weight = dict(zip(bag.vocabulary_, bag.transform(TEXTS)[0], strict=True))
    lengths = [6, 3, 5, 1]
    idf = np.log(1 + (4 - 2 + 0.5) / (2 + 0.5))
    norm = 1.2 * (1 - 0.75 + 0.75 * 6 / np.mean(lengths))
    assert weight["the"] == pytest.approx(idf * 2 * 2.2 / (2 + norm))
    assert weight["cat"] == pytest.approx(idf * 1 * 2.2 / (1 + norm))
    assert weight["dog"] == 0


def test_words_are_one_hot_and_orthogonal():
    bag = BagOfWords("binary").fit(TEXTS)
    vectors = bag.transform(list(bag.vocabulary_))
    np.testing.assert_array_equal(vectors, np.eye(len(bag.vocabulary_)))


def test_unknown_words_count_nothing():
    bag = BagOfWords("counts", unit=False, allow_empty=True).fit(TEXTS)
    np.testing.assert_array_equal(bag.transform(["cat zebra"]), bag.transform(["cat"]))
    assert not bag.transform(["zebra"]).any()
    with pytest.raises(ValueError, match="scheme must be one of"):
        BagOfWords("idf").fit(TEXTS)
