"""Normalised Hermite polynomials: projection of a function on them, and series of them.

h_k has E h_j(u) h_k(u) = [j = k] under u ~ N(0, 1), with √(k+1) h_{k+1}(x) = x h_k(x) − √k h_{k−1}(x).
The projection integrates by Gauss-Legendre on panels of half a unit rather than by one Gauss-Hermite rule:
equally exact for smooth functions, and exact for kinks and jumps at multiples of one half (ReLU, sign, hard tanh).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

if TYPE_CHECKING:
    from torch import Tensor

REACH = 16.0  # the density is 1e-56 there
PANEL = 0.5
POINTS = 32  # a panel


def project(phi: Callable[[Tensor], Tensor], degree: int) -> tuple[Float[np.ndarray, " degrees"], float]:
    """The coefficients E[φ h_k] / √E[φ²] for k = 0..degree, and √E[φ²].

    Raises:
        ValueError: φ is not square-integrable under the standard normal density, or is 0.
    """
    import torch

    if degree < 1:
        raise ValueError(f"degree must be at least 1, got {degree}")
    x, measure = _quadrature()
    values = phi(torch.from_numpy(x)).detach().double().numpy()
    if values.shape != x.shape:
        raise ValueError(f"an activation acts on each number: it made shape {values.shape} of {x.shape}")
    with np.errstate(over="ignore", invalid="ignore"):
        mass = values**2 * measure
        total = float(mass.sum())
        outer = float(mass[np.abs(x) > REACH - 2].sum())
    if not math.isfinite(total) or outer > 1e-9 * total:
        raise ValueError(
            f"E φ(u)² under u ~ N(0, 1) is {total:.3g}, of which {outer:.3g} beyond |u| = {REACH - 2:g}: the activation is "
            "not square-integrable, or too steep to tell; use one that grows slower than exp(u²/4)"
        )
    if total == 0:
        raise ValueError("the activation is 0 everywhere; it has no dual")
    norm = math.sqrt(total)
    weighted = values * np.sqrt(measure) / norm
    before, now = np.zeros_like(x), np.sqrt(measure)
    coefficients = np.empty(degree + 1)
    for k in range(degree + 1):
        coefficients[k] = weighted @ now
        before, now = now, (x * now - math.sqrt(k) * before) / math.sqrt(k + 1)
    return coefficients, norm


def mean_square_slope(phi: Callable[[Tensor], Tensor]) -> float:
    """E φ'(u)² under u ~ N(0, 1), by the same quadrature; kinks count, jumps do not (their slope is infinite)."""
    import torch

    x, measure = _quadrature()
    at = torch.from_numpy(x).requires_grad_()
    with torch.enable_grad():
        values = phi(at)
        if not values.requires_grad:  # constant between jumps
            return 0.0
        (slopes,) = torch.autograd.grad(values.sum(), at)
    return float((slopes.numpy() ** 2 * measure).sum())


def _quadrature() -> tuple[np.ndarray, np.ndarray]:
    nodes, weights = np.polynomial.legendre.leggauss(POINTS)
    middles = np.arange(-REACH, REACH, PANEL) + PANEL / 2
    x = (middles[:, None] + PANEL / 2 * nodes).ravel()
    measure = np.tile(PANEL / 2 * weights, len(middles)) * np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
    return x, measure


def hermite_series(coefficients: Sequence[float], x: Tensor) -> Tensor:
    """Σ coefficient_k h_k(x), elementwise and differentiable."""
    import torch

    before, now = torch.zeros_like(x), torch.ones_like(x)
    out = coefficients[0] * now
    for k, coefficient in enumerate(coefficients[1:]):
        before, now = now, (x * now - math.sqrt(k) * before) / math.sqrt(k + 1)
        out = out + coefficient * now
    return out
