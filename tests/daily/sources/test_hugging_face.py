"""The JSON list, read object by object."""

from __future__ import annotations

import io
import json

import pytest

from reprise.daily.entry import Entry, SourceProblem
from reprise.daily.sources import hugging_face
from reprise.daily.sources.hugging_face import read_hugging_face


def row(i: int, **fields):
    return {
        "paper": {"id": f"2511.{i:05d}", "title": f"Title {i}", "summary": "é,]}" * 5} | fields,
        "numComments": i,
    }


def read(text: str):
    return list(read_hugging_face(io.BytesIO(text.encode())))


@pytest.mark.parametrize("chunk", [1, 7, 64, 1 << 16])
@pytest.mark.parametrize("indent", [None, 2])
def test_chunks_do_not_matter(monkeypatch, chunk, indent):
    monkeypatch.setattr(hugging_face, "CHUNK", chunk)
    items = read(" \n" + json.dumps([row(i) for i in range(5)], indent=indent, ensure_ascii=False))
    assert [(item.arxiv, item.comments) for item in items] == [(f"2511.{i:05d}", i) for i in range(5)]


def test_one_object_and_an_empty_list():
    assert [item.arxiv for item in read(json.dumps(row(3), indent=1))] == ["2511.00003"]
    assert read("[]") == []


def test_an_object_that_is_no_paper_is_named():
    items = read(json.dumps([row(0), 5, row(1, title=None), row(2)]))
    assert [type(item) for item in items] == [Entry, SourceProblem, SourceProblem, Entry]
    assert items[1] == SourceProblem("entry 2", "an object is expected, got int")
    assert (items[2].place, "title is missing" in items[2].reason) == ("entry 3", True)


@pytest.mark.parametrize("end", ["", ",", ',{"paper"', " x", ",,", "5"])
def test_what_came_before_a_break_is_kept(end):
    items = read(json.dumps([row(0), row(1)])[:-1] + end)
    assert [type(item) for item in items] == [Entry, Entry, SourceProblem]
    assert items[2].place == "entry 3"
    assert "nothing after it was read" in items[2].reason


def test_broken_bytes_and_depth():
    data = json.dumps([row(0)]).encode()[:-1] + b", \xff"
    assert isinstance(list(read_hugging_face(io.BytesIO(data)))[-1], SourceProblem)
    assert (
        "nested too deeply" in read("[" * 100_000)[-1].reason or "not JSON" in read("[" * 100_000)[-1].reason
    )


def test_an_endless_object_is_given_up(monkeypatch):
    monkeypatch.setattr(hugging_face, "MAX_OBJECT", 1000)
    assert "not JSON" in read('[{"a": "' + "x" * 200_000)[-1].reason
    assert "more than 1,000 characters" in read('{"a": "' + "x" * 200_000)[-1].reason
