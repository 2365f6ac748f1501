"""From a row to a paper."""

from __future__ import annotations

import datetime
from types import SimpleNamespace

from reprise.daily.paper import SHOWN, paper_of


def row(**fields):
    plain = {column.name: "" for column in SHOWN} | {
        "author_count": 0, "published": datetime.date(2024, 5, 1).toordinal(), "precision": 1, "votes": 2, "comments": 3, "key": "k",
    }  # fmt: skip
    return SimpleNamespace(**plain | fields)


def test_lists_and_dates():
    paper = paper_of(row(authors="A\nB", keywords="x\ny", author_count=2))
    assert (paper.id, paper.authors, paper.keywords) == ("k", ("A", "B"), ("x", "y"))
    assert (paper.published, paper.precision, paper.votes, paper.comments) == (
        datetime.date(2024, 5, 1),
        "month",
        2,
        3,
    )
    assert paper_of(row()).authors == ()
    assert paper_of(row()).slug is None


def test_a_card_gives_slug_family_and_whether_it_is_performed():
    paper = paper_of(row(slug="matryoshka", arxiv="2205.13147"))
    assert (paper.slug, paper.family) == ("matryoshka", "elastic")
    assert paper_of(row(slug="gone", title="No card has this title")).slug is None


def test_et_al_gives_way_to_the_number_of_authors():
    assert paper_of(row(authors="Kusupati et al.", author_count=11)).authors == ("Kusupati",)
    assert paper_of(row(authors="Kusupati et al.")).authors == ("Kusupati et al.",)
