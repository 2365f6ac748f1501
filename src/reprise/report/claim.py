"""Judges: how a claim turns a table into a verdict.

A judge compares an interval over seeds with a threshold that was written before the run. The whole
interval beyond the threshold: **holds**. The whole interval short of it: **fails**. The threshold inside:
**inconclusive**. A claim that a scale cannot judge is **untested** there, with the reason.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from reprise.report.interval import effect_size, interval
from reprise.report.quantity import Quantity
from reprise.report.row import Scale
from reprise.report.table import Table
from reprise.report.verdict import Verdict

S = TypeVar("S")


class Judge(ABC):
    """Decides one claim. ``judge(id, table, scale)`` gives a :class:`Verdict`."""

    @abstractmethod
    def judge(self, id: str, table: Table, scale: Scale) -> Verdict: ...


@dataclass(frozen=True)
class _Threshold(Judge):
    quantity: Quantity
    low: float
    high: float
    confidence: float = 0.95

    @property
    def words(self) -> str:
        if self.low == -math.inf:
            return f"<= {self.high:g}"
        if self.high == math.inf:
            return f">= {self.low:g}"
        return f"in [{self.low:g}, {self.high:g}]"

    def judge(self, id: str, table: Table, scale: Scale) -> Verdict:
        values = self.quantity.values(table).to_numpy()
        found = interval(values, self.confidence)
        if found.low >= self.low and found.high <= self.high:
            word = "holds"
        elif found.high < self.low or found.low > self.high:
            word = "fails"
        else:
            word = "inconclusive"
        # The nearer end is the one that decides.
        bound = min((self.low, self.high), key=lambda b: abs(found.mean - b))
        return Verdict(
            id=id,
            verdict=word,
            scale=scale,
            seeds=found.n,
            quantity=self.quantity.words,
            measured=found.mean,
            interval=(found.low, found.high),
            threshold=self.words,
            effect=effect_size(values, bound),
            reason=f"{found.confidence:.0%} interval over {found.n} seeds, {found.method}",
        )


def at_least(quantity: Quantity, threshold: float) -> Judge:
    """Holds when the interval of ``quantity`` lies at or above ``threshold``."""
    return _Threshold(quantity, float(threshold), math.inf)


def at_most(quantity: Quantity, threshold: float) -> Judge:
    """Holds when the interval of ``quantity`` lies at or below ``threshold``."""
    return _Threshold(quantity, -math.inf, float(threshold))


def within(quantity: Quantity, low: float, high: float) -> Judge:
    """Holds when the interval of ``quantity`` lies inside [low, high]: an equivalence test."""
    if not low < high:
        raise ValueError(f"within() needs low < high, got {low} and {high}")
    return _Threshold(quantity, float(low), float(high))


@dataclass(frozen=True)
class _All(Judge):
    judges: tuple[Judge, ...]

    def judge(self, id: str, table: Table, scale: Scale) -> Verdict:
        parts = tuple(judge.judge(id, table, scale) for judge in self.judges)
        words = [part.verdict for part in parts]
        word = next((w for w in ("fails", "untested", "inconclusive") if w in words), "holds")
        decisive = next(part for part in parts if part.verdict == word)
        if word == "holds":  # show the condition that was nearest to not holding
            decisive = min(parts, key=lambda p: math.inf if p.effect is None else abs(p.effect))
        return replace(decisive, verdict=word, parts=parts)


def all_of(*judges: Judge) -> Judge:
    """A claim with several conditions: fails when one fails, holds when all hold.

    The verdict shows the condition that decided it; the others stand in ``parts``.
    """
    if not judges:
        raise ValueError("all_of() needs at least one judge")
    return judges[0] if len(judges) == 1 else _All(tuple(judges))


@dataclass(frozen=True)
class _Untested(Judge):
    reason: str

    def judge(self, id: str, table: Table, scale: Scale) -> Verdict:
        return Verdict(id=id, verdict="untested", scale=scale, seeds=len(table.seeds), reason=self.reason)


def untested(reason: str) -> Judge:
    """A claim that no scale here can judge, and why."""
    if not reason.strip():
        raise ValueError("untested() needs a reason")
    return _Untested(reason)


@dataclass(frozen=True)
class _Reported(Judge):
    quantity: Quantity
    reason: str

    def judge(self, id: str, table: Table, scale: Scale) -> Verdict:
        found = interval(self.quantity.values(table).to_numpy())
        return Verdict(
            id=id,
            verdict="untested",
            scale=scale,
            seeds=found.n,
            quantity=self.quantity.words,
            measured=found.mean,
            interval=(found.low, found.high),
            reason=self.reason,
        )


def reported(quantity: Quantity, reason: str = "reported without a threshold") -> Judge:
    """A quantity that a reader wants to see although nothing was claimed of it beforehand: untested, with its value."""
    return _Reported(quantity, reason)


@dataclass(frozen=True)
class _ByScale(Judge):
    judges: Mapping[Scale, Judge]
    reason: str

    def judge(self, id: str, table: Table, scale: Scale) -> Verdict:
        return self.judges.get(scale, _Untested(self.reason)).judge(id, table, scale)


def only_at(scales: Scale | Iterable[Scale], judge: Judge, otherwise: str) -> Judge:
    """Judge at these scales only; elsewhere the claim is untested for the reason ``otherwise``.

    A judge whose rows are missing at a scale where it should judge is an error, not "untested":
    a misspelt method must not pass as an honest gap.
    """
    chosen = [scales] if isinstance(scales, Scale) else list(scales)
    return by_scale(dict.fromkeys(chosen, judge), otherwise)


def by_scale(judges: Mapping[Scale, Judge], otherwise: str = "") -> Judge:
    """A judge for each scale, for experiments whose data differ by scale.

    Args:
        otherwise: why a scale without a judge cannot decide; may be left out when all scales have one.
    """
    if not otherwise.strip() and set(judges) != set(Scale):
        missing = ", ".join(scale for scale in Scale if scale not in judges)
        raise ValueError(f'say why {missing} cannot judge the claim: otherwise="..."')
    return _ByScale(dict(judges), otherwise)


def per_scale(settings: Mapping[Scale, S], judge: Callable[[S], Judge]) -> Judge:
    """A claim on whatever a scale has: ``judge(settings)`` gives the judge of each scale from its settings."""
    return by_scale(
        {scale: judge(own) for scale, own in settings.items()}, "the experiment has no such scale"
    )
