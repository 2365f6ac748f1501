"""The kernels of the experiment, each tabulated once for all problems and seeds."""

from __future__ import annotations

import functools
from collections.abc import Callable

from reprise.analysis import (
    DepthKernel,
    DualActivation,
    ErfDual,
    Koenigs,
    ReLUDual,
    SineDual,
    optimal_activation,
)

FLAT: dict[str, Callable[[], DualActivation]] = {
    "erf": ErfDual,
    "sine 1": lambda: SineDual(1.0),
    "relu": ReLUDual,
}


@functools.cache
def of_order(order: float, family: str = "hermite") -> Koenigs:
    """The infinitely deep kernel of a given order."""
    return Koenigs(optimal_activation(order, family))


@functools.cache
def limit(name: str) -> Koenigs:
    """The infinitely deep kernel of a named activation."""
    return Koenigs(activation(name))


@functools.cache
def activation(name: str) -> DualActivation:
    """``"erf"``, ``"sine 1"`` or ``"relu"``."""
    return FLAT[name]()


@functools.cache
def deep(name: str, depth: int) -> DepthKernel:
    """The tangent kernel of a named activation at finite depth."""
    return DepthKernel(activation(name), depth, "ntk")
