"""One paper told by several sources: what of a new telling enters the stored row.

The rules settle: after every source has been read once, reading them again in any order changes nothing.
Nothing is lost: text, votes and comments are never replaced by less.
"""

from __future__ import annotations

import json
import math
from typing import Any

from reprise.daily.entry import Entry, card_of
from reprise.daily.schema import PRECISION_RANK
from reprise.daily.sources.cards import NAME as CARDS

HALF_LIFE = 7.0
"""Days after which a vote counts half in trending."""

Row = dict[str, Any]


def heat(votes: int, published: int) -> float:
    """The logarithm of (votes + 1) * 2^(-age / 7 days), up to the reference date, which changes no order.

    So "trending" in an archive does not depend on when it is read: two papers' order is fixed by their votes
    and by the days between them; seven days weigh as much as twice the votes.
    """
    return math.log2(votes + 1) + published / HALF_LIFE


def new_row(entry: Entry, id: int, key: str) -> Row:
    """The row of a paper that was not known."""
    if entry.published is None:
        raise ValueError(f"{entry.title!r} has no date")
    card = card_of(entry.arxiv, entry.title)
    published = entry.published.toordinal()
    return {
        "id": id,
        "key": key,
        "title": entry.title,
        "abstract": entry.abstract,
        "authors": "\n".join(entry.authors),
        "author_count": entry.author_count,
        "organisation": entry.organisation,
        "published": published,
        "precision": PRECISION_RANK[entry.precision],
        "venue": entry.venue,
        "url": entry.url,
        "arxiv": entry.arxiv,
        "votes": entry.votes,
        "votes_here": 0,
        "comments": entry.comments,
        "keywords": "\n".join(entry.keywords),
        "slug": card.slug if card else "",
        "origin": entry.source,
        "sources": json.dumps({entry.source: entry.source_id}),
        "heat": heat(entry.votes, published),
    }


def merged(row: Row, entry: Entry) -> Row:
    """The row with what the entry adds; equal to ``row`` where it adds nothing.

    Title and abstract go together: they are those of the first source that has an abstract, save that any
    abstract takes the place of a card's summary, and that the same source may replace its own by a longer one.
    Other fields fill in what is missing; a list of names gives way to a longer one, a date to a more precise
    one or, from the same source, to an earlier one, votes and comments to higher numbers.
    """
    if entry.published is None:
        raise ValueError(f"{entry.title!r} has no date")
    sources: dict[str, str] = json.loads(row["sources"])
    own = entry.source == row["origin"]
    longer = len(entry.abstract) > len(row["abstract"])
    out = dict(row)
    if longer if own or not row["abstract"] else entry.abstract and row["origin"] == CARDS:
        out |= {"title": entry.title, "abstract": entry.abstract, "origin": entry.source}
    for name, value in (
        ("organisation", entry.organisation),
        ("venue", entry.venue),
        ("url", entry.url),
        ("arxiv", entry.arxiv),
        ("keywords", "\n".join(entry.keywords)),
    ):
        out[name] = row[name] or value
    known = row["authors"].split("\n") if row["authors"] else []
    provisional = bool(known) and known[-1].endswith("et al.")
    if len(entry.authors) > len(known) or (provisional and entry.source != CARDS and entry.authors):
        out["authors"] = "\n".join(entry.authors)
    out["author_count"] = max(row["author_count"], entry.author_count)
    precision = PRECISION_RANK[entry.precision]
    earlier = own and precision == row["precision"] and entry.published.toordinal() < row["published"]
    if precision > row["precision"] or earlier:
        out |= {"published": entry.published.toordinal(), "precision": precision}
    out["votes"] = max(row["votes"] - row["votes_here"], entry.votes) + row["votes_here"]
    out["comments"] = max(row["comments"], entry.comments)
    card = card_of(out["arxiv"], out["title"])
    out["slug"] = card.slug if card else row["slug"]
    out["heat"] = heat(out["votes"], out["published"])
    out["sources"] = json.dumps(sources | {entry.source: sources.get(entry.source, entry.source_id)})
    return out
