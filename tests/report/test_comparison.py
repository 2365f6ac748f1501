"""New runs beside stored ones."""

from __future__ import annotations

from dataclasses import replace

from reprise.report import Result, Scale, Verdict
from reprise.report.comparison import compare

HOLDS = Verdict("a", "holds", Scale.LAPTOP, 3, measured=0.5, interval=(0.4, 0.6))


def result(*verdicts: Verdict) -> Result:
    return Result("demo", Scale.LAPTOP, (0,), (), verdicts, 1.0)


def difference(new: Verdict, stored: Verdict) -> str:
    return compare(result(new), result(stored))[0].differs


def test_agreement_and_the_ways_to_differ():
    assert difference(HOLDS, HOLDS) == ""
    assert difference(replace(HOLDS, measured=0.58), HOLDS) == ""
    assert (
        difference(replace(HOLDS, measured=0.65), HOLDS)
        == "measured 0.65, outside the stored interval [0.4, 0.6]"
    )
    assert difference(replace(HOLDS, verdict="fails"), HOLDS) == "was holds, now fails"
    tiny = replace(HOLDS, verdict="fails", scale=Scale.TINY)
    assert difference(tiny, HOLDS) == "was holds, now fails (laptop scale there, tiny here)"
    assert compare(result(HOLDS), result())[0].differs == "the stored result does not have this claim"
