"""Null-space projections end where classifiers find nothing more."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from reprise.words import INLP

RNG = np.random.default_rng(2)
Y = RNG.integers(2, size=600)
X = RNG.normal(size=(600, 10))
X[:, :2] += 1.5 * (2 * Y[:, None] - 1)


@pytest.mark.parametrize("classifier", [None, LinearSVC()])
def test_linear_classifiers_are_brought_down_to_chance(classifier):
    inlp = INLP(classifier).fit(X, Y)
    assert inlp.accuracies_[0] > 0.95
    assert inlp.accuracies_[-1] < 0.56
    left = inlp.transform(X)
    assert LogisticRegression().fit(left, Y).score(left, Y) < 0.6
    np.testing.assert_allclose(
        inlp.directions_ @ inlp.directions_.T, np.eye(len(inlp.directions_)), atol=1e-10
    )
    np.testing.assert_allclose(inlp.transform(left), left, atol=1e-10)
    assert np.linalg.matrix_rank(left) == 10 - len(inlp.directions_)


def test_several_classes_take_several_directions_a_round():
    y = RNG.integers(3, size=300)
    x = RNG.normal(size=(300, 6)) + 3 * np.eye(6)[y]
    inlp = INLP(rounds=1).fit(x, y)
    assert len(inlp.directions_) == 2


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="needs two classes, all 5 rows have"):
        INLP().fit(X[:5], np.zeros(5))
    with pytest.raises(ValueError, match="rounds must be at least 1"):
        INLP(rounds=0).fit(X, Y)
