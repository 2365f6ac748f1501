"""Kernels of infinitely wide networks of finite depth: NNGP and NTK, in logarithms and gaps.

On the unit sphere, with Σ_0 = Θ_0 = z: Σ_L = φ̌(Σ_{L−1}) (NNGP) and Θ_L = Σ_L + Θ_{L−1} φ̌'(Σ_{L−1}) (NTK; Jacot et al. 2018).
The recursion runs on log|Σ|, the gap 1 − Σ, and the quotient Θ/Σ, for which Θ_L/Σ_L = 1 + (Θ_{L−1}/Σ_{L−1}) e(Σ_{L−1})
with the elasticity e(z) = z φ̌'(z) / φ̌(z): nothing overflows, underflows or cancels at thousands of layers.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.special import logsumexp

from reprise.analysis.dual_activation import Array, DualActivation
from reprise.analysis.zonal_kernel import ZonalKernel

KERNELS = ("ntk", "nngp")
NEGLIGIBLE = 1e-17  # cosines below, relative to φ̌'(0), are left by linear maps
DEEPEST_POWER = 1e300  # p^depth of a doubly exponential kernel


class DepthKernel(ZonalKernel):
    """The kernel of ``depth`` hidden layers.

    Args:
        dual: of the activation.
        depth: number of hidden layers, at least 1.
        kernel: ``"ntk"`` (training all layers) or ``"nngp"`` (training the last).

    Raises:
        ValueError: depth below 1, unknown kernel, or so deep that the logarithms overflow.
    """

    def __init__(self, dual: DualActivation, depth: int, kernel: str = "ntk") -> None:
        if kernel not in KERNELS:
            raise ValueError(f"kernel must be one of {', '.join(KERNELS)}, got {kernel!r}")
        if depth < 1:
            raise ValueError(
                f"depth must be at least 1 hidden layer, got {depth}; depth='inf' of InfiniteDepthClassifier is the limit"
            )
        if dual.lowest > 1 and depth * math.log(dual.lowest) > math.log(DEEPEST_POWER):
            raise ValueError(
                f"{dual} at depth {depth}: log K falls like -{dual.lowest}^depth and overflows; "
                "use depth='inf', from which it can no longer be told apart"
            )
        super().__init__(dual)
        self.depth, self.kernel = depth, kernel

    def exact(self, z: Array, gap: Array) -> tuple[Array, Array]:
        mirror = z < 0 if self.dual.parity else np.zeros(z.shape, dtype=bool)
        z, gap = np.where(mirror, -z, z), np.where(mirror, 1 + z, gap)
        below = z < 0
        log, sign = np.empty(z.shape), np.ones(z.shape)
        log[~below] = self._positive(z[~below], gap[~below], self.depth, np.zeros(int((~below).sum())))
        if below.any():
            log[below], sign[below] = self._signed(z[below])
        if self.dual.parity == -1:
            sign = np.where(mirror, -sign, sign)
        return log, sign

    @property
    def at_one(self) -> float:
        if self.kernel == "nngp":
            return 0.0
        slope = self.dual.slope_at_one  # Θ_L(1) = Σ_l slope^l
        return (
            math.inf if math.isinf(slope) else float(logsumexp(math.log(slope) * np.arange(self.depth + 1)))
        )

    def _positive(self, z: np.ndarray, gap: np.ndarray, depth: int, quotient: np.ndarray) -> np.ndarray:
        """log K after ``depth`` further layers, where ``quotient`` is log(Θ / Σ) so far."""
        dual, p, ntk = self.dual, self.dual.lowest, self.kernel == "ntk"
        linear = NEGLIGIBLE * min(1.0, dual.slope_at_zero)
        log = np.where(gap < 0.5, np.log1p(-np.minimum(gap, 0.5)), _log(z))
        for done in range(depth):
            if p == 1 and (z < linear).all():  # the dual is its linear part: all other layers at once
                rest = depth - done
                log += rest * math.log(dual.slope_at_zero)
                return log + np.logaddexp(quotient, math.log(rest)) if ntk else log
            near = gap < 0.5
            if near.all():
                after = dual.one_minus(gap)
                if (after < 0.5).all():  # close points: gaps alone tell everything
                    if ntk:
                        step = np.log(dual.dphid(z, gap) * z / (1 - after))
                        quotient = np.logaddexp(0.0, quotient + step)
                    gap, z, log = after, 1 - after, np.log1p(-after)
                    continue
            if ntk:  # Θ' / Σ' = 1 + (Θ / Σ) e
                quotient = np.logaddexp(0.0, quotient + _log(dual.elasticity(z, gap)))
            log = (p * log if p else 0.0) + _log(dual.leading(z))
            z = np.exp(log)
            gap = np.where(near, dual.one_minus(np.where(near, gap, 0.0)), 1 - z)
            log = np.where(gap < 0.5, np.log1p(-np.minimum(gap, 0.5)), log)
            z = np.where(gap < 0.5, 1 - gap, z)
        return log + quotient

    def _signed(self, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """For negative cosines of duals without parity: they leave −1 at once, so plain numbers do for Θ/Σ."""
        dual, p = self.dual, self.dual.lowest
        log, sign, quotient = _log(-z), -np.ones_like(z), np.ones_like(z)
        for done in range(self.depth):
            if (z > NEGLIGIBLE).all() and (quotient > 0).all():
                so_far = np.log(quotient) if self.kernel == "ntk" else np.zeros_like(z)
                return self._positive(z, 1 - z, self.depth - done, so_far), np.ones_like(z)
            quotient = 1 + quotient * dual.elasticity(z, 1 - z)
            leading = dual.leading(z)
            leading = np.where(
                leading == 0, 1e-300, leading
            )  # as in elasticity, so that the product is right
            sign = (sign if p % 2 else 1.0) * np.sign(leading)
            log = (p * log if p else 0.0) + np.log(np.abs(leading))
            z = sign * np.exp(log)
        if self.kernel == "nngp":
            return log, sign
        return log + _log(np.abs(quotient)), sign * np.sign(quotient)


def _log(values: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore"):
        return np.log(values)
