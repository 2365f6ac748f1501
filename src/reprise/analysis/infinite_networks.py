"""Infinitely wide networks as classifiers, infinitely deep or of given depth.

Radhakrishnan, Belkin & Uhler, "Wide and deep neural networks achieve optimality for classification"
(PNAS 2023, arXiv 2204.14126). Training a network of infinite width to zero loss from zero output is kernel
regression without ridge, y^T K(X, X)^{-1} K(X, x). As depth grows its sign tends to a majority vote, to the
nearest neighbour or to a vote with weights ψ(x_i · x), depending on the activation (:func:`taxonomy`). The majority
vote is the limit without ridge only where φ̌'(1) >= 1 (ReLU); elsewhere (sigmoid) it is that of any fixed ridge.

Several classes: one regression for each class's indicator, and the largest wins; for two classes that is the sign.
"""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
from jaxtyping import Float, Shaped
from scipy.linalg import eigh

from reprise.analysis.cosines import Cosines, unit_rows
from reprise.analysis.depth_kernel import KERNELS, DepthKernel
from reprise.analysis.depth_limit import taxonomy
from reprise.analysis.dual_activation import SLOPE_TOLERANCE, DualActivation
from reprise.analysis.kernel_vote import ROWS, TIE, VoteClassifier, merged, weighted_vote
from reprise.analysis.koenigs_function import Koenigs, bottcher_rate
from reprise.analysis.zonal_kernel import ZonalKernel

PROBES = np.array([0.13, 0.37, 0.61, 0.89])  # cosines at which two duals are compared
RANK = 1e-12  # directions in which the kernel matrix is smaller, relative to the largest, are rounding


