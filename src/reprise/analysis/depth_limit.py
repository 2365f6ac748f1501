"""Which classifier an infinitely deep network becomes, and activations for a wanted order.

Radhakrishnan, Belkin & Uhler, arXiv 2204.14126: the value and the slope of the dual at 0 decide between a
majority vote, the nearest neighbour and a singular kernel; the slopes at 0 and 1 give the kernel's order
α = −2 log φ̌'(0) / log φ̌'(1), and classification on a sphere of dimension d is consistent when α = d. Mind that
the sphere in R^{d+1} has dimension d: points with three coordinates need order 2.

The majority vote of activations with a mean needs φ̌'(1) >= 1, or a ridge that is kept while depth grows. Where
φ̌'(1) < 1 (sigmoid, softplus), 1 − φ̌^{(L)}(z) ~ φ̌'(1)^L D(z): all pairs tend to cosine 1 at one pace, and regression
without ridge tends to the interpolant with the conditionally positive definite kernel −D, which is no vote.
"""

from __future__ import annotations

import math
from typing import Literal

from scipy.optimize import brentq

from reprise.analysis.closed_duals import MAX_FREQUENCY, SineDual
from reprise.analysis.dual_activation import DualActivation

SMALLEST_SLOPE = 1e-290  # of φ̌ at 0, so that cosines far below it are still normal doubles
HIGHEST_ORDER = math.floor(-2 * math.log2(SMALLEST_SLOPE))
Limit = Literal["majority", "1nn", "singular"]


def taxonomy(dual: DualActivation) -> Limit:
    """The limit of infinite depth: ``"majority"``, ``"1nn"`` or ``"singular"``.

    φ̌(0) ≠ 0 (the activation has a mean) makes a majority vote (without ridge only if φ̌'(1) >= 1, see above); else φ̌'(0) = 0 (no linear part) the nearest
    neighbour; else the singular kernel.
    """
    if dual.lowest == 0:
        return "majority"
    return "singular" if dual.lowest == 1 else "1nn"


def singular_order(dual: DualActivation) -> float:
    """The order α of the pole, K ~ ‖x − x'‖^(−α): 0 for a majority vote, infinite for the nearest neighbour."""
    kind = taxonomy(dual)
    if kind == "majority":
        return 0.0
    if kind == "1nn":
        return math.inf
    return -2 * math.log(dual.slope_at_zero) / math.log(dual.slope_at_one)


def optimal_activation(d: float, family: str = "hermite") -> DualActivation:
    """An activation whose infinitely deep network is consistent on a sphere of dimension ``d``.

    Args:
        d: dimension of the sphere, the number of coordinates less one; any real number from 1 on.
        family: ``"hermite"``: c h_1, h_2 and h_3 with φ̌ = c z + (1 − 2c) z² + c z³, c = 2^(−d/2), for d >= 2, and
            φ̌ = c z + (1 − c) z⁷ below (c = 1/2 at d = 1). ``"sine"``: c sin(√a x), for d > 1, a by Brent's method.

    Raises:
        ValueError: unknown family, no solution for this ``d``, or a slope at 0 below 1e-290, which doubles cannot
            iterate; the message has the attainable range.
    """
    if family not in ("hermite", "sine"):
        raise ValueError(f"family must be 'hermite' or 'sine', got {family!r}")
    if not d >= 1 or math.isinf(d):
        raise ValueError(
            f"d must be finite and at least 1, got {d}: it is the dimension of the sphere, the number of coordinates less one"
        )
    if family == "sine":
        low, high = 1e-2, MAX_FREQUENCY
        ends = [singular_order(SineDual(a)) for a in (low, high)]
        if not ends[0] < d <= ends[1]:
            raise ValueError(
                f"no sine activation has order {d:g}: attainable are orders above 1, up to {ends[1]:.4g}; use family='hermite'"
            )
        return SineDual(brentq(lambda a: singular_order(SineDual(a)) - d, low, high, xtol=1e-13))
    if d > HIGHEST_ORDER:
        raise ValueError(
            f"order {d:g} needs φ̌'(0) = 2^(-{d / 2:g}), below what doubles can iterate; orders up to {HIGHEST_ORDER} "
            "are attainable; beyond, use hermite_dual(2), the nearest neighbour"
        )
    name = f"hermite of order {d:g}"
    if d >= 2:
        c = 2 ** (-d / 2)
        return DualActivation([0, c, 1 - 2 * c, c], name)
    c = 0.5 if d == 1 else brentq(lambda c: -2 * math.log(c) / math.log(7 - 6 * c) - d, 0.1, 0.9, xtol=1e-15)
    return DualActivation([0, c, 0, 0, 0, 0, 0, 1 - c], name)
