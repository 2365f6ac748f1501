"""The page that a reader saved."""

from __future__ import annotations

import datetime
import io
import os
from pathlib import Path

import pytest

from reprise.daily.entry import Entry, SourceProblem
from reprise.daily.sources import saved_page
from reprise.daily.sources.saved_page import looks_like_saved_page, read_saved_page

D = datetime.date
HEADING = (
    "new\n\nGet papers in your inbox!\n\nSubscribe\n\nDaily Papers\n\nbySomebody and others\n\nNov 12\n\n"
)
ABSTRACT = "We study something at length, and report what we find in some detail."


def page(*entries: str, heading: str = HEADING) -> str:
    return heading + "\n\n".join(entries)


def one(title: str, trailer: str, abstract: str = ABSTRACT) -> str:
    return f"{title}\n\n{abstract}\n\n{trailer}".strip()


def read(text: str):
    return list(read_saved_page(io.BytesIO(text.encode()), today=D(2026, 3, 1)))


def test_authors_dates_comments_and_organisations():
    items = read(
        page(
            one("First Paper", "  • 3 authors\n·\nNov 6, 2024 12"),
            one("Second Paper: A Subtitle", "nvidia NVIDIA\n·\nNov 10 2"),
            one("Third Paper?", "  • 1 authors\n·\nFeb 29, 2024"),
        )
    )
    assert [item.title for item in items] == ["First Paper", "Second Paper: A Subtitle", "Third Paper?"]
    assert [item.published for item in items] == [D(2024, 11, 6), D(2025, 11, 10), D(2024, 2, 29)]
    assert [item.author_count for item in items] == [3, 0, 1]
    assert [item.organisation for item in items] == ["", "NVIDIA", ""]
    assert [item.comments for item in items] == [12, 2, 0]
    assert {item.abstract for item in items} == {ABSTRACT}


def test_a_missing_year_is_the_pages():
    trailer = "  • 3 authors\n·\nNov 10"
    assert read(page(one("Only Paper", trailer)))[0].published == D(2026, 11, 10), "no year to go by"
    old = one("Old Paper", "  • 3 authors\n·\nJul 1, 2019")
    assert read(page(one("Only Paper", trailer), old))[0].published == D(2020, 11, 10)
    future = one("New Paper", "  • 3 authors\n·\nJul 1, 2026")
    assert read(page(one("Only Paper", trailer), future))[0].published == D(2026, 11, 10)


def test_an_entry_without_trailer_is_kept_when_its_paper_has_a_date():
    items = read(
        page(
            f"Matryoshka Representation Learning\n\n{ABSTRACT}",
            f"A Paper That Nobody Knows\n\n{ABSTRACT}",
            one("Last Paper", "  • 3 authors\n·\nJul 1, 2024"),
        )
    )
    assert (items[0].title, items[0].precision, items[0].published) == (
        "Matryoshka Representation Learning",
        "month",
        D(2022, 5, 1),
    )
    assert isinstance(items[1], SourceProblem)
    assert items[1].place == "entry 2"
    assert "A Paper That Nobody Knows" in items[1].reason
    assert items[2].title == "Last Paper"


def test_paragraphs_of_one_abstract_stay_together():
    (item,) = read(
        page(one("A Paper", "  • 3 authors\n·\nJul 1, 2024", f"{ABSTRACT}\n\n{ABSTRACT}\n\nThe end."))
    )
    assert item.abstract == f"{ABSTRACT} {ABSTRACT} The end."


def test_bad_entries_are_named():
    items = read(
        page(
            "A Title Alone\n\n  • 3 authors\n·\nJul 1, 2024",
            one("Bad Day", "  • 3 authors\n·\nFeb 30, 2024"),
            one("Bad Month", "  • 3 authors\n·\nFoo 3, 2024"),
            one("Good Paper", "  • 3 authors\n·\nJul 1, 2024"),
        )
    )
    assert [type(item) for item in items] == [SourceProblem] * 3 + [Entry]
    assert "without an abstract" in items[0].reason
    assert "no calendar has" in items[1].reason
    assert "not a date" in items[2].reason


def test_without_a_heading():
    assert [
        item.title for item in read(page(one("A Paper", "  • 3 authors\n·\nJul 1, 2024"), heading=""))
    ] == ["A Paper"]
    assert read("") == []


def test_not_utf8_and_too_long(monkeypatch):
    assert list(read_saved_page(io.BytesIO(b"Daily Papers\xff"))) == [SourceProblem("byte 13", "not UTF-8")]
    monkeypatch.setattr(saved_page, "MAX_PAGE", 10)
    assert read("x" * 11) == [SourceProblem("page", "more than 10 bytes")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [(HEADING, True), ("x\n·\nNov 6, 2024", True), ("x\n·\ny", False), ("A plain text.", False), ("", False)],
)
def test_what_looks_like_a_saved_page(text, expected):
    assert looks_like_saved_page(text) is expected


@pytest.mark.skipif("REPRISE_DATA" not in os.environ, reason="the real page lies beside the shared data")
def test_the_real_page():
    path = Path(os.environ["REPRISE_DATA"]).parent / "papers" / "daily-papers-page.txt"
    if not path.is_file():
        pytest.skip(f"there is no {path}")
    with path.open("rb") as file:
        items = list(read_saved_page(file, today=D(2026, 1, 1)))
    assert len(items) == 60
    assert all(isinstance(item, Entry) for item in items)
    assert sum(item.precision == "month" for item in items) == 1, "the one without a trailer"
    assert [item.organisation for item in items if item.organisation] == ["KaLM-Embedding", "NVIDIA"]
    assert [item.comments for item in items if item.comments] == [1, 1, 1, 3, 2, 1, 2, 2, 2, 3]
    assert {item.published.year for item in items} == {2014, 2015, 2017, 2019, *range(2021, 2026)}
