"""Intervals against textbook values and by their coverage."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from reprise.report.interval import BOOTSTRAP_FROM, effect_size, interval


def test_few_values_get_the_t_interval():
    values = np.array([0.1, 0.3, 0.2, 0.4, 0.35])
    found = interval(values)
    low, high = stats.t.interval(0.95, 4, loc=values.mean(), scale=stats.sem(values))
    assert (found.low, found.high) == pytest.approx((low, high))
    assert found.method == "t"


def test_it_covers_as_often_as_it_says():
    rng = np.random.default_rng(0)
    hits = sum((i := interval(rng.normal(1.0, 2.0, 5))).low <= 1.0 <= i.high for _ in range(2000))
    assert 0.935 < hits / 2000 < 0.965


def test_many_values_get_the_bootstrap_and_follow_the_skew():
    values = np.random.default_rng(1).exponential(size=BOOTSTRAP_FROM)
    found = interval(values)
    assert found.method == "bootstrap (BCa)"
    assert found.low < values.mean() < found.high
    assert found.high - values.mean() > values.mean() - found.low
    assert interval(values) == found


def test_one_value_decides_nothing_and_equal_values_have_no_width():
    assert (interval(np.array([3.0])).low, interval(np.array([3.0])).high) == (-math.inf, math.inf)
    flat = interval(np.full(4, 0.7))
    assert (flat.low, flat.high, flat.method) == (0.7, 0.7, "no spread")


def test_effect_size_is_hedges_g():
    values = np.array([0.2, 0.1, 0.3, 0.4])
    d = (values.mean() - 0.05) / values.std(ddof=1)
    assert effect_size(values, 0.05) == pytest.approx(d * (1 - 3 / 11))
    assert effect_size(np.array([0.2, 0.2, 0.2])) is None
    assert effect_size(np.array([0.1, 0.2])) is None


@pytest.mark.parametrize(
    ("values", "confidence", "message"),
    [([], 0.95, "at least one"), ([1.0, float("nan")], 0.95, "finite"), ([1.0, 2.0], 95, "between 0 and 1")],
)
def test_refuses_what_cannot_be(values, confidence, message):
    with pytest.raises(ValueError, match=message):
        interval(np.array(values), confidence)
