"""arXiv's Atom feed."""

from __future__ import annotations

import datetime
import io
from xml.etree import ElementTree

import pytest

from reprise.daily.entry import Entry, SourceProblem
from reprise.daily.sources import arxiv_atom
from reprise.daily.sources.arxiv_atom import read_arxiv_atom

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>ArXiv Query</title>'
ENTRY = """<entry>
  <id>http://arxiv.org/abs/{id}v2</id><published>{date}T17:59:01Z</published>
  <title>A title\n  over lines &amp; more</title><summary>  Some &lt;b&gt; text. </summary>
  <author><name>Ada Lovelace</name></author><author><name>Grace Hopper</name></author>
  <arxiv:journal_ref xmlns:arxiv="http://arxiv.org/schemas/atom">J. 3</arxiv:journal_ref>
  <category term="cs.LG"/><category term="stat.ML"/>
</entry>"""


def read(text: str):
    return list(read_arxiv_atom(io.BytesIO(text.encode())))


def entry(id="2205.13147", date="2022-05-26"):
    return ENTRY.format(id=id, date=date)


def test_all_fields():
    (item,) = read(f"{HEAD}{entry()}</feed>")
    assert (item.title, item.abstract) == ("A title over lines & more", "Some <b> text.")
    assert (item.arxiv, item.published, item.precision) == ("2205.13147", datetime.date(2022, 5, 26), "day")
    assert (item.authors, item.keywords, item.venue) == (
        ("Ada Lovelace", "Grace Hopper"),
        ("cs.LG", "stat.ML"),
        "J. 3",
    )
    assert item.url == "http://arxiv.org/abs/2205.13147v2"


@pytest.mark.parametrize("chunk", [1, 17, 1 << 16])
def test_chunks_do_not_matter(monkeypatch, chunk):
    monkeypatch.setattr(arxiv_atom, "CHUNK", chunk)
    items = read(HEAD + "".join(entry(f"2205.1000{i}") for i in range(4)) + "</feed>")
    assert [item.arxiv for item in items] == [f"2205.1000{i}" for i in range(4)]


def test_a_bad_entry_is_named_and_the_rest_read():
    items = read(f"{HEAD}{entry()}{entry('2205.00002', 'yesterday')}<entry/>{entry('2205.00003')}</feed>")
    assert [type(item) for item in items] == [Entry, SourceProblem, SourceProblem, Entry]
    assert items[1].place == "entry 2"
    assert "published must be a date" in items[1].reason
    assert items[2].place == "entry 3"


@pytest.mark.parametrize("end", ["", "<entry>", "</wrong>", "&nothing;"])
def test_what_came_before_a_break_is_kept(end):
    items = read(f"{HEAD}{entry()}{end}")
    assert isinstance(items[0], Entry)
    assert "not well-formed" in items[-1].reason
    assert items[-1].place.startswith("line ")
    assert len(items) == 2


def test_own_entities_are_refused():
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + HEAD.partition("\n")[2]
    )
    assert read(bomb + entry() + "</feed>") == [
        SourceProblem("document type", "the feed defines its own entities, which are not read")
    ]


@pytest.mark.parametrize("encoding", ["bogus-99", "utf-7", "shift_jis"])
def test_an_encoding_that_cannot_be_read_is_a_problem(encoding):
    (problem,) = read(HEAD.replace("UTF-8", encoding) + entry() + "</feed>")
    assert isinstance(problem, SourceProblem)
    assert problem.place in ("XML declaration", "line 1, column 31")


def test_a_date_far_in_the_future_is_a_problem_with_its_place():
    good, problem = read(f"{HEAD}{entry()}{entry('2205.00002', '9999-01-01')}</feed>")
    assert isinstance(good, Entry)
    assert problem.place == "entry 2"
    assert "9999-01-01" in problem.reason


def test_an_endless_entry_is_read_no_further(monkeypatch):
    monkeypatch.setattr(arxiv_atom, "CHUNK", 1000)
    monkeypatch.setattr(arxiv_atom, "MAX_ENTRY", 10_000)
    many = "".join(entry(f"2205.1{i:04}") for i in range(40))
    stream = io.BytesIO(f"{HEAD}{many}<entry><title>{'x' * 500_000}</title></entry></feed>".encode())
    *items, problem = read_arxiv_atom(stream)
    assert [type(item) for item in items] == [Entry] * 40
    assert (problem.place, problem.reason[:22]) == ("entry 41", "more than 10,000 bytes")
    assert stream.tell() < len(f"{HEAD}{many}") + 12_000


def test_what_stands_between_entries_is_not_kept(monkeypatch):
    held = []

    class Parser(ElementTree.XMLPullParser):
        root = None

        def read_events(self):
            for event, element in super().read_events():
                self.root = element if self.root is None else self.root
                yield event, element
                held.append(len(self.root))

    monkeypatch.setattr(ElementTree, "XMLPullParser", Parser)
    monkeypatch.setattr(arxiv_atom, "CHUNK", 50)
    assert len(read(HEAD + "<link/>" * 200 + entry() + "<link/>" * 200 + "</feed>")) == 1
    assert len(held) > 800
    assert max(held) < 20, "a chunk holds at most seven links"
