"""Duals in closed form: sine, error function and sign, ReLU. All activations are normalised to E φ² = 1.

Cho & Saul 2009 (arc-cosine), Williams 1997 (arc-sine), Radhakrishnan et al., arXiv 2204.14126 (sine). The gap
1 − φ̌(1 − u) of each is written as a product or an angle difference, so that it keeps its relative accuracy.
"""

from __future__ import annotations

import math

import numpy as np
import torch

from reprise.analysis.dual_activation import Array, ClosedFormDual

MAX_FREQUENCY = 300.0  # sinh and its products stay finite in double precision


class SineDual(ClosedFormDual):
    """φ(x) = c sin(√a x), with φ̌(z) = sinh(a z) / sinh(a).

    Args:
        a: in (0, 300]; the larger, the higher the order of the singular kernel.
    """

    def __init__(self, a: float) -> None:
        if not 0 < a <= MAX_FREQUENCY:
            raise ValueError(f"a must lie in (0, {MAX_FREQUENCY:g}], got {a}")
        self.a = a
        scale = math.sqrt(2 / -math.expm1(-2 * a))
        super().__init__(
            f"sine({a:.6g})",
            lambda x: scale * torch.sin(math.sqrt(a) * x),
            lowest=1,
            parity=-1,
            at_zero=0.0,
            slope_at_zero=a / math.sinh(a),
            second=0.0,
            slope_at_one=a / math.tanh(a),
        )

    def phid(self, z: Array) -> Array:
        return np.sinh(self.a * z) / math.sinh(self.a)

    def dphid(self, z: Array, gap: Array | None = None) -> Array:
        return self.a * np.cosh(self.a * z) / math.sinh(self.a)

    def one_minus(self, gap: Array) -> Array:
        # sinh a − sinh b = 2 cosh((a + b)/2) sinh((a − b)/2)
        half = self.a * gap / 2
        return 2 * np.cosh(self.a - half) * np.sinh(half) / math.sinh(self.a)


class ErfDual(ClosedFormDual):
    """φ(x) = c erf(steepness · x), with φ̌(z) = arcsin(s z) / arcsin(s) and s = 2b² / (1 + 2b²).

    Args:
        steepness: b > 0; infinity gives the sign function, whose φ̌'(1) is infinite.
    """

    def __init__(self, steepness: float = 1.0) -> None:
        if not steepness > 0:
            raise ValueError(f"steepness must be positive, got {steepness}")
        sign = math.isinf(steepness)
        self.s = 1.0 if sign else 2 * steepness**2 / (1 + 2 * steepness**2)
        self._angle = math.asin(self.s)
        self._rest = 0.0 if sign else math.sqrt(1 + 4 * steepness**2) / (1 + 2 * steepness**2)  # √(1 − s²)
        scale = math.sqrt(math.pi / 2 / self._angle)
        super().__init__(
            "sign" if sign else f"erf({steepness:g})",
            torch.sign if sign else lambda x: scale * torch.erf(steepness * x),
            lowest=1,
            parity=-1,
            at_zero=0.0,
            slope_at_zero=self.s / self._angle,
            second=0.0,
            slope_at_one=math.inf if sign else self.s / self._rest / self._angle,
        )

    def phid(self, z: Array) -> Array:
        return np.arcsin(self.s * z) / self._angle

    def dphid(self, z: Array, gap: Array | None = None) -> Array:
        gap = 1 - z if gap is None else gap
        with np.errstate(divide="ignore"):
            return self.s / np.sqrt(self._rest**2 + self.s**2 * gap * (2 - gap)) / self._angle

    def one_minus(self, gap: Array) -> Array:
        z = 1 - gap
        root = np.sqrt(self._rest**2 + self.s**2 * gap * (2 - gap))  # √(1 − s² z²)
        below = root + z * self._rest
        sine = self.s * gap * (2 - gap) / np.where(gap == 0, 1.0, below)
        return np.arcsin(np.minimum(sine, 1.0)) / self._angle


class ReLUDual(ClosedFormDual):
    """φ(x) = √2 max(x, 0), with φ̌(cos θ) = (sin θ + (π − θ) cos θ) / π, and φ̌'(1) = 1."""

    def __init__(self) -> None:
        super().__init__(
            "relu",
            lambda x: math.sqrt(2) * torch.relu(x),
            lowest=0,
            parity=0,
            at_zero=1 / math.pi,
            slope_at_zero=0.5,
            second=1 / (2 * math.pi),
            slope_at_one=1.0,
        )

    def phid(self, z: Array) -> Array:
        return np.maximum(1 - self.one_minus(1 - z), 0.0)

    def dphid(self, z: Array, gap: Array | None = None) -> Array:
        return 1 - _angle(1 - z if gap is None else gap) / math.pi

    def one_minus(self, gap: Array) -> Array:
        angle = _angle(gap)
        return gap - _sine_minus(angle, gap) / math.pi


def _angle(gap: np.ndarray) -> np.ndarray:
    """arccos(1 − gap)."""
    return 2 * np.arcsin(np.sqrt(np.minimum(gap / 2, 1.0)))


def _sine_minus(angle: np.ndarray, gap: np.ndarray) -> np.ndarray:
    """sin θ − θ cos θ = θ³/3 − θ⁵/30 + θ⁷/840 − …, by the series where it would cancel."""
    square = angle * angle
    series = (
        angle
        * square
        * (
            1 / 3
            - square
            * (
                1 / 30
                - square * (1 / 840 - square * (1 / 45360 - square * (1 / 3991680 - square / 518918400)))
            )
        )
    )
    direct = np.sqrt(gap * np.maximum(2 - gap, 0.0)) - angle * (1 - gap)
    return np.where(angle < 0.5, series, direct)
