"""Votes in logarithms, ties, merging, Hilbert's estimate and the majority."""

from __future__ import annotations

import math

import numpy as np
import pytest

from reprise.analysis import HilbertClassifier, MajorityVote
from reprise.analysis.kernel_vote import merged, weighted_vote

RNG = np.random.default_rng(0)
X = RNG.normal(size=(40, 3))
Y = RNG.integers(0, 3, size=40)
QUERIES = RNG.normal(size=(20, 3))


def test_votes_are_sums_of_weights():
    logs, labels = RNG.normal(size=(5, 12)), RNG.integers(0, 3, size=12)
    signs = np.where(RNG.random((5, 12)) < 0.3, -1.0, 1.0)
    weights = np.exp(logs)
    sums = np.stack([(signs * weights)[:, labels == k].sum(1) for k in range(3)], axis=1)
    np.testing.assert_allclose(weighted_vote(logs, signs, labels, 3), sums / weights.sum(1, keepdims=True))
    shifted = weighted_vote(logs - 5000, None, labels, 3)  # exp(-5000) is 0 in double precision
    np.testing.assert_allclose(shifted, weighted_vote(logs, None, labels, 3), rtol=1e-9)


def test_infinite_and_missing_weights():
    logs = np.array([[math.inf, 700.0, 3.0], [-math.inf] * 3])
    scores = weighted_vote(logs, None, np.array([1, 0, 0]), 2)
    assert scores.tolist() == [[0, 1], [0, 0]]


@pytest.mark.parametrize("d", [1, 4])
def test_hilbert_is_the_definition(d):
    weights = (((QUERIES[:, None] - X) ** 2).sum(-1)) ** (-d / 2)
    shares = np.stack([weights[:, k == Y].sum(1) for k in range(3)], 1) / weights.sum(1, keepdims=True)
    fitted = HilbertClassifier(d).fit(X, np.array(["a", "b", "c"])[Y])
    np.testing.assert_allclose(fitted.decision_function(QUERIES), shares, rtol=1e-12)
    assert fitted.predict(QUERIES).tolist() == np.array(["a", "b", "c"])[shares.argmax(1)].tolist()
    logs = np.log(((QUERIES[:, None] - X) ** 2).sum(-1))
    assert fitted.label(logs).tolist() == fitted.predict(QUERIES).tolist()
    assert fitted.predict(X).tolist() == np.array(["a", "b", "c"])[Y].tolist()


def test_a_high_order_is_the_nearest_neighbour():
    nearest = ((QUERIES[:, None] - X) ** 2).sum(-1).argmin(1)
    assert HilbertClassifier(5000).fit(X, Y).predict(QUERIES).tolist() == Y[nearest].tolist()


def test_ties_are_labelled_as_asked():
    x, y = np.array([[-1.0], [1.0]]), np.array([-1, 1])
    middle = np.zeros((1, 1))
    assert HilbertClassifier(1).fit(x, y).decision_function(middle).tolist() == [0]
    assert HilbertClassifier(1).fit(x, y).predict(middle).tolist() == [-1]
    assert HilbertClassifier(1, tie=0).fit(x, y).predict(middle).tolist() == [0]
    assert MajorityVote(tie=0).fit(x, y).predict(X[:, :1]).tolist() == [0] * 40


def test_majority():
    fitted = MajorityVote().fit(X[:5], np.array([1, 1, 0, 1, 0]))
    assert fitted.predict(QUERIES).tolist() == [1] * 20
    assert fitted.decision_function(QUERIES)[0] == pytest.approx(0.2)


def test_repeated_points():
    twice = np.concatenate([X, X[:2]])
    with pytest.warns(UserWarning, match="2 repeated training points were merged"):
        x, y = merged(twice, np.concatenate([Y, Y[:2]]))
    assert x.tolist() == X.tolist()
    assert y.tolist() == Y.tolist()
    with pytest.raises(ValueError, match=r"rows 1 and 41 are the same point with different labels"):
        merged(twice, np.concatenate([Y, Y[:1], Y[1:2] + 1]))


def test_wrong_fits():
    with pytest.raises(ValueError, match="at least two classes, got only"):
        MajorityVote().fit(X, np.zeros(40, int))
    with pytest.raises(ValueError, match=r"one label for each of 40 points, got shape \(39,\)"):
        HilbertClassifier(1).fit(X, Y[:39])
    for d in (0, math.nan, math.inf):
        with pytest.raises(ValueError, match=f"d must be positive and finite, got {d}"):
            HilbertClassifier(d).fit(X, Y)
    holes = np.where(np.arange(40)[:, None] == 3, math.nan, X)
    with pytest.raises(ValueError, match="points must be finite"):
        HilbertClassifier(1).fit(holes, Y)
    with pytest.raises(ValueError, match="points must be finite"):
        HilbertClassifier(1).fit(X, Y).predict(holes)


@pytest.mark.parametrize("classifier", [HilbertClassifier(1), MajorityVote()], ids=repr)
def test_a_classifier_has_to_be_fitted_first(classifier):
    for method in (classifier.predict, classifier.decision_function):
        with pytest.raises(ValueError, match=f"{type(classifier).__name__} is not fitted yet; call fit"):
            method(X)
