"""JSON Lines, good and bad."""

from __future__ import annotations

import io
import json

from reprise.daily.entry import Entry, SourceProblem
from reprise.daily.sources import jsonl
from reprise.daily.sources.jsonl import read_jsonl

GOOD = json.dumps({"id": "a", "title": "A title", "year": 2020}).encode()


def read(data: bytes):
    return list(read_jsonl(io.BytesIO(data)))


def test_lines_blank_lines_and_a_byte_order_mark():
    items = read(b"\xef\xbb\xbf" + GOOD + b"\n\n  \r\n" + GOOD.replace(b'"a"', b'"b"'))
    assert [item.source_id for item in items] == ["a", "b"]


def test_each_bad_line_is_named_and_the_rest_read():
    deep = b"[" * 100_000
    items = read(b"\n".join([GOOD, b"{bad", b"\xff\xfe", b"3", deep, GOOD]))
    assert [type(item) for item in items] == [Entry, *[SourceProblem] * 4, Entry]
    assert [item.place for item in items[1:5]] == ["line 2", "line 3", "line 4", "line 5"]
    assert "not JSON (Expecting property name" in items[1].reason
    assert "not UTF-8 (byte 1)" in items[2].reason
    assert "an object is expected, got int" in items[3].reason
    assert "nested too deeply" in items[4].reason


def test_a_monstrous_line_is_skipped(monkeypatch):
    monkeypatch.setattr(jsonl, "MAX_LINE", 100)
    items = read(b"x" * 1000 + b"\n" + GOOD)
    assert items[0] == SourceProblem("line 1", "the line is longer than 100 bytes")
    assert items[1].source_id == "a"
