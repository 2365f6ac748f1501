"""Learning-rate schedules as functions of the share of training that is done.

A schedule maps (step, total steps) to a factor of the base learning rate; :func:`fit` takes any such
function.
"""

from __future__ import annotations

import math
from collections.abc import Callable

Schedule = Callable[[int, int], float]


def _warmup(warmup: float, body: Callable[[float], float]) -> Schedule:
    if not 0 <= warmup < 1:
        raise ValueError(f"warmup is a share of all steps in [0, 1), got {warmup}")

    def factor(step: int, total: int) -> float:
        first = round(warmup * total)
        if step < first:
            return (step + 1) / first
        return body((step - first) / max(1, total - first))

    return factor


def constant(warmup: float = 0.0) -> Schedule:
    """1 after a linear rise over the first ``warmup`` of the steps."""
    return _warmup(warmup, lambda done: 1.0)


def linear(warmup: float = 0.0, final: float = 0.0) -> Schedule:
    """A straight fall from 1 to ``final`` after the warm-up."""
    return _warmup(warmup, lambda done: 1 + (final - 1) * done)


def cosine(warmup: float = 0.0, final: float = 0.0) -> Schedule:
    """Half a cosine from 1 to ``final`` after the warm-up (Loshchilov and Hutter 2017, without restarts)."""
    return _warmup(warmup, lambda done: final + (1 - final) * 0.5 * (1 + math.cos(math.pi * done)))
