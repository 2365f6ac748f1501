"""What a run says about a claim."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from reprise.report.row import Scale

WORDS = ("holds", "fails", "inconclusive", "untested")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one claim at one scale.

    Args:
        id: the claim's id on the card.
        verdict: ``holds``, ``fails``, ``inconclusive`` or ``untested``.
        scale: the scale it was judged at; a verdict without its scale means nothing.
        seeds: how many seeds stand behind it.
        statement: the claim in words, from the card.
        quantity: what was measured, in words.
        measured: the mean over seeds; None when untested.
        interval: (low, high) of the paired interval over seeds; None when untested.
        threshold: the bound that was written before the run, e.g. ``">= -0.01"``.
        effect: Hedges' g_z of the measured values against the threshold; None where it has no meaning.
        reason: why a claim is untested, or what the interval was made with.
        parts: the verdicts of a claim's conditions when it has several.
    """

    id: str
    verdict: str
    scale: Scale
    seeds: int
    statement: str = ""
    quantity: str = ""
    measured: float | None = None
    interval: tuple[float, float] | None = None
    threshold: str = ""
    effect: float | None = None
    reason: str = ""
    parts: tuple[Verdict, ...] = field(default=())

    def __post_init__(self) -> None:
        if self.verdict not in WORDS:
            raise ValueError(f"verdict must be one of {', '.join(WORDS)}, got {self.verdict!r}")
        if self.verdict == "untested" and not self.reason:
            raise ValueError(f"claim {self.id!r} is untested without a reason")

    def __str__(self) -> str:
        if self.verdict == "untested":
            return f"untested at {self.scale} scale: {self.reason}"
        return f"{self.verdict} at {self.scale} scale, {self.seeds} seed{'s' if self.seeds != 1 else ''}"

    def to_json(self) -> dict[str, Any]:
        """JSON has no infinities: an unbounded end of an interval is null."""

        def finite(value: float | None) -> float | None:
            return None if value is None or not math.isfinite(value) else round(value, 6)

        return {
            "id": self.id,
            "statement": self.statement,
            "verdict": self.verdict,
            "scale": str(self.scale),
            "seeds": self.seeds,
            "quantity": self.quantity,
            "measured": finite(self.measured),
            "interval": None if self.interval is None else [finite(v) for v in self.interval],
            "threshold": self.threshold,
            "effect": finite(self.effect),
            "reason": self.reason,
            "parts": [part.to_json() for part in self.parts],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Verdict:
        ends = data.get("interval")
        return cls(
            id=data["id"],
            verdict=data["verdict"],
            scale=Scale(data["scale"]),
            seeds=data["seeds"],
            statement=data.get("statement", ""),
            quantity=data.get("quantity", ""),
            measured=data.get("measured"),
            interval=None
            if ends is None
            else (-math.inf if ends[0] is None else ends[0], math.inf if ends[1] is None else ends[1]),
            threshold=data.get("threshold", ""),
            effect=data.get("effect"),
            reason=data.get("reason", ""),
            parts=tuple(cls.from_json(part) for part in data.get("parts", ())),
        )
