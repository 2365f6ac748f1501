"""Cosines between unit vectors, with the gap to 1 exact however close two points are.

Plain double precision makes points closer than 1e-8 identical: their cosine rounds to 1. A singular kernel is
largest just there, so the gap 1 − |z| of close pairs is taken from their difference, ‖x − x'‖² / 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Bool, Float
from scipy.special import expit

UNIT_TOLERANCE = 1e-6
CLOSE = 1e-3  # gaps below this are computed from differences
CHUNK = 2**22  # numbers at a time


@dataclass(frozen=True, eq=False)
class Cosines:
    """Between rows of two sets of unit vectors, as logarithms.

    Args:
        log_abs: log|z|; −∞ for orthogonal pairs.
        logit: log((1 − |z|) / |z|), a coordinate that resolves both ends; −∞ for coinciding (or opposite) pairs.
        negative: where z < 0; None when nowhere.
    """

    log_abs: Float[np.ndarray, "n m"]
    logit: Float[np.ndarray, "n m"]
    negative: Bool[np.ndarray, "n m"] | None

    @classmethod
    def between(cls, x: Float[np.ndarray, "n dim"], y: Float[np.ndarray, "m dim"]) -> Cosines:
        """Of every row of ``x`` with every row of ``y``; both of unit norm to rounding."""
        z = np.clip(x @ y.T, -1.0, 1.0)
        negative = z < 0
        gap = 1 - np.abs(z)
        rows, columns = np.nonzero(gap < CLOSE)
        step = max(1, CHUNK // x.shape[1])
        for start in range(0, len(rows), step):
            i, j = rows[start : start + step], columns[start : start + step]
            difference = x[i] - np.where(negative[i, j], -1.0, 1.0)[:, None] * y[j]
            gap[i, j] = np.einsum("pd,pd->p", difference, difference) / 2
        with np.errstate(divide="ignore"):
            log_abs = np.log(np.abs(z))
            close = gap < 0.5
            log_abs[close] = np.log1p(-gap[close])
            logit = np.log(gap) - log_abs
        return cls(log_abs, logit, negative if negative.any() else None)

    @property
    def shape(self) -> tuple[int, int]:
        rows, columns = self.logit.shape
        return rows, columns

    @cached_property
    def coincide(self) -> Bool[np.ndarray, "n m"]:
        """Where the two points are the same."""
        same = np.isneginf(self.logit)
        return same if self.negative is None else same & ~self.negative

    @cached_property
    def gap(self) -> Float[np.ndarray, "n m"]:
        """1 − |z|, to full relative accuracy."""
        gap: np.ndarray = expit(self.logit)
        return gap

    @cached_property
    def log_sqdist(self) -> Float[np.ndarray, "n m"]:
        """log ‖x − x'‖² = log(2 − 2z)."""
        with np.errstate(divide="ignore"):
            near = np.log(2 * self.gap)
        if self.negative is None:
            return near
        return np.where(self.negative, np.log(4 - 2 * self.gap), near)


def unit_rows(x: Float[np.ndarray, "n dim"], normalize: bool = False) -> Float[np.ndarray, "n dim"]:
    """The rows as doubles of unit norm to rounding.

    Raises:
        ValueError: values that are not finite, a row of zeros, or, unless ``normalize``, norms that differ
            from 1 by more than 1e-6.
    """
    x = np.asarray(x, dtype=float)
    if x.ndim != 2 or 0 in x.shape:
        raise ValueError(
            f"expected points as rows, shape (n, dim) with n and dim at least 1, got shape {x.shape}"
        )
    if not np.isfinite(x).all():
        raise ValueError("points must be finite; there are NaN or infinite coordinates")
    norms = np.linalg.norm(x, axis=1, keepdims=True)
    worst = int(np.abs(norms - 1).argmax())
    if not normalize and abs(norms[worst, 0] - 1) > UNIT_TOLERANCE:
        raise ValueError(
            f"row {worst} has norm {norms[worst, 0]:.7g}, expected 1 (within {UNIT_TOLERANCE:g}): the limit holds on the "
            "unit sphere; pass normalize=True to divide every row by its norm"
        )
    if (norms == 0).any():
        raise ValueError(f"row {int((norms == 0).argmax())} is all zeros and has no direction; remove it")
    return x / norms
