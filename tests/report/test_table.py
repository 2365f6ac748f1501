"""Questions to a table, with answers worked out by hand."""

from __future__ import annotations

import pytest

from reprise.report import MissingRows, Row, Table

ROWS = [
    Row(method, "acc", value + 0.01 * seed, seed, setting)
    for method, values in {"a": (0.9, 0.7), "b": (0.8, 0.75)}.items()
    for setting, value in zip(("d=8", "d=16"), values, strict=True)
    for seed in range(3)
] + [Row("c", "acc", 0.5, seed) for seed in range(3)]


def test_answers():
    table = Table(ROWS)
    assert len(table) == 15
    assert table.seeds == [0, 1, 2]
    assert table.settings("a", "acc") == ["d=8", "d=16"]
    assert table.per_seed("a", "acc").tolist() == pytest.approx([0.8, 0.81, 0.82])
    assert table.gap("a", "b", "acc").tolist() == pytest.approx([0.025] * 3)
    assert table.gap("a", "b", "acc", "d=8").tolist() == pytest.approx([0.1] * 3)
    assert table.gap("a", "b", "acc", "d=16", over_setting="d=8").tolist() == pytest.approx([-0.1] * 3)
    assert table.gap("a", "c", "acc").tolist() == pytest.approx([0.3, 0.31, 0.32])
    assert table.ratio("a", "c", "acc").tolist() == pytest.approx([1.6, 1.62, 1.64])
    assert table.mean("b", "acc", "d=1*") == pytest.approx(0.76)
    curve = table.curve("a", "acc", ["d=16", "d=8"])
    assert [point[0] for point in curve] == pytest.approx([0.71, 0.91])
    assert all(low < mean < high for mean, low, high in curve)


def test_missing_rows_say_what_there_is():
    table = Table(ROWS)
    with pytest.raises(MissingRows, match=r"method 'x'.*methods with that metric: \['a', 'b', 'c'\]"):
        table.per_seed("x", "acc")
    with pytest.raises(MissingRows, match="no row for seed 2 in setting 'd=8'"):
        Table([r for r in ROWS if not (r.method == "a" and r.seed == 2 and r.setting == "d=8")]).per_seed(
            "a", "acc"
        )
    with pytest.raises(MissingRows, match=r"needs the same seeds"):
        Table([r for r in ROWS if not (r.method == "b" and r.seed == 2)]).gap("a", "b", "acc")
    with pytest.raises(MissingRows, match="must be the same"):
        Table([*ROWS, *(Row("d", "acc", 1, s, x) for s in range(3) for x in ("p", "q"))]).gap("a", "d", "acc")


def test_refuses_doubled_rows_and_division_by_zero():
    with pytest.raises(ValueError, match="1 rows stand twice"):
        Table([*ROWS, ROWS[0]])
    with pytest.raises(ZeroDivisionError, match="'z' is 0"):
        Table([Row("a", "acc", 1, 0), Row("z", "acc", 0, 0)]).ratio("a", "z", "acc")
