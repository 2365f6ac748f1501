"""The kernel that is left when depth goes to infinity: Koenigs' function of the dual.

ψ(z) = lim φ̌^{(L)}(z) / φ̌'(0)^L solves Schröder's equation ψ(φ̌(z)) = φ̌'(0) ψ(z) with ψ'(0) = 1 (Koenigs 1884). It is
the limit of the NNGP kernel and, after division by the depth, of the NTK (Radhakrishnan, Belkin & Uhler,
arXiv 2204.14126); the kernel matrix tends to its diagonal, so the classifier is the sign of Σ y_i ψ(x_i · x).

When φ̌'(0) = 0 there is no such limit: φ̌^{(L)} falls like exp(−p^L r(z)) with p the lowest degree, and r, Böttcher's
rate, ranks the neighbours: the one with the smallest rate decides.
"""

from __future__ import annotations

import math

import numpy as np

from reprise.analysis.depth_limit import SMALLEST_SLOPE, taxonomy
from reprise.analysis.dual_activation import TINY, Array, DualActivation
from reprise.analysis.zonal_kernel import ZonalKernel, leave_one

LINEAR = 1e-9  # below, relative to φ̌'(0), ψ(z) = z + b z² to 1e-18
HIGHER = 1e-14  # what degrees above 2 may add to φ̌(z) / (φ̌'(0) z) there


class Koenigs(ZonalKernel):
    """ψ of a dual whose limit is singular; ``Koenigs(dual)(z)`` for cosines, or by gap or squared distance.

    Raises:
        ValueError: the activation has a mean, no linear part, or one with φ̌'(0) < 1e-290.
    """

    def __init__(self, dual: DualActivation) -> None:
        kind = taxonomy(dual)
        if kind != "singular":
            raise ValueError(
                f"{dual} has φ̌(0) = {dual.at_zero:g} and φ̌'(0) = {dual.slope_at_zero:g}: its deep limit is {kind!r}, "
                "and Koenigs' function needs φ̌(0) = 0 < φ̌'(0); see optimal_activation"
            )
        if dual.slope_at_zero < SMALLEST_SLOPE:
            raise ValueError(
                f"{dual} has φ̌'(0) = {dual.slope_at_zero:g}, expected at least {SMALLEST_SLOPE:g}: doubles cannot follow "
                "cosines until φ̌ is linear; use a lower order, or no linear part, which is the nearest neighbour"
            )
        super().__init__(dual)

    def __call__(
        self,
        z: Array | None = None,
        *,
        gap: Array | None = None,
        sqdist: Array | None = None,
        log: bool = False,
    ) -> Array:
        """ψ, or log|ψ| with ``log``, given one of cosine, gap 1 − z, or squared distance 2 − 2z.

        Use ``gap`` or ``sqdist`` for points so close that their cosine rounds to 1.
        """
        given = [name for name, value in (("z", z), ("gap", gap), ("sqdist", sqdist)) if value is not None]
        if len(given) != 1:
            raise ValueError(f"give exactly one of z, gap and sqdist, got {', '.join(given) or 'none'}")
        if z is not None:
            gap = 1 - np.asarray(z, dtype=float)
        else:
            gap = np.asarray(sqdist, dtype=float) / 2 if gap is None else np.asarray(gap, dtype=float)
            z = 1 - gap
        if not ((gap >= 0) & (gap <= 2)).all():
            raise ValueError(f"cosines must lie in [-1, 1], got {1 - gap.max():g} to {1 - gap.min():g}")
        value, sign = self.exact(np.asarray(z, dtype=float), gap)
        return value if log else sign * np.exp(value)

    @property
    def at_one(self) -> float:
        return math.inf

    def exact(self, z: Array, gap: Array) -> tuple[Array, Array]:
        dual, c = self.dual, self.dual.slope_at_zero
        sign = np.sign(z)
        if dual.parity == -1:  # ψ is odd: keep away from the fixed point −1
            gap = np.where(z < 0, 1 + z, gap)
            z = np.abs(z)
        same = gap == 0
        z, times = leave_one(dual, z, gap)
        z[same] = 0.0
        log = -times * math.log(c)
        turned = np.ones_like(z)
        with np.errstate(divide="ignore"):
            log += np.log(np.abs(z))
            bend = dual.second / c
            while True:
                quotient = dual.leading(z)
                higher = np.abs(quotient / c - 1 - bend * z)
                if not ((np.abs(z) * max(1.0, bend) > LINEAR) | (higher > HIGHER)).any():
                    break
                log += np.log(np.abs(quotient) / c)
                turned *= np.where(quotient < 0, -1.0, 1.0)
                z = z * quotient
        log += np.log1p(dual.second / (c * (1 - c)) * z)
        return np.where(same, np.inf, log), sign * turned


def koenigs(dual: DualActivation) -> Koenigs:
    """Koenigs' function of a dual: ``koenigs(dual)(z)``, ``koenigs(dual)(sqdist=..., log=True)``."""
    return Koenigs(dual)


def bottcher_rate(dual: DualActivation, z: Array, gap: Array) -> tuple[Array, Array]:
    """r(z) = lim −p^{−L} log|φ̌^{(L)}(z)| for a dual of lowest degree p >= 2, and the sign of φ̌^{(L)} at great depth.

    The rate is −log|z| for pure powers; it is 0 at z = 1 and relatively exact near there.
    """
    p = dual.lowest
    if p < 2:
        raise ValueError(f"{dual} has lowest degree {p}; a rate of doubly exponential decay needs at least 2")
    z, times = leave_one(dual, z, gap)
    negative = (z < 0) if p % 2 else np.zeros(z.shape, dtype=bool)
    with np.errstate(divide="ignore"):
        rate = -np.log(np.abs(z))
        share = 1.0
        while share > 1e-17 and (np.abs(z) > TINY).any():
            share /= p
            quotient = dual.leading(z)
            rate -= share * np.log(np.abs(quotient))
            if p % 2:
                negative ^= quotient < 0
            z = z**p * quotient
        rate -= share / (p - 1) * np.log(dual.leading(np.zeros(1)))  # the rest of the series, with z = 0
    return rate * float(p) ** -times, np.where(negative, -1.0, 1.0)
