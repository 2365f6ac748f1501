"""Averages of word vectors by hand."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.words import AverageVectors, PowerMean, WordVectors

VECTORS = WordVectors(["a", "b", "c"], np.array([[1.0, -2.0], [3.0, 4.0], [-5.0, 8.0]]))


def test_mean_leaves_unknown_words_out():
    mean = AverageVectors(VECTORS).fit([])
    np.testing.assert_allclose(mean.transform(["a A b zebra"]), [[(1 + 1 + 3) / 3, 0]])


def test_tfidf_mean_weighs_by_rarity():
    texts = ["a b", "a c", "a"]
    mean = AverageVectors(VECTORS, "tfidf").fit(texts)
    idf = np.log((1 + 3) / (1 + np.array([3, 1, 1]))) + 1
    np.testing.assert_allclose(
        mean.transform(["a b"])[0], (idf[0] * np.array([1, -2]) + idf[1] * np.array([3, 4])) / 2
    )


def test_power_means():
    found = PowerMean(VECTORS, (1, 3, np.inf, -np.inf)).fit().transform(["a b b", "c"])
    cubes = np.cbrt([(1 + 27 + 27) / 3, (-8 + 64 + 64) / 3])
    np.testing.assert_allclose(found[0], [7 / 3, 2, *cubes, 3, 4, 1, -2])
    np.testing.assert_allclose(found[1], [-5, 8] * 4)


def test_a_text_without_words_is_zero_where_allowed():
    found = PowerMean(VECTORS, allow_empty=True).fit().transform(["a", "?", "b"])
    assert not found[1].any()
    np.testing.assert_allclose(found[2], [3, 4] * 3)
    with pytest.raises(ValueError, match="text 1 has no known word"):
        AverageVectors(VECTORS).fit([]).transform(["a", "?"])


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="must be odd whole numbers or infinite, got 2"):
        PowerMean(VECTORS, (2,)).fit()
    with pytest.raises(ValueError, match="at least one exponent"):
        PowerMean(VECTORS, ()).fit()
    with pytest.raises(ValueError, match="weighting must be one of"):
        AverageVectors(VECTORS, "idf").fit([])
