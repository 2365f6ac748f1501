"""The dual of an activation: what a layer of infinitely many neurons does to the cosine of two inputs.

For an activation with E φ(u)² = 1 under u ~ N(0, 1), the dual is φ̌(z) = E[φ(u) φ(v)], where (u, v) are
standard normal with correlation z. With the normalised Hermite coefficients a_k of φ it is the power series
φ̌(z) = Σ a_k² z^k (Daniely, Frostig & Singer 2016, arXiv 1602.05897), and the dual of φ' is the derivative of
φ̌. Deep limits (Radhakrishnan, Belkin & Uhler, arXiv 2204.14126) iterate φ̌ hundreds of times on cosines that
differ from 1 by 1e-15, so everything here is also given as a function of the *gap* u = 1 − z, computed
without cancellation: 1 − φ̌(1 − u) = u Σ_j t_j (1 − u)^j, with the tail sums t_j = Σ_{k>j} a_k² ≥ 0.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from reprise.analysis.hermite import hermite_series, mean_square_slope, project

if TYPE_CHECKING:
    from torch import Tensor

Array = np.ndarray  # of any shape; no shape to check, as these run thousands of times in a row
TINY = 1e-150  # cosines below this are as good as 0
SLOPE_TOLERANCE = 1e-6  # between φ̌'(1) of a projected series and of the activation


class DualActivation:
    """The dual with the given weights: ``DualActivation([0, 0.5, 0, 0.5])`` is φ̌(z) = (z + z³)/2.

    Args:
        weights: a_k², the squared normalised Hermite coefficients, degree 0 first; not negative, sum 1.
        name: for messages.
        activation: the torch function whose dual this is; by default Σ √weight_k h_k.

    Example:
        >>> dual = DualActivation([0, 0.5, 0, 0.5])
        >>> dual.phid(np.array([0.5]))
        array([0.3125])
    """

    def __init__(
        self,
        weights: Sequence[float] | Float[np.ndarray, " degrees"],
        name: str = "",
        activation: Callable[[Tensor], Tensor] | None = None,
    ) -> None:
        values = np.trim_zeros(np.asarray(weights, dtype=float), "b")
        if values.ndim != 1 or not np.isfinite(values).all() or (values < 0).any():
            raise ValueError(
                f"weights are squared Hermite coefficients: a list of finite numbers >= 0, got {weights}"
            )
        total = float(values.sum())
        if abs(total - 1) > 1e-9:
            raise ValueError(
                f"weights sum to {total:.10g}, expected 1 (E φ² = 1); divide them by their sum, "
                "or use DualActivation.from_callable, which normalises"
            )
        if len(values) == 1:
            raise ValueError(
                "the activation is constant: all weight is on degree 0, the network ignores its input"
            )
        if values[2:].sum() < 1e-12:
            raise ValueError(
                f"the activation is linear or affine: φ̌ = {values[0]:.6g} + {values[1]:.12g} z; expected weight on degree 2 "
                "or above, without which the network is a linear model at every depth"
            )
        self.weights = values / total
        degrees = np.arange(len(values))
        self._name = name
        self._activation = activation
        self._tails = np.cumsum(self.weights[:0:-1])[::-1]
        present = np.flatnonzero(self.weights)
        self._set(
            lowest=int(present[0]),
            parity=1 if not (present % 2).any() else (-1 if (present % 2).all() else 0),
            at_zero=float(self.weights[0]),
            slope_at_zero=float(self.weights[1]),
            second=float(self.weights[2]) if len(values) > 2 else 0.0,
            slope_at_one=float(degrees @ self.weights),
        )
        self._shifted = self.weights[self.lowest :]
        self._shifted_slope = (degrees * self.weights)[self.lowest :]
        self._slope = (degrees * self.weights)[1:]

    def _set(
        self,
        *,
        lowest: int,
        parity: int,
        at_zero: float,
        slope_at_zero: float,
        second: float,
        slope_at_one: float,
    ) -> None:
        self.lowest = lowest
        """The lowest degree with a weight: 0 for a mean, 1 for a linear term, from 2 on neither."""
        self.parity = parity
        """1 when only even degrees occur, -1 when only odd ones, else 0."""
        self.at_zero = at_zero
        self.slope_at_zero = slope_at_zero
        self.second = second
        """The weight of degree 2."""
        self.slope_at_one = slope_at_one
        """φ̌'(1), how fast close points part; may be infinite."""

    @classmethod
    def from_callable(
        cls, phi: Callable[[Tensor], Tensor], degree: int = 256, name: str = ""
    ) -> DualActivation:
        """The dual of any activation, e.g. ``torch.tanh``, by projection on Hermite polynomials.

        The activation is normalised to E φ² = 1. What its series has beyond ``degree`` is added to the last
        degree, so that φ̌(1) = 1: nothing for smooth activations. For kinked ones, whose weights fall as a
        power, φ̌ is exact to 1e-8 up to |z| = 0.9, but a polynomial near 1, where φ̌ is not one. Its slope at 1 is then
        wrong (ReLU: 0.989 instead of 1; sign: finite), and with it :func:`singular_order` and all deep kernels.

        Warns:
            UserWarning: the slope of the series at 1 differs from E φ'(u)², by more than 1e-6 of it or of 1.

        Raises:
            ValueError: not square-integrable under the standard normal density, constant, linear, or affine.
        """
        coefficients, norm = project(phi, degree)
        weights = coefficients**2
        weights[weights < 1e-24] = 0.0  # rounding of the quadrature
        weights[np.flatnonzero(weights)[-1]] += max(0.0, 1 - float(weights.sum()))
        dual = cls(
            weights / weights.sum(), name or getattr(phi, "__name__", "activation"), lambda x: phi(x) / norm
        )
        slope = mean_square_slope(phi) / norm**2
        if not abs(slope - dual.slope_at_one) <= SLOPE_TOLERANCE * max(1.0, slope):
            warnings.warn(
                f"{dual}: the series to degree {degree} has φ̌'(1) = {dual.slope_at_one:.6g}, but E φ'(u)² is {slope:.6g}: a "
                "kink or jump, or too few degrees. Deep kernels, their limit and singular_order are unreliable; use "
                "ReLUDual or ErfDual, a smooth activation, or a larger degree",
                stacklevel=2,
            )
        return dual

    def __repr__(self) -> str:
        return self._name or f"DualActivation({np.array2string(self.weights, precision=4, threshold=9)})"

    def phid(self, z: Array) -> Array:
        """φ̌(z)."""
        return _horner(self.weights, z)

    def dphid(self, z: Array, gap: Array | None = None) -> Array:
        """φ̌'(z), the dual of φ'; ``gap`` is 1 − z, for duals that need it to be exact near 1."""
        return _horner(self._slope, z)

    def one_minus(self, gap: Array) -> Array:
        """1 − φ̌(1 − gap), without cancellation for gaps in [0, 1]."""
        return gap * _horner(self._tails, 1 - gap)

    def leading(self, z: Array) -> Array:
        """φ̌(z) / z^lowest: finite and not 0 at z = 0."""
        return _horner(self._shifted, z)

    def elasticity(self, z: Array, gap: Array) -> Array:
        """z φ̌'(z) / φ̌(z), which tends to the lowest degree at z = 0."""
        below = _horner(self._shifted, z)
        return _horner(self._shifted_slope, z) / np.where(below == 0, 1e-300, below)

    def phi(self) -> Callable[[Tensor], Tensor]:
        """The activation itself, for finite networks: a torch function with E φ² = 1."""
        if self._activation is not None:
            return self._activation
        coefficients = [math.sqrt(weight) for weight in self.weights]
        return lambda x: hermite_series(coefficients, x)


