"""The JSON interface: daily papers and papers in the shape that Hugging Face's clients read, and search."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter

from reprise.daily import periods
from reprise.daily.desk import Desk, page_number
from reprise.daily.pages.search import narrow
from reprise.daily.problems import Problem, sentence
from reprise.daily.rendering import paper_address

if TYPE_CHECKING:
    from reprise.daily.library import Paper

MAX_LIMIT = 100


def api_routes(desk: Desk) -> APIRouter:
    """``/api/daily_papers``, ``/api/papers/…`` and ``/api/search``."""
    router = APIRouter(prefix="/api")

    @router.get("/daily_papers")
    def daily_papers(
        date: str = "",
        week: str = "",
        month: str = "",
        sort: str = "publishedAt",
        p: str = "0",
        limit: str = "50",
    ) -> list[dict[str, Any]]:
        """The papers of a day, an ISO week or a month; the newest day when none is named.

        Pages ``p`` are counted from 0; ``sort`` is ``publishedAt`` or ``trending``.
        """
        named = [(period, text) for period, text in (("day", date), ("week", week), ("month", month)) if text]
        if len(named) > 1:
            raise Problem(422, "Name one of date, week and month", f"Got {len(named)} of them.")
        if sort not in ("publishedAt", "trending"):
            raise Problem(
                422, "There is no such order", f"sort is publishedAt or trending, got {sort[:40]!r}."
            )
        period, day = "day", None
        if named:
            period = named[0][0]
            day = _date(*named[0])
        found = desk.library.feed(
            period,
            day,
            "trending" if sort == "trending" else "newest",
            page=_count("p", p, 0, 99_999) + 1,
            per_page=_count("limit", limit, 1, MAX_LIMIT),
        )
        return [listed(desk, paper) for paper in found.papers]

    @router.get("/papers/{id:path}")
    def paper(id: str) -> dict[str, Any]:
        """One paper, by its id or the slug of its card."""
        return plain(desk, desk.paper(id))

    @router.get("/search")
    def search(
        q: str = "",
        since: str = "",
        until: str = "",
        family: str = "",
        performable: bool = False,
        page: str = "1",
        limit: str = "20",
    ) -> dict[str, Any]:
        """Search by words and meaning."""
        size = _count("limit", limit, 1, MAX_LIMIT)
        if not q.strip():
            raise Problem(422, "Nothing to search for", "Say what in the parameter q.")
        narrowed = narrow(desk, since, until, family)
        try:
            found = desk.library.search(
                q,
                since=narrowed.since,
                until=narrowed.until,
                family=narrowed.family,
                performable=performable,
                limit=size,
                offset=(page_number(page) - 1) * size,
            )
        except ValueError as error:
            raise Problem(422, "This cannot be searched for", sentence(error)) from error
        return {
            "total": found.total,
            "seconds": round(found.seconds, 4),
            "hits": [{"score": round(hit.score, 6), "paper": plain(desk, hit.paper)} for hit in found.hits],
        }

    return router


def plain(desk: Desk, paper: Paper) -> dict[str, Any]:
    """A paper in Hugging Face's shape, with what reprise adds under ``reprise``."""
    out: dict[str, Any] = {
        "id": paper.id,
        "title": paper.title,
        "summary": paper.abstract,
        "authors": [{"name": name, "hidden": False} for name in paper.authors],
        "authorCount": paper.author_count,
        "publishedAt": f"{paper.published.isoformat()}T00:00:00.000Z",
        "datePrecision": paper.precision,
        "upvotes": paper.votes,
        "ai_keywords": list(paper.keywords),
        "venue": paper.venue,
        "url": paper.url,
        "arxiv": paper.arxiv,
    }
    found = desk.reproductions.get(paper.slug)
    if found is not None:
        out["reprise"] = {
            "slug": found.card.slug,
            "family": found.card.family,
            "performed": found.card.performed,
            "page": paper_address(found.card.slug),
            "claims": [
                {
                    "id": judged.claim.id,
                    "statement": judged.claim.statement,
                    "verdicts": [verdict.to_json() for verdict in judged.verdicts],
                }
                for judged in found.claims
            ],
        }
    return out


def listed(desk: Desk, paper: Paper) -> dict[str, Any]:
    """A paper as it stands in the list of a day."""
    inner = plain(desk, paper)
    outer = {name: inner[name] for name in ("title", "summary", "publishedAt")}
    organisation = {"organization": {"name": paper.organisation}} if paper.organisation else {}
    return {"paper": inner, **outer, **organisation, "numComments": paper.comments}


def _date(period: str, text: str) -> datetime.date:
    try:
        return periods.parse(period, text)
    except ValueError as error:
        raise Problem(422, f"There is no such {period}", sentence(error)) from error


def _count(name: str, text: str, least: int, most: int) -> int:
    if text.isascii() and text.isdecimal() and len(text) <= 6 and least <= int(text) <= most:
        return int(text)
    raise Problem(
        422, f"{name} is out of range", f"{name} is a number from {least} to {most}, got {text[:40]!r}."
    )
