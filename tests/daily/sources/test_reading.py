"""Formats are told from content, sources from what they are called."""

from __future__ import annotations

import gzip
import io
import json
from types import SimpleNamespace

import pytest

from reprise import data
from reprise.daily.entry import Entry, SourceProblem
from reprise.daily.errors import SourceError
from reprise.daily.sources import reading
from reprise.daily.sources.reading import read_source
from reprise.data.papers import PaperRecord

LINE = json.dumps({"id": "a", "title": "From lines", "year": 2020})
CONTENTS = {
    "From lines": LINE + "\n" + LINE.replace('"a"', '"b"'),
    "From a list": json.dumps([{"paper": {"id": "2205.00001", "title": "From a list"}}]),
    "From one object": json.dumps({"paper": {"id": "2205.00001", "title": "From one object"}}, indent=2),
    "From Atom": '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://arxiv.org/abs/2205.00001</id>'
    "<title>From Atom</title></entry></feed>",
    "From a page": "Daily Papers\n\nFrom a page\n\nAn abstract of some length, surely.\n\n  • 3 authors\n·\nJul 1, 2024\n",
}


@pytest.mark.parametrize("title", CONTENTS)
@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_formats_are_told_from_content(tmp_path, title, compressed, mark):
    content = mark + CONTENTS[title].encode()
    path = tmp_path / "misleading.xyz"
    path.write_bytes(gzip.compress(content) if compressed else content)
    for source in (path, str(path), io.BytesIO(path.read_bytes())):
        assert next(iter(read_source(source))).title == title


def test_content_longer_than_what_is_looked_at(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "HEAD", 50)
    lines = "\n".join(LINE.replace('"a"', f'"{i}"') for i in range(100))
    assert [item.source_id for item in read_source(io.BytesIO(lines.encode()))] == [
        str(i) for i in range(100)
    ]


@pytest.mark.parametrize(
    "content", [b"", b"  \n", b"\x89PNG\r\n\x1a\n\x00\x00", b"Just a letter.\n", b"<html><p>x</html>"]
)
def test_other_content_is_refused_with_what_is_expected(content):
    with pytest.raises(SourceError, match=r"expected a daily-papers page|save the page as text"):
        list(read_source(io.BytesIO(content)))


def test_a_truncated_archive_keeps_what_came_before():
    lines = "\n".join(
        json.dumps({"id": str(i), "title": f"Title {i}", "year": 2020, "abstract": str(i**40)})
        for i in range(5000)
    )
    items = list(read_source(io.BytesIO(gzip.compress(lines.encode())[:-5000])))
    assert isinstance(items[-1], SourceProblem)
    assert "damaged" in items[-1].reason
    assert items[-1].place == f"after entry {len(items) - 1:,}"
    assert sum(isinstance(item, Entry) for item in items) > 100


def test_an_address_is_fetched(monkeypatch):
    monkeypatch.setattr(reading, "fetch", lambda address: io.BytesIO(CONTENTS["From Atom"].encode()))
    assert [item.title for item in read_source("https://export.arxiv.org/api/query?x")] == ["From Atom"]


def test_schemes_other_than_http_are_refused():
    with pytest.raises(SourceError, match="only http:// and https://"):
        list(read_source("ftp://x.org/papers"))


def test_cards_and_data_sets_by_name(monkeypatch):
    assert len(list(read_source("cards"))) == 60
    record = PaperRecord("p1", "A title", "Text", ("A",), 2020, None, "ACL", ("k",))
    broken = PaperRecord("p2", "", "Text", (), 2020, None, "ACL")
    papers = data.Papers.__new__(data.Papers)
    object.__setattr__(papers, "papers", (record, broken))
    monkeypatch.setattr(data, "load", lambda name: papers)
    entry, problem = read_source("papers-acl")
    assert (entry.source_id, entry.authors, entry.venue, entry.precision, entry.keywords) == (
        "p1",
        ("A",),
        "ACL",
        "year",
        ("k",),
    )
    assert (problem.place, problem.reason) == ("paper 2", "title is missing")
    monkeypatch.setattr(data, "load", lambda name: SimpleNamespace())
    with pytest.raises(SourceError, match="holds no papers"):
        list(read_source("mnist"))


def test_what_is_neither(tmp_path):
    with pytest.raises(SourceError, match="no file and no data set 'nothing-here'"):
        list(read_source("nothing-here"))
    with pytest.raises(SourceError, match="cannot be read: Is a directory"):
        list(read_source(tmp_path))


@pytest.mark.parametrize("first", ["garbage", "null", "{", "[1]", "{broken", "[", '"text"'])
def test_a_bad_first_line_does_not_hide_the_lines_after_it(first):
    problem, *entries = read_source(io.BytesIO(f"{first}\n{LINE}\n[2]\n{LINE}\n".encode()))
    assert isinstance(problem, SourceProblem)
    assert problem.place == "line 1"
    assert [type(item) for item in entries] == [Entry, SourceProblem, Entry]


@pytest.mark.parametrize("between", [",\n", "\n,", "\n,\n"])
def test_a_list_with_an_object_a_line_is_a_list(between):
    row = json.dumps({"paper": {"id": "2205.00001", "title": "In a list"}})
    for rows in ([row], [row, row]):
        items = list(read_source(io.BytesIO(f"[\n{between.join(rows)}\n]\n".encode())))
        assert [item.title for item in items] == ["In a list"] * len(rows)
        assert items[0].source == "hugging-face"


def test_a_folder_does_not_hide_the_data_set_of_its_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "papers-acl").mkdir()
    papers = data.Papers.__new__(data.Papers)
    object.__setattr__(papers, "papers", (PaperRecord("p1", "A title", "Text", ("A",), 2020, None, "ACL"),))
    monkeypatch.setattr(data, "load", lambda name: papers)
    assert [item.title for item in read_source("papers-acl")] == ["A title"]


@pytest.mark.parametrize("address", ["file:///etc/passwd", "FILE://x/y", "gopher://x.org/1"])
def test_a_refused_scheme_is_named(address):
    with pytest.raises(SourceError, match=f"only http:// and https:// addresses are read, got '{address}'"):
        list(read_source(address))
