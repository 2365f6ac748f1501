"""A new run beside the stored one: how an outsider checks us."""

from __future__ import annotations

from dataclasses import dataclass

from reprise.report.result import Result
from reprise.report.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Comparison:
    """One claim in the stored result and in a new run.

    ``differs`` is empty when they agree; else it says how.
    """

    id: str
    stored: Verdict | None
    new: Verdict
    differs: str


def compare(new: Result, stored: Result) -> list[Comparison]:
    """Claim by claim, in the order of the new run.

    Two verdicts differ when their words do, or when the new mean lies outside the stored interval.
    Results of different scales are compared all the same: the words then say so.
    """
    before = {verdict.id: verdict for verdict in stored.verdicts}
    return [_compare(verdict, before.get(verdict.id)) for verdict in new.verdicts]


def _compare(new: Verdict, stored: Verdict | None) -> Comparison:
    if stored is None:
        return Comparison(new.id, None, new, "the stored result does not have this claim")
    if new.verdict != stored.verdict:
        scales = "" if new.scale == stored.scale else f" ({stored.scale} scale there, {new.scale} here)"
        return Comparison(new.id, stored, new, f"was {stored.verdict}, now {new.verdict}{scales}")
    if new.scale == stored.scale and new.measured is not None and stored.interval is not None:
        low, high = stored.interval
        if not low - 1e-9 <= new.measured <= high + 1e-9:
            return Comparison(
                new.id,
                stored,
                new,
                f"measured {new.measured:.4g}, outside the stored interval [{low:.4g}, {high:.4g}]",
            )
    return Comparison(new.id, stored, new, "")
