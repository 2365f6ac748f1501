"""Stored results come back as they were, and are written whole or not at all."""

from __future__ import annotations

import json

import pytest

from reprise.report import Result, Row, Scale, Verdict
from reprise.report.result import write_atomically


def make(rows: int = 3) -> Result:
    part = Verdict(
        "c", "holds", Scale.LAPTOP, 2, measured=0.5, interval=(0.4, float("inf")), threshold=">= 0"
    )
    verdicts = (
        Verdict(
            "c", "holds", Scale.LAPTOP, 2, "It holds.", "acc", 0.5, (0.4, 0.6), ">= 0", 1.5, "t", (part,)
        ),
        Verdict("d", "untested", Scale.LAPTOP, 2, "It might.", reason="needs a GPU"),
    )
    return Result(
        "demo", Scale.LAPTOP, (0, 1), tuple(Row("a", "acc", i / 7, i, "s") for i in range(rows)), verdicts, 12.34,
        {"numpy": "2"}, {"seeds": 2}, {"mnist": "sha"}, "cpu", None, "abc", "2026-01-01T00:00:00+00:00", "reprise run demo",
    )  # fmt: skip


def test_round_trip(tmp_path):
    path = tmp_path / "laptop.json"
    make().write(path)
    again = Result.read(path)
    assert again.verdicts == make().verdicts
    assert [r.value for r in again.rows] == pytest.approx([r.value for r in make().rows], rel=1e-6)
    assert again.dumps() == path.read_text()
    assert json.loads(path.read_text())["rows"][1] == {
        "method": "a", "metric": "acc", "value": 0.1428571, "seed": 1, "setting": "s",
    }  # fmt: skip


def test_one_row_a_line(tmp_path):
    text = make(50).dumps()
    assert sum(line.startswith('  {"method"') for line in text.splitlines()) == 50


def test_too_large_is_refused_and_the_old_file_stays(tmp_path):
    path = tmp_path / "laptop.json"
    make().write(path)
    before = path.read_text()
    with pytest.raises(ValueError, match="more than 200,000"):
        make(5000).write(path)
    assert path.read_text() == before
    assert [p.name for p in tmp_path.iterdir()] == ["laptop.json"]


@pytest.mark.parametrize("content", ["{", "[]", '{"slug": "x"}'])
def test_a_damaged_file_says_so(tmp_path, content):
    path = tmp_path / "laptop.json"
    path.write_text(content)
    with pytest.raises(ValueError, match=r"not a stored result.*reprise run"):
        Result.read(path)


def test_a_failed_write_leaves_nothing(tmp_path, monkeypatch):
    from pathlib import Path

    def refuse(self: Path, target: Path) -> Path:
        raise OSError("disk")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="disk"):
        write_atomically(tmp_path / "x.json", b"x")
    assert list(tmp_path.iterdir()) == []
