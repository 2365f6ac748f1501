"""A kernel on the sphere that depends on the cosine alone, in logarithms, tabulated once for millions of pairs.

The table runs over the logit log((1 − z) / z), which resolves gaps down to 1e-33 and cosines down to 1e-17:
a spline of degree 7 through 2,400 exact values, good to 1e-11 (1e-8 at order 24, in logarithms of size 1e3), refined to 2^16 points that are interpolated linearly.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property

import numpy as np
from jaxtyping import Float
from scipy.interpolate import BSpline, make_interp_spline
from scipy.special import expit

from reprise.analysis.cosines import Cosines
from reprise.analysis.dual_activation import Array, DualActivation

LOW, HIGH = -76.0, 40.0  # logits of the table
NODES = 2400
FINE = 2**16
STEP = (HIGH - LOW) / (FINE - 1)


class ZonalKernel(ABC):
    """``exact`` gives log|k| and the sign for any cosines; ``on`` does so quickly for many pairs.

    Args:
        dual: of the activation. Its parity makes negative cosines mirror images of positive ones; without
            parity they are computed exactly, pair by pair.
    """

    def __init__(self, dual: DualActivation) -> None:
        self.dual = dual

    @abstractmethod
    def exact(self, z: Array, gap: Array) -> tuple[Array, Array]:
        """log|k(z)| and its sign (1, 0 or −1), where ``gap`` is 1 − z to full relative accuracy."""

    @property
    @abstractmethod
    def at_one(self) -> float:
        """log k(1)."""

    @cached_property
    def _spline(self) -> BSpline:
        """log(k(z) / z^lowest) against the logit."""
        logits = np.linspace(LOW, HIGH, NODES)
        z = expit(-logits)
        values = self.exact(z, expit(logits))[0] - self.dual.lowest * np.log(z)
        return make_interp_spline(logits, values, k=7)

    @cached_property
    def _table(self) -> tuple[np.ndarray, np.ndarray]:
        """The spline on the fine grid, and its differences there."""
        fine = self._spline(np.linspace(LOW, HIGH, FINE))
        return fine, np.diff(fine, append=fine[-1])

    def on(
        self, cosines: Cosines, precise: bool = False
    ) -> tuple[Float[np.ndarray, "n m"], Float[np.ndarray, "n m"] | None]:
        """log|k| of every pair, +∞ where a singular kernel's points coincide, and the signs (None: all positive).

        Args:
            cosines: the pairs.
            precise: to rounding, for systems of equations; else to 1e-5, five times as fast.
        """
        logit = cosines.logit
        if self.dual.lowest > 1 or logit.size <= NODES:  # doubly exponential, or not worth a table
            log = self.exact(np.asarray(expit(-logit)), np.asarray(expit(logit)))[0]
        else:
            place = np.clip(logit, LOW, HIGH)
            log = self._spline(place) if precise else self._interpolated(place)
            if self.dual.lowest:
                log += cosines.log_abs
        log[np.isneginf(logit)] = self.at_one
        if cosines.negative is None or self.dual.parity == 1:
            return log, None
        if self.dual.parity == -1:
            return log, np.where(cosines.negative, -1.0, 1.0)
        signs = np.ones(cosines.shape)
        z = -np.exp(cosines.log_abs[cosines.negative])
        log[cosines.negative], signs[cosines.negative] = self.exact(z, 1 - z)
        return log, signs

    def _interpolated(self, place: np.ndarray) -> np.ndarray:
        values, steps = self._table
        place -= LOW
        place /= STEP
        index = place.astype(np.intp)
        place -= index
        log: np.ndarray = steps[index]
        log *= place
        log += values[index]
        return log


def leave_one(dual: DualActivation, z: Array, gap: Array) -> tuple[Array, Array]:
    """Apply the dual to every cosine above one half until none is; the cosines then, and how often.

    Works on the gap 1 − z as long as that is the smaller number. The fixed point 1 stays.
    """
    z, gap = np.array(z, dtype=float), np.array(gap, dtype=float)
    times = np.zeros(gap.shape)
    near = (gap > 0) & (gap < 0.5)
    while near.any():
        before = gap[near]
        after = dual.one_minus(before)
        z[near] = np.where(after < 0.5, 1 - after, dual.phid(1 - before))
        gap[near] = after
        times[near] += 1
        near &= gap < 0.5
    return z, times
