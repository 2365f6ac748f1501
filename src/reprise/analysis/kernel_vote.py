"""Classification by weighted votes of all training points, with weights given as logarithms.

Kernels with a pole span hundreds of orders of magnitude, so every row of weights is divided by its largest one
before it is summed class by class. Here also Hilbert's estimate, with weights ‖x − x_i‖^{−d} (Devroye, Györfi &
Krzyżak 1998), consistent in dimension d without any parameter; and the majority vote.
"""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
from jaxtyping import Float, Int, Shaped
from scipy.spatial.distance import cdist
from sklearn.base import BaseEstimator, ClassifierMixin

TIE = 1e-12  # scores this close, relative to all weights of the row, are equal
ROWS = 2**22  # pairs at a time


def weighted_vote(
    log_weights: Float[np.ndarray, "n m"],
    signs: Float[np.ndarray, "n m"] | None,
    labels: Int[np.ndarray, " m"],
    classes: int,
) -> Float[np.ndarray, "n classes"]:
    """Each class's sum of signed weights, as a share of the sum of all weights' sizes.

    A weight of +∞ (the query is a training point) takes the whole vote. Rows whose weights are all 0 have
    scores 0. Scores closer than rounding to the best are set equal to it: a tie.
    """
    top = log_weights.max(axis=1, keepdims=True)
    infinite = np.isposinf(top[:, 0])
    weights = log_weights - np.where(np.isfinite(top), top, 0.0)
    weights[infinite] = np.where(np.isposinf(log_weights[infinite]), 0.0, -np.inf)
    np.exp(weights, out=weights)
    total = weights.sum(axis=1, keepdims=True)
    if signs is not None:
        weights *= signs
    scores = weights @ np.eye(classes)[labels] / np.where(total > 0, total, 1.0)
    best = scores.max(axis=1, keepdims=True)
    return np.where(best - scores <= TIE, best, scores)


class VoteClassifier(ClassifierMixin, BaseEstimator):
    """What classifiers by score share: labels, ties, and the form of ``decision_function``.

    Subclasses have an attribute ``tie``: the label of points on which the best classes tie, None for the
    first of them in sorted order, as scikit-learn does.
    """

    tie: Any
    classes_: np.ndarray

    def _encode(self, y: np.ndarray, n: int) -> np.ndarray:
        y = np.asarray(y)
        if y.shape != (n,):
            raise ValueError(f"expected one label for each of {n} points, got shape {y.shape}")
        self.classes_, codes = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError(f"classification needs at least two classes, got only {self.classes_.tolist()}")
        return codes

    def _check_fitted(self) -> None:
        if not hasattr(self, "classes_"):
            raise ValueError(f"this {type(self).__name__} is not fitted yet; call fit(x, y) first")

    def _decide(self, scores: np.ndarray) -> np.ndarray:
        return scores[:, 1] - scores[:, 0] if scores.shape[1] == 2 else scores

    def _label(self, scores: np.ndarray) -> np.ndarray:
        labels: np.ndarray = self.classes_[scores.argmax(axis=1)]
        if self.tie is None:
            return labels
        tied = (scores == scores.max(axis=1, keepdims=True)).sum(axis=1) > 1
        return np.where(tied, self.tie, labels)


def _finite(x: np.ndarray) -> np.ndarray:
    x = np.asarray(x, dtype=float)
    if not np.isfinite(x).all():
        raise ValueError(
            "points must be finite; there are NaN or infinite coordinates: remove or impute them"
        )
    return x


