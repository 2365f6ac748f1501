"""Verdicts follow from where the interval lies."""

from __future__ import annotations

import math

import pytest

from reprise.report import (
    MissingRows,
    Row,
    Scale,
    Table,
    all_of,
    at_least,
    at_most,
    by_scale,
    gap,
    mean,
    only_at,
    per_scale,
    reported,
    untested,
    within,
)

DIFFERENCES = (0.01, 0.02, 0.03, 0.02, 0.02)  # mean 0.02, t-interval about [0.0112, 0.0288]
TABLE = Table(
    [Row("base", "acc", 0.5, s) for s in range(5)]
    + [Row("new", "acc", 0.5 + d, s) for s, d in enumerate(DIFFERENCES)]
)
GAP = gap("new", over="base", metric="acc")


@pytest.mark.parametrize(
    ("judge", "word"),
    [
        (at_least(GAP, 0.01), "holds"),
        (at_least(GAP, 0.02), "inconclusive"),
        (at_least(GAP, 0.03), "fails"),
        (at_most(GAP, 0.03), "holds"),
        (at_most(GAP, 0.02), "inconclusive"),
        (at_most(GAP, 0.01), "fails"),
        (within(GAP, 0.0, 0.05), "holds"),
        (within(GAP, 0.015, 0.05), "inconclusive"),
        (within(GAP, 0.03, 0.05), "fails"),
        (within(GAP, -0.05, 0.0), "fails"),
    ],
)
def test_where_the_interval_lies(judge, word):
    verdict = judge.judge("x", TABLE, Scale.LAPTOP)
    assert verdict.verdict == word
    assert verdict.measured == pytest.approx(0.02)
    assert verdict.interval == pytest.approx((0.0112, 0.0288), abs=1e-4)
    assert str(verdict) == f"{word} at laptop scale, 5 seeds"
    assert "95% interval over 5 seeds, t" in verdict.reason


def test_one_seed_is_never_conclusive():
    table = Table([Row("new", "acc", 0.9, 0)])
    verdict = at_least(mean("new", "acc"), 0.1).judge("x", table, Scale.TINY)
    assert verdict.verdict == "inconclusive"
    assert verdict.interval == (-math.inf, math.inf)
    assert verdict.to_json()["interval"] == [None, None]


def test_conditions_join():
    good, bad, open_ = at_least(GAP, 0.0), at_least(GAP, 0.5), at_least(GAP, 0.02)
    for judges, word in (
        ((good, good), "holds"),
        ((good, bad), "fails"),
        ((good, open_), "inconclusive"),
        ((open_, bad), "fails"),
    ):
        verdict = all_of(*judges).judge("x", TABLE, Scale.LAPTOP)
        assert verdict.verdict == word
        assert [part.verdict for part in verdict.parts] == [
            j.judge("x", TABLE, Scale.LAPTOP).verdict for j in judges
        ]
    assert all_of(good, bad).judge("x", TABLE, Scale.LAPTOP).threshold == ">= 0.5"


def test_scales_that_cannot_judge_say_why():
    judge = only_at(Scale.GPU, at_least(mean("absent", "acc"), 0), "omniglot is read at gpu scale only")
    verdict = judge.judge("few-shot", TABLE, Scale.LAPTOP)
    assert verdict.verdict == "untested"
    assert str(verdict) == "untested at laptop scale: omniglot is read at gpu scale only"
    with pytest.raises(MissingRows):
        judge.judge("few-shot", TABLE, Scale.GPU)
    assert untested("needs eye tracking").judge("x", TABLE, Scale.GPU).verdict == "untested"


def test_a_reported_quantity_is_shown_but_not_judged():
    verdict = reported(GAP).judge("x", TABLE, Scale.LAPTOP)
    assert (verdict.verdict, verdict.reason) == ("untested", "reported without a threshold")
    assert verdict.measured == pytest.approx(0.02)


def test_each_scale_may_have_its_judge():
    judge = by_scale({Scale.TINY: at_least(GAP, 0.5), Scale.LAPTOP: at_least(GAP, 0)}, "no GPU run yet")
    words = [judge.judge("x", TABLE, scale).verdict for scale in Scale]
    assert words == ["fails", "holds", "untested"]


def test_scales_may_be_judged_by_their_settings():
    judge = per_scale({Scale.TINY: 0.5, Scale.LAPTOP: 0.0}, lambda threshold: at_least(GAP, threshold))
    assert [judge.judge("x", TABLE, scale).verdict for scale in Scale] == ["fails", "holds", "untested"]
    assert all_of(at_least(GAP, 0)).judge("x", TABLE, Scale.TINY).parts == ()


def test_missing_rows_are_an_error_and_not_untested():
    with pytest.raises(MissingRows, match="'nwe'"):
        at_least(gap("nwe", over="base", metric="acc"), 0).judge("x", TABLE, Scale.LAPTOP)


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="low < high"):
        within(GAP, 1, 1)
    with pytest.raises(ValueError, match="at least one"):
        all_of()
    with pytest.raises(ValueError, match="reason"):
        untested(" ")
    with pytest.raises(ValueError, match="say why tiny, laptop cannot judge"):
        only_at(Scale.GPU, at_least(GAP, 0), "")
