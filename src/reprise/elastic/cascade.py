"""Use a small model while it is confident, and a larger one when it is not.

Kusupati et al. 2022 (arXiv 2205.13147), section 4.2.1 and its official code: a threshold for each pair of
neighbouring sizes, chosen apart from the others, the smallest that reaches the pair's best accuracy on
calibration data. The cost of an item is the size it stopped at alone, because a prefix is part of the
longer one. The same class serves cascades over depth or over sub-networks.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from sklearn.base import BaseEstimator

GRID = np.linspace(0.1, 1.0, 100)


@dataclass(frozen=True)
class CascadeResult:
    """Predictions of a cascade.

    ``stage`` is the index of the size at which each item stopped; ``expected_size`` its mean in units of
    the sizes.
    """

    labels: Int[np.ndarray, " n"]
    stage: Int[np.ndarray, " n"]
    expected_size: float


class ConfidenceCascade(BaseEstimator):
    """Stops at the first size whose largest probability lies strictly above that size's threshold.

    Args:
        sizes: the cost of each stage, strictly ascending, e.g. embedding sizes.

    After :meth:`fit`, ``thresholds_`` has one value for each stage but the last.
    """

    def __init__(self, sizes: Sequence[float]) -> None:
        self.sizes = sizes

    def fit(self, probs: Float[np.ndarray, "g n c"], y: Int[np.ndarray, " labels"]) -> ConfidenceCascade:
        """Choose the thresholds on data that no model was fitted on.

        Args:
            probs: probabilities of each stage.
            y: class indices.
        """
        self._check(probs)
        if len(y) != probs.shape[1]:
            raise ValueError(f"{probs.shape[1]} items have probabilities, {len(y)} have labels")
        right = probs.argmax(-1) == y
        confidence = probs.max(-1)
        thresholds = []
        for small in range(len(probs) - 1):
            stops = confidence[small] > GRID[:, None]
            accuracy = np.where(stops, right[small], right[small + 1]).mean(1)
            thresholds.append(GRID[np.argmax(accuracy)])  # the first, hence smallest, of the best
        self.thresholds_ = np.asarray(thresholds)
        return self

    def predict(self, probs: Float[np.ndarray, "g n c"], cap: int | None = None) -> CascadeResult:
        """Walk up from the smallest size.

        Args:
            cap: index of the largest stage that may be used; by default the last.
        """
        self._check(probs)
        if not hasattr(self, "thresholds_"):
            raise ValueError("the cascade has no thresholds yet; call fit with calibration data first")
        last = len(probs) - 1 if cap is None else cap
        if not 0 <= last < len(probs):
            raise ValueError(f"cap must be a stage from 0 to {len(probs) - 1}, got {cap}")
        stops = np.ones((last + 1, probs.shape[1]), dtype=bool)
        stops[:last] = probs[:last].max(-1) > self.thresholds_[:last, None]
        stage = stops.argmax(0)
        labels = probs.argmax(-1)[stage, np.arange(probs.shape[1])]
        return CascadeResult(labels, stage, float(np.asarray(self.sizes, dtype=float)[stage].mean()))

    def curve(self, probs: Float[np.ndarray, "g n c"], y: Int[np.ndarray, " n"]) -> list[tuple[float, float]]:
        """(expected size, accuracy) for every cap, smallest first."""
        results = [self.predict(probs, cap) for cap in range(len(probs))]
        return [(result.expected_size, float((result.labels == y).mean())) for result in results]

    def _check(self, probs: np.ndarray) -> None:
        sizes = list(self.sizes)
        if not sizes or any(a >= b for a, b in itertools.pairwise(sizes)):
            raise ValueError(f"sizes must be strictly ascending and not empty, got {sizes}")
        if len(probs) != len(sizes):
            raise ValueError(f"probabilities of {len(probs)} stages for {len(sizes)} sizes")
        check_probabilities(probs)


def oracle_bound(
    probs: Float[np.ndarray, "g n c"], y: Int[np.ndarray, " n"], sizes: Sequence[float]
) -> tuple[float, float]:
    """What a cascade could reach if it knew which sizes are right.

    Returns:
        accuracy (the share of items that some size gets right) and expected size (the smallest size that is
        right; an item that none gets right is charged the smallest, since no size would help).
    """
    check_probabilities(probs)
    if len(sizes) != len(probs):
        raise ValueError(f"probabilities of {len(probs)} stages for {len(sizes)} sizes")
    right = probs.argmax(-1) == y
    first = right.argmax(0)
    return float(right.any(0).mean()), float(np.asarray(sizes, dtype=float)[first].mean())


def check_probabilities(probs: np.ndarray, tolerance: float = 1e-3) -> None:
    """Raise unless the last axis sums to 1 and nothing is negative."""
    sums = probs.sum(-1)
    worst = float(np.abs(sums - 1).max()) if sums.size else 0.0
    lowest = float(probs.min()) if probs.size else 0.0
    if not (worst <= tolerance and lowest >= -tolerance):  # so put, NaN is refused too
        raise ValueError(
            f"pass probabilities, not logits: they should be non-negative and sum to 1, "
            f"but a sum is off by {worst:.3g}"
        )