class InfiniteDepthClassifier(VoteClassifier):
    """An infinitely wide fully connected network, trained to zero loss.

    Args:
        dual: of the activation, e.g. ``optimal_activation(d=4)`` or ``DualActivation.from_callable(torch.tanh)``.
        kernel: ``"ntk"`` (all layers trained) or ``"nngp"`` (the last). The limits of depth are the same. The tangent
            kernel of sign is infinite on the diagonal: its regression is a vote with the kernel's other values.
        depth: ``"inf"``, or the number of hidden layers of a finite network.
        normalize: divide every point by its norm; otherwise points must have norm 1.
        tie: label of points on which classes tie, e.g. 0; None for the first of the tied classes.
        zonal: a tabulated kernel of this ``dual``, ``kernel`` and ``depth`` to share between classifiers.

    Example:
        >>> x = np.array([[1.0, 0.0], [0.8, 0.6], [0.0, 1.0]])
        >>> network = InfiniteDepthClassifier(optimal_activation(1)).fit(x, np.array([0, 1, 1]))
        >>> network.predict(np.array([[0.96, 0.28]]))
        array([1])
    """

    def __init__(
        self,
        dual: DualActivation,
        kernel: str = "ntk",
        depth: int | str = "inf",
        normalize: bool = False,
        tie: Any = None,
        zonal: ZonalKernel | None = None,
    ) -> None:
        self.dual = dual
        self.kernel = kernel
        self.depth = depth
        self.normalize = normalize
        self.tie = tie
        self.zonal = zonal

    def fit(self, x: Float[np.ndarray, "n dim"], y: Shaped[np.ndarray, " labels"]) -> InfiniteDepthClassifier:
        """Keep the points; at finite depth, solve the regression.

        Shallow kernels of close points are singular in double precision: the solution of least norm is taken, and
        ``rank_`` says how many directions were resolved. Where that is fewer than there are points, predictions
        depend on the cutoff (eigenvalues below 1e-12 of the largest count as 0), not on the network alone.

        Warns:
            UserWarning: repeated points; infinite depth with a mean and φ̌'(1) < 1, whose majority vote needs a ridge.

        Raises:
            ValueError: points off the sphere, one class only, a point under two labels, a bad kernel or depth.
        """
        if self.kernel not in KERNELS:
            raise ValueError(f"kernel must be one of {', '.join(KERNELS)}, got {self.kernel!r}")
        if self.depth != "inf" and not isinstance(self.depth, (int, np.integer)):
            raise ValueError(f"depth must be 'inf' or a number of hidden layers, got {self.depth!r}")
        x = unit_rows(x, self.normalize)
        codes = self._encode(y, len(x))
        self.shares_ = np.bincount(codes) / len(codes)
        self.x_, self.codes_ = merged(x, codes)
        self.limit_ = taxonomy(self.dual)
        if self.depth == "inf" and self.limit_ == "majority" and self.dual.slope_at_one < 1 - SLOPE_TOLERANCE:
            warnings.warn(
                f"{self.dual} has a mean and φ̌'(1) = {self.dual.slope_at_one:.6g} < 1: depth makes it a majority vote only "
                "with a ridge that is kept as depth grows; without ridge it tends to an interpolant with another kernel, "
                "which is not given here. Use an activation without mean, or a finite depth",
                stacklevel=2,
            )
        self.zonal_ = self._shared()
        if self.depth != "inf":
            self.zonal_ = self.zonal_ or DepthKernel(self.dual, int(self.depth), self.kernel)
            self._solve(self.zonal_)
        elif self.limit_ == "singular":
            self.zonal_ = self.zonal_ or Koenigs(self.dual)
        return self

    def _shared(self) -> ZonalKernel | None:
        if self.zonal is None:
            return None
        own = ("inf",) if self.depth == "inf" else (self.depth, self.kernel)
        given = (self.zonal.depth, self.zonal.kernel) if isinstance(self.zonal, DepthKernel) else ("inf",)
        if own != given or not _same(self.dual, self.zonal.dual):
            raise ValueError(
                f"zonal is the kernel of {self.zonal.dual} with depth and kernel {given}, but the network has {self.dual} "
                f"and {own}; pass the kernel of the same network, or none"
            )
        return self.zonal

    def _solve(self, kernel: ZonalKernel) -> None:
        labels = np.eye(len(self.classes_))[self.codes_]
        self.coefficients_: np.ndarray | None = None
        if math.isinf(kernel.at_one):  # sign: beside the diagonal the rest of the matrix is nothing
            self.rank_ = len(labels)
            return
        log, signs = kernel.on(Cosines.between(self.x_, self.x_), precise=True)
        matrix = np.exp(log - kernel.at_one)
        if signs is not None:
            matrix *= signs
        values, vectors = eigh(matrix)
        kept = values > RANK * values[-1]
        self.rank_ = int(kept.sum())
        targets = vectors[:, kept].T @ labels
        self.coefficients_ = vectors[:, kept] @ (targets / values[kept, None])

    def scores(self, cosines: Cosines) -> Float[np.ndarray, "n classes"]:
        """Each class's score, given the cosines of queries with the training points (kept in ``x_``).

        For many networks on the same points: compute the cosines once.
        """
        self._check_fitted()
        if cosines.shape[1] != len(self.x_):
            raise ValueError(
                f"cosines with {cosines.shape[1]} points, but the network was fitted on {len(self.x_)}"
            )
        if self.depth != "inf" and self.coefficients_ is not None:
            return self._regression(cosines)
        if self.zonal_ is not None and (self.depth != "inf" or self.limit_ == "singular"):
            return weighted_vote(*self.zonal_.on(cosines), self.codes_, len(self.classes_))
        scores = (
            self._nearest(cosines) if self.limit_ == "1nn" else np.tile(self.shares_, (cosines.shape[0], 1))
        )
        rows, columns = np.nonzero(
            cosines.coincide
        )  # a regression without ridge keeps the labels that it saw
        scores[rows] = np.eye(len(self.classes_))[self.codes_[columns]]
        return scores

    def _regression(self, cosines: Cosines) -> np.ndarray:
        assert self.zonal_ is not None
        assert self.coefficients_ is not None
        log, signs = self.zonal_.on(cosines, precise=True)
        top = log.max(axis=1, keepdims=True)
        values = np.exp(log - np.where(np.isfinite(top), top, 0.0))
        if signs is not None:
            values *= signs
        scores: np.ndarray = values @ self.coefficients_
        best = scores.max(axis=1, keepdims=True)
        size = np.abs(values) @ np.abs(self.coefficients_).max(axis=1, keepdims=True)
        return np.where(best - scores <= TIE * size, best, scores)

    def _nearest(self, cosines: Cosines) -> np.ndarray:
        """1 − cost of each class's best point, where the cost is 1 ∓ exp(−rate): the signed cosine for pure powers."""
        sign: np.ndarray | None = None
        if cosines.negative is None or self.dual.parity:
            closeness = -cosines.gap
            if cosines.negative is not None and self.dual.parity == -1:
                sign = np.where(cosines.negative, -1.0, 1.0)
        else:
            z = np.exp(cosines.log_abs) * np.where(cosines.negative, -1.0, 1.0)
            rate, sign = bottcher_rate(self.dual, z, np.where(cosines.negative, 1 - z, cosines.gap))
            closeness = np.expm1(-rate)
        scores = np.empty((cosines.shape[0], len(self.classes_)))
        rows = np.arange(len(scores))
        for code in range(len(self.classes_)):
            members = np.flatnonzero(self.codes_ == code)
            winner = members[closeness[:, members].argmax(axis=1)]
            scores[:, code] = closeness[rows, winner]
            if sign is not None:  # an antipode of an odd network votes against its class
                scores[:, code] = np.where(sign[rows, winner] < 0, -2 - scores[:, code], scores[:, code])
        return scores

    def _scores(self, x: np.ndarray) -> np.ndarray:
        self._check_fitted()
        x = unit_rows(x, self.normalize)
        if x.shape[1] != self.x_.shape[1]:
            raise ValueError(f"points have {x.shape[1]} coordinates, the training points {self.x_.shape[1]}")
        step = max(1, ROWS // len(self.x_))
        parts = [
            self.scores(Cosines.between(x[start : start + step], self.x_)) for start in range(0, len(x), step)
        ]
        return np.concatenate(parts)

    def decision_function(self, x: Float[np.ndarray, "n dim"]) -> Float[np.ndarray, n * classes]:
        """Score of the second class minus the first's, 0 for a tie; with more than two classes, the score of each.

        Scores compare classes at one point and carry no common scale across points.
        """
        return self._decide(self._scores(x))

    def predict(self, x: Float[np.ndarray, "n dim"]) -> Shaped[np.ndarray, " n"]:
        """The class with the largest score."""
        return self._label(self._scores(x))

    def label(self, cosines: Cosines) -> Shaped[np.ndarray, " n"]:
        """As :meth:`predict`, from cosines with the training points."""
        return self._label(self.scores(cosines))


def _same(dual: DualActivation, other: DualActivation) -> bool:
    """Whether two duals are one function: slopes at both ends, and values between."""
    if dual is other:
        return True
    slopes = [(d.at_zero, d.slope_at_zero, d.slope_at_one) for d in (dual, other)]
    return slopes[0] == slopes[1] and bool(
        np.allclose(dual.phid(PROBES), other.phid(PROBES), rtol=1e-12, atol=0)
    )
