"""Iterative null-space projection: remove what linear classifiers can tell, one after the other.

Ravfogel et al. 2020 (arXiv 2004.07667), Algorithm 1: fit a linear classifier of the attribute, project the vectors on
the null space of its weights, and begin again, until a classifier does no better than the largest class.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Float
from sklearn.base import BaseEstimator, TransformerMixin, clone


class INLP(TransformerMixin, BaseEstimator):
    """Projects out directions that tell an attribute.

    Args:
        classifier: a linear scikit-learn classifier with ``coef_``; None takes logistic regression.
        rounds: at most so many classifiers.
        tolerance: stop when accuracy, in cross-validation, is at most this above the share of the largest class.
        folds: of that cross-validation.

    After ``fit``: ``directions_`` [removed, dim], orthonormal; ``accuracies_``, one a round, before its removal.
    """

    def __init__(
        self, classifier: Any = None, rounds: int = 20, tolerance: float = 0.02, folds: int = 3
    ) -> None:
        self.classifier = classifier
        self.rounds = rounds
        self.tolerance = tolerance
        self.folds = folds

    def fit(self, x: Float[np.ndarray, "rows dim"], y: Sequence[Any] | np.ndarray) -> INLP:
        """Find the directions.

        Raises:
            ValueError: a single class, or ``rounds`` below 1.
        """
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import cross_val_score

        if self.rounds < 1:
            raise ValueError(f"rounds must be at least 1, got {self.rounds}")
        labels = np.asarray(y)
        classes, sizes = np.unique(labels, return_counts=True)
        if len(classes) < 2:
            raise ValueError(f"an attribute needs two classes, all {len(labels)} rows have {classes[0]!r}")
        model = LogisticRegression(max_iter=1000) if self.classifier is None else self.classifier
        self.directions_ = np.zeros((0, x.shape[1]))
        accuracies: list[float] = []
        while len(accuracies) < self.rounds and len(self.directions_) < x.shape[1]:
            left = self.transform(x.astype(np.float64))
            accuracies.append(float(cross_val_score(clone(model), left, labels, cv=self.folds).mean()))
            if accuracies[-1] <= sizes.max() / len(labels) + self.tolerance:
                break
            weights = np.atleast_2d(clone(model).fit(left, labels).coef_)
            weights = self.transform(weights)
            _, values, rows = np.linalg.svd(weights, full_matrices=False)
            new = rows[values > values[0] * 1e-6]
            self.directions_ = np.linalg.qr(np.concatenate([self.directions_, new]).T)[0].T
        self.accuracies_ = tuple(accuracies)
        return self

    def transform(self, x: Float[np.ndarray, "rows dim"]) -> Float[np.ndarray, "rows dim"]:
        """Vectors without the directions."""
        left = x - (x @ self.directions_.T) @ self.directions_
        return left.astype(x.dtype)