class ClosedFormDual(DualActivation):
    """A dual that is a formula and not a finite series; at z = 0 its quotients take their limits."""

    def __init__(
        self, name: str, activation: Callable[[Tensor], Tensor], lowest: int, parity: int, **at: float
    ) -> None:
        self._name = name
        self._activation = activation
        self._set(lowest=lowest, parity=parity, **at)

    def leading(self, z: Array) -> Array:
        if self.lowest == 0:
            return self.phid(z)
        small = np.abs(z) < TINY
        return np.where(small, self.slope_at_zero, self.phid(z) / np.where(small, 1.0, z))

    def elasticity(self, z: Array, gap: Array) -> Array:
        if self.lowest == 0:
            below = self.phid(z)
            return z * self.dphid(z, gap) / np.where(below == 0, 1e-300, below)
        small = np.abs(z) < TINY
        return np.where(small, 1.0, z * self.dphid(z, gap) / np.where(small, 1.0, self.phid(z)))


def hermite_dual(degree: int) -> DualActivation:
    """The dual of the normalised Hermite polynomial h_degree: φ̌(z) = z^degree."""
    if degree < 2:
        raise ValueError(f"degree must be at least 2 (0 is constant, 1 linear), got {degree}")
    return DualActivation([0.0] * degree + [1.0], f"h_{degree}")


def _horner(coefficients: np.ndarray, z: np.ndarray) -> np.ndarray:
    out = np.full(np.shape(z), coefficients[-1])
    for coefficient in coefficients[-2::-1]:
        out *= z
        if coefficient:
            out += coefficient
    return out
