"""The small drawing beside a verdict: its interval against the threshold that was written before the run."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reprise.report import Verdict

WIDTH = 220.0
"""Width of the drawing in its own units; its height is up to the template."""

_NUMBER = r"([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)"
_BOUND = re.compile(rf"(>=|<=)\s*{_NUMBER}")
_RANGE = re.compile(rf"in\s*\[\s*{_NUMBER}\s*,\s*{_NUMBER}\s*\]")


@dataclass(frozen=True, slots=True)
class Forest:
    """Where the marks lie, in units from 0 to :data:`WIDTH`.

    Args:
        low, high: ends of the interval; at the border where it is unbounded.
        open_low, open_high: whether that end is unbounded.
        mean: of the measured value.
        thresholds: one, or two for a range.
        holds: the stretch in which the claim holds.
    """

    low: float
    high: float
    open_low: bool
    open_high: bool
    mean: float
    thresholds: tuple[float, ...]
    holds: tuple[float, float]


def parse_threshold(text: str) -> tuple[float, float] | None:
    """The region in which a claim holds, from a verdict's words (``">= 0.5"``, ``"in [0, 1]"``).

    None when the words are none of these.
    """
    bound = _BOUND.fullmatch(text.strip())
    if bound is not None:
        value = float(bound[2])
        return (value, math.inf) if bound[1] == ">=" else (-math.inf, value)
    found = _RANGE.fullmatch(text.strip())
    return None if found is None else (float(found[1]), float(found[2]))


def forest(verdict: Verdict) -> Forest | None:
    """The drawing of a verdict; None when it measured nothing or has no threshold to be drawn against."""
    region = parse_threshold(verdict.threshold)
    if verdict.measured is None or not math.isfinite(verdict.measured) or region is None:
        return None
    low, high = verdict.interval or (verdict.measured, verdict.measured)
    thresholds = [end for end in region if math.isfinite(end)]
    marks = [verdict.measured, *thresholds, *(end for end in (low, high) if math.isfinite(end))]
    left, right = min(marks), max(marks)
    margin = 0.14 * (right - left) or max(abs(left), 1.0) * 0.1
    left, right = left - margin, right + margin

    def place(value: float) -> float:
        share = (min(max(value, left), right) - left) / (right - left)
        return round(share * WIDTH, 1)

    return Forest(
        low=place(low),
        high=place(high),
        open_low=not math.isfinite(low),
        open_high=not math.isfinite(high),
        mean=place(verdict.measured),
        thresholds=tuple(place(end) for end in thresholds),
        holds=(place(region[0]), place(region[1])),
    )
