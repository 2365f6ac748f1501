"""arXiv's Atom feed."""

from __future__ import annotations

import datetime
import io

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
