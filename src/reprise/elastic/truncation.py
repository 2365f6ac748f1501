"""How good is every prefix? And what else could have made vectors short.

The report of Kusupati et al. 2022 (arXiv 2205.13147), section 4: linear, 1-nearest-neighbour and nearest
class mean on prefixes, sizes between the trained ones included; and the two post-hoc baselines, PCA and
random coordinates, as scikit-learn transformers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float, Int, Shaped
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.decomposition import PCA

from reprise.vectors.neighbours import nearest, normalize

if TYPE_CHECKING:
    import pandas as pd

METHODS = ("linear", "knn1", "knn", "ncm")


def prefix_report(
    features_train: Float[np.ndarray, "n dim"],
    y_train: Shaped[np.ndarray, " n"],
    features_test: Float[np.ndarray, "m dim"],
    y_test: Shaped[np.ndarray, " m"],
    dims: Sequence[int],
    methods: Sequence[str] = METHODS,
) -> pd.DataFrame:
    """Accuracy of every prefix.

    Args:
        dims: any sizes from 1 to the width, trained or not.
        methods: ``"linear"`` (logistic regression on the prefix), ``"knn1"`` (the nearest neighbour by
            cosine), ``"knn"`` (the majority of the ten nearest, the nearer on a tie), ``"ncm"`` (the class whose mean of normalised prefixes is nearest by cosine).

    Returns:
        columns ``dim``, ``method``, ``accuracy``.
    """
    import pandas as pd

    unknown = [method for method in methods if method not in METHODS]
    if unknown:
        raise ValueError(f"unknown methods {unknown}; there are {', '.join(METHODS)}")
    width = features_train.shape[1]
    wrong = [dim for dim in dims if not 1 <= dim <= width]
    if wrong:
        raise ValueError(f"dims must lie between 1 and the features' width {width}; got {wrong}")
    predict = {"linear": _linear, "knn1": _nearest_neighbour, "knn": _neighbours, "ncm": nearest_class_mean}
    rows = [
        (
            dim,
            method,
            float(
                (predict[method](features_train[:, :dim], y_train, features_test[:, :dim]) == y_test).mean()
            ),
        )
        for dim in dims
        for method in methods
    ]
    return pd.DataFrame(rows, columns=["dim", "method", "accuracy"])


def _linear(train: np.ndarray, y: np.ndarray, test: np.ndarray) -> np.ndarray:
    from sklearn.linear_model import LogisticRegression

    predictions: np.ndarray = LogisticRegression(max_iter=1000).fit(train, y).predict(test)
    return predictions


def _nearest_neighbour(train: np.ndarray, y: np.ndarray, test: np.ndarray) -> np.ndarray:
    neighbours: np.ndarray = y[nearest(test, train, k=1)[1][:, 0]]
    return neighbours


def _neighbours(train: np.ndarray, y: np.ndarray, test: np.ndarray, k: int = 10) -> np.ndarray:
    classes, index = np.unique(y, return_inverse=True)
    found = index[nearest(test, train, k=min(k, len(train)))[1]]
    votes = np.zeros((len(test), len(classes)))
    # A nearer neighbour weighs slightly more: it breaks ties and nothing else.
    weight = 1 - np.arange(found.shape[1]) * 1e-4
    np.add.at(votes, (np.arange(len(test))[:, None], found), weight)
    majority: np.ndarray = classes[votes.argmax(1)]
    return majority


def nearest_class_mean(
    train: Float[np.ndarray, "n dim"], y: Shaped[np.ndarray, " n"], test: Float[np.ndarray, "m dim"]
) -> Shaped[np.ndarray, " m"]:
    """The class whose mean of normalised training vectors has the largest cosine with each test vector."""
    classes, index = np.unique(y, return_inverse=True)
    sums = np.zeros((len(classes), train.shape[1]), dtype=train.dtype)
    np.add.at(sums, index, normalize(train))
    labels: np.ndarray = classes[nearest(test, sums, k=1)[1][:, 0]]
    return labels


class PCATruncation(TransformerMixin, BaseEstimator):
    """Rotates onto the principal axes of the training vectors; prefixes of the result are its truncations.

    Args:
        n_components: how many axes to keep; None keeps all that there are.
        center: subtract the training mean. Without it the vectors are only rotated, so that all cosines at full
            size stay as they were.
    """

    def __init__(self, n_components: int | None = None, center: bool = True) -> None:
        self.n_components = n_components
        self.center = center

    def fit(self, x: Float[np.ndarray, "n dim"], y: object = None) -> PCATruncation:
        """Find the axes; ``y`` is ignored."""
        self.pca_ = PCA(self.n_components, svd_solver="full").fit(x)
        return self

    def transform(self, x: Float[np.ndarray, "n dim"]) -> Float[np.ndarray, "n kept"]:
        """Coordinates on the axes, largest variance first."""
        rotated: np.ndarray = self.pca_.transform(x) if self.center else x @ self.pca_.components_.T
        return rotated


class RandomTruncation(TransformerMixin, BaseEstimator):
    """Keeps ``n_components`` coordinates, chosen at random without replacement."""

    def __init__(self, n_components: int, seed: int = 0) -> None:
        self.n_components = n_components
        self.seed = seed

    def fit(self, x: Float[np.ndarray, "n dim"], y: object = None) -> RandomTruncation:
        """Choose the coordinates; ``y`` is ignored."""
        if not 1 <= self.n_components <= x.shape[1]:
            raise ValueError(
                f"n_components must lie between 1 and the width {x.shape[1]}, got {self.n_components}"
            )
        chosen = np.random.default_rng(self.seed).permutation(x.shape[1])[: self.n_components]
        self.coordinates_: Int[np.ndarray, " kept"] = chosen
        return self

    def transform(self, x: Float[np.ndarray, "n dim"]) -> Float[np.ndarray, "n kept"]:
        """Those coordinates, in the order in which they were drawn."""
        kept: np.ndarray = x[:, self.coordinates_]
        return kept