def merged(
    x: Float[np.ndarray, "n dim"], codes: Int[np.ndarray, " n"]
) -> tuple[Float[np.ndarray, "kept dim"], Int[np.ndarray, " kept"]]:
    """The points without repetitions (equal to 13 decimals), in their order.

    Warns when points of one label are merged.

    Raises:
        ValueError: the same point stands under two labels.
    """
    _, first, group = np.unique(np.round(x, 13) + 0.0, axis=0, return_index=True, return_inverse=True)
    if len(first) == len(x):
        return x, codes
    clash = np.flatnonzero(codes != codes[first[group.ravel()]])
    if len(clash):
        here = int(clash[0])
        raise ValueError(
            f"rows {int(first[group.ravel()[here]])} and {here} are the same point with different labels; no interpolating "
            f"classifier fits both ({len(clash)} such rows): remove one or resample"
        )
    warnings.warn(f"{len(x) - len(first)} repeated training points were merged", stacklevel=3)
    keep = np.sort(first)
    return x[keep], codes[keep]


class HilbertClassifier(VoteClassifier):
    """Votes with weights ‖x − x_i‖^{−d}; consistent for densities on a space of dimension d, for any number of classes.

    Args:
        d: the dimension of the data (of the sphere, when points lie on one).
        tie: label of tied points; None for the first of the tied classes.
    """

    def __init__(self, d: float, tie: Any = None) -> None:
        self.d = d
        self.tie = tie

    def fit(self, x: Float[np.ndarray, "n dim"], y: Shaped[np.ndarray, " labels"]) -> HilbertClassifier:
        """Keep the points; repeated ones are merged."""
        if not self.d > 0 or math.isinf(self.d):
            raise ValueError(f"d must be positive and finite, got {self.d}: it is the dimension of the data")
        x = _finite(x)
        self.x_, self.codes_ = merged(x, self._encode(y, len(x)))
        return self

    def scores(self, log_sqdist: Float[np.ndarray, "n m"]) -> Float[np.ndarray, "n classes"]:
        """Shares of the vote, given log ‖x − x_i‖² to every training point."""
        self._check_fitted()
        return weighted_vote(log_sqdist * (-self.d / 2), None, self.codes_, len(self.classes_))

    def label(self, log_sqdist: Float[np.ndarray, "n m"]) -> Shaped[np.ndarray, " n"]:
        """As :meth:`predict`, from log ‖x − x_i‖² to every training point (kept in ``x_``)."""
        return self._label(self.scores(log_sqdist))

    def _scores(self, x: np.ndarray) -> np.ndarray:
        self._check_fitted()
        x = _finite(x)
        step = max(1, ROWS // len(self.x_))
        with np.errstate(divide="ignore"):
            parts = [
                self.scores(np.log(cdist(x[start : start + step], self.x_, "sqeuclidean")))
                for start in range(0, len(x), step)
            ]
        return np.concatenate(parts)

    def decision_function(self, x: Float[np.ndarray, "n dim"]) -> Float[np.ndarray, n * classes]:
        """Share of the second class minus the first's; with more than two classes, the share of each."""
        return self._decide(self._scores(x))

    def predict(self, x: Float[np.ndarray, "n dim"]) -> Shaped[np.ndarray, " n"]:
        """The class with the largest share."""
        return self._label(self._scores(x))


class MajorityVote(VoteClassifier):
    """Predicts the most frequent label everywhere.

    Args:
        tie: label when classes are equally frequent; None for the first of them.
    """

    def __init__(self, tie: Any = None) -> None:
        self.tie = tie

    def fit(self, x: Float[np.ndarray, "n dim"], y: Shaped[np.ndarray, " labels"]) -> MajorityVote:
        """Count the labels."""
        codes = self._encode(y, len(x))
        self.shares_ = np.bincount(codes) / len(codes)
        return self

    def decision_function(self, x: Float[np.ndarray, "n dim"]) -> Float[np.ndarray, n * classes]:
        """The same for all points: share of the second class minus the first's, or all shares."""
        self._check_fitted()
        return self._decide(np.tile(self.shares_, (len(x), 1)))

    def predict(self, x: Float[np.ndarray, "n dim"]) -> Shaped[np.ndarray, " n"]:
        """The most frequent label."""
        self._check_fitted()
        return self._label(np.tile(self.shares_, (len(x), 1)))
