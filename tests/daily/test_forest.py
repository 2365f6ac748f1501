import math

import pytest

from reprise.daily.forest import WIDTH, forest, parse_threshold
from reprise.report import Quantity, Row, Scale, Table, Verdict, at_least, at_most, mean, within

ROWS = Table(Row(method="ours", metric="accuracy", value=0.5 + 0.01 * seed, seed=seed) for seed in range(5))


def verdict(judge) -> Verdict:
    return judge.judge("claim", ROWS, Scale.LAPTOP)


def accuracy() -> Quantity:
    return mean("ours", metric="accuracy")


@pytest.mark.parametrize(
    ("judge", "region"),
    [
        (at_least(accuracy(), -0.01), (-0.01, math.inf)),
        (at_most(accuracy(), 1.5e-7), (-math.inf, 1.5e-7)),
        (within(accuracy(), -2, 0.5), (-2, 0.5)),
    ],
)
def test_the_words_of_every_judge_are_understood(judge, region):
    assert parse_threshold(verdict(judge).threshold) == pytest.approx(region)


def test_other_words_are_not_guessed():
    assert parse_threshold("") is None
    assert parse_threshold("about 3") is None
    assert parse_threshold(">= 0.5 or so") is None


def test_marks_lie_in_the_order_of_their_values():
    plot = forest(verdict(at_least(accuracy(), 0.45)))
    assert plot is not None
    assert 0 < plot.thresholds[0] < plot.low < plot.mean < plot.high < WIDTH
    assert plot.holds == (plot.thresholds[0], WIDTH)
    assert not plot.open_low
    assert not plot.open_high
    # Places are affine in the values: the mean lies in the middle of a symmetric interval.
    assert plot.mean == pytest.approx((plot.low + plot.high) / 2, abs=0.1)


def test_a_range_shades_what_lies_between_its_ends():
    plot = forest(verdict(within(accuracy(), 0.3, 0.6)))
    assert plot is not None
    assert plot.holds == plot.thresholds
    assert plot.holds[0] < plot.low < plot.high < plot.holds[1]


def test_an_upper_bound_shades_from_the_left_border():
    plot = forest(verdict(at_most(accuracy(), 0.6)))
    assert plot is not None
    assert plot.holds == (0, plot.thresholds[0])


def test_an_unbounded_interval_reaches_the_borders():
    single = Table([Row(method="ours", metric="accuracy", value=0.5, seed=0)])
    plot = forest(at_least(accuracy(), 0.4).judge("claim", single, Scale.TINY))
    assert plot is not None
    assert (plot.low, plot.high, plot.open_low, plot.open_high) == (0, WIDTH, True, True)


def test_a_value_on_its_threshold_still_has_a_scale():
    plot = forest(
        Verdict("claim", "holds", Scale.TINY, 3, measured=0.0, interval=(0.0, 0.0), threshold=">= 0")
    )
    assert plot is not None
    assert plot.mean == plot.low == plot.high == plot.thresholds[0] == WIDTH / 2


def test_what_was_not_measured_is_not_drawn():
    assert forest(Verdict("claim", "untested", Scale.TINY, 0, reason="no data")) is None
    assert forest(Verdict("claim", "holds", Scale.TINY, 3, measured=1.0, threshold="")) is None
