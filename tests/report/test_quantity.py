"""Quantities are computed seed by seed and combine."""

from __future__ import annotations

import pytest

from reprise.report import Row, Table, average, best, difference, gap, magnitude, mean, ratio

TABLE = Table(
    [Row("a", "acc", 0.6 + s / 10, s, "x") for s in range(2)]
    + [Row("b", "acc", 0.5, s, "x") for s in range(2)]
    + [Row("c", "acc", 0.65, s, "x") for s in range(2)]
)


def test_combinations():
    a, b, c = (mean(method, "acc") for method in "abc")
    assert (a - b).values(TABLE).tolist() == pytest.approx([0.1, 0.2])
    assert difference(a, b).values(TABLE).tolist() == gap("a", "b", "acc").values(TABLE).tolist()
    assert (2 * a + 1).values(TABLE).tolist() == pytest.approx([2.2, 2.4])
    assert (a / b).values(TABLE).tolist() == pytest.approx(ratio("a", "b", "acc").values(TABLE).tolist())
    assert best(b, c, a).values(TABLE).tolist() == pytest.approx([0.65, 0.7])


def test_average_and_magnitude():
    a, b, c = (mean(method, "acc") for method in "abc")
    assert average(a, b).values(TABLE).tolist() == pytest.approx([0.55, 0.6])
    assert magnitude(b - a).values(TABLE).tolist() == pytest.approx([0.1, 0.2])
    assert average(c) is c
    assert average(a, b).words == "mean of 2: acc of a, ..."
    with pytest.raises(ValueError, match="at least one"):
        average()


def test_words_say_what_is_measured():
    assert gap("a", over="b", metric="acc", setting="x").words == "acc of a [x] − b [x]"
    assert mean("a", "acc").words == "acc of a"


def test_best_of_one_is_refused():
    with pytest.raises(ValueError, match="at least two"):
        best(mean("a", "acc"))
