"""What the library hands out: papers, pages of a feed and pages of hits."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from reprise.daily.entry import PRECISIONS, card_of
from reprise.daily.schema import papers

Marked = list[tuple[str, bool]]
"""Text in pieces, each with whether it matches; together they are the text."""

SHOWN = (
    papers.c.id,
    papers.c.key,
    papers.c.title,
    papers.c.abstract,
    papers.c.authors,
    papers.c.author_count,
    papers.c.organisation,
    papers.c.published,
    papers.c.precision,
    papers.c.venue,
    papers.c.url,
    papers.c.arxiv,
    papers.c.votes,
    papers.c.comments,
    papers.c.keywords,
    papers.c.slug,
)


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the library.

    Attributes:
        id: its name in addresses.
        author_count: 0 where it is not known; it may be more than ``authors`` names.
        published: the first day of what is known; ``precision`` says how much that is ("day", "month" or
            "year").
        votes: of its sources and of this library's readers.
        slug, family, performed: of the card, where it is one of the papers that reprise has cards for.
    """

    id: str
    title: str
    abstract: str
    authors: tuple[str, ...]
    author_count: int
    organisation: str
    published: datetime.date
    precision: str
    venue: str
    url: str
    arxiv: str
    votes: int
    comments: int
    keywords: tuple[str, ...]
    slug: str | None
    family: str | None
    performed: bool


@dataclass(frozen=True, slots=True)
class FeedPage:
    """One page of a period's papers; ``previous`` and ``next`` are the nearest days that have papers outside it."""

    papers: list[Paper]
    period: str
    start: datetime.date
    end: datetime.date
    previous: datetime.date | None
    next: datetime.date | None
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A found paper; higher scores are better, and only their order within one search means anything."""

    paper: Paper
    score: float
    title_marked: Marked
    snippet_marked: Marked


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Hits ``offset`` to ``offset + limit`` of ``total``; ``corrected_query`` is what was searched instead."""

    hits: list[Hit]
    total: int
    seconds: float
    corrected_query: str | None = None


def paper_of(row: Any) -> Paper:
    """A paper from a row of the columns ``SHOWN``."""
    card = card_of(row.arxiv, row.title) if row.slug else None
    authors = tuple(row.authors.split("\n")) if row.authors else ()
    if row.author_count > 1 and len(authors) == 1:
        authors = (authors[0].removesuffix(" et al."),)  # the number says it
    return Paper(
        id=row.key,
        title=row.title,
        abstract=row.abstract,
        authors=authors,
        author_count=row.author_count,
        organisation=row.organisation,
        published=datetime.date.fromordinal(row.published),
        precision=PRECISIONS[row.precision],
        venue=row.venue,
        url=row.url,
        arxiv=row.arxiv,
        votes=row.votes,
        comments=row.comments,
        keywords=tuple(row.keywords.split("\n")) if row.keywords else (),
        slug=card.slug if card else None,
        family=card.family if card else None,
        performed=card.performed if card else False,
    )
