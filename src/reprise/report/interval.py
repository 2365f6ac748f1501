"""Intervals over seeds, and the size of an effect.

Few seeds (under :data:`BOOTSTRAP_FROM`): Student's t-interval of the mean, which is exact for normal
differences and honest about how little a handful of seeds can tell. Many: the bias-corrected and
accelerated bootstrap (Efron 1987), which does not assume a shape. Comparisons between methods are made
on differences paired by seed *before* they come here (:meth:`reprise.report.Table.gap`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

BOOTSTRAP_FROM = 30
RESAMPLES = 9999


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its confidence interval.

    A single value has no spread to judge by: its interval is the whole line.
    """

    mean: float
    low: float
    high: float
    n: int
    method: str
    confidence: float = 0.95


def interval(values: np.ndarray, confidence: float = 0.95, seed: int = 0) -> Interval:
    """The confidence interval of the mean of independent ``values`` (one a seed).

    Args:
        values: shape (n,), finite.
        confidence: between 0 and 1.
        seed: of the bootstrap's resampling, used from :data:`BOOTSTRAP_FROM` values on.

    Raises:
        ValueError: no values, values that are not finite, or a confidence outside (0, 1).
    """
    values = np.asarray(values, dtype=float).ravel()
    if values.size == 0:
        raise ValueError("an interval needs at least one value, got none")
    if not np.isfinite(values).all():
        raise ValueError(f"an interval needs finite values, got {values.tolist()}")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, got {confidence}")
    n, mean = values.size, float(values.mean())
    if n == 1:
        return Interval(mean, -math.inf, math.inf, 1, "one value: no interval", confidence)
    spread = float(values.std(ddof=1))
    if spread <= 1e-12 * max(1.0, abs(mean)):  # e.g. a deterministic method: nothing to resample
        return Interval(mean, mean, mean, n, "no spread", confidence)
    if n < BOOTSTRAP_FROM:
        from scipy.special import stdtrit

        half = float(stdtrit(n - 1, 0.5 + confidence / 2)) * spread / math.sqrt(n)
        return Interval(mean, mean - half, mean + half, n, "t", confidence)
    from scipy.stats import bootstrap

    found = bootstrap(
        (values,),
        np.mean,
        confidence_level=confidence,
        n_resamples=RESAMPLES,
        method="BCa",
        rng=np.random.default_rng(seed),
        vectorized=True,
    ).confidence_interval
    return Interval(mean, float(found.low), float(found.high), n, "bootstrap (BCa)", confidence)


def effect_size(values: np.ndarray, reference: float = 0.0) -> float | None:
    """How far the mean of paired differences lies from ``reference``, in standard deviations.

    Cohen's d_z with Hedges' small-sample correction ``1 - 3 / (4 (n - 1) - 1)``. None when there are
    fewer than three values or they do not vary: the ratio has no meaning then.
    """
    values = np.asarray(values, dtype=float).ravel()
    if values.size < 3:
        return None
    spread = float(values.std(ddof=1))
    if spread <= 1e-12 * max(1.0, abs(float(values.mean()))):
        return None
    correction = 1 - 3 / (4 * (values.size - 1) - 1)
    return float((values.mean() - reference) / spread * correction)
