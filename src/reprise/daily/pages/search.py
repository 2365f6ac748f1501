"""Search: a page, and the same results as a fragment while somebody types."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Header
from starlette.responses import HTMLResponse

from reprise.daily import periods
from reprise.daily.desk import Desk, page_number
from reprise.daily.problems import Problem, sentence

PER_PAGE = 20
EXAMPLES = (
    "embeddings that can be cut short",
    "stitching networks without training",
    "forgetting in continual learning",
    "compress recommendation tables",
)


def search_routes(desk: Desk) -> APIRouter:
    """``/search``."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/search")
    def search(
        q: str = "",
        since: str = "",
        until: str = "",
        family: str = "",
        performable: str = "",
        page: str = "1",
        x_fragment: Annotated[str, Header()] = "",
    ) -> HTMLResponse:
        words = " ".join(q.split())
        wanted = page_number(page)
        narrowed = narrow(desk, since, until, family)
        found = None
        if words:
            try:
                found = desk.library.search(
                    words,
                    since=narrowed.since,
                    until=narrowed.until,
                    family=narrowed.family,
                    performable=bool(performable),
                    limit=PER_PAGE,
                    offset=(wanted - 1) * PER_PAGE,
                )
            except ValueError as error:
                raise Problem(422, "This cannot be searched for", sentence(error)) from error
        pages = 0 if found is None else -(-found.total // PER_PAGE)
        if pages and wanted > pages:
            explanation = (
                f"This search has {pages} {'page' if pages == 1 else 'pages'}, page {wanted} was asked for."
            )
            given = {"q": words, "since": since.strip(), "until": until.strip(), "family": family}
            asked = {
                name: value for name, value in (given | {"performable": performable and "1"}).items() if value
            }
            raise Problem(
                404, "There is no such page", explanation, [("Its first page", f"/search?{urlencode(asked)}")]
            )
        template = "results.html" if x_fragment == "1" else "search.html"
        return desk.renderer.page(
            template,
            headers={"Vary": "X-Fragment"},
            desk=desk,
            q=words,
            filters={
                "since": since.strip(),
                "until": until.strip(),
                "family": family,
                "performable": performable and "1",
            },
            families=tuple(desk.reproductions.families()),
            found=found,
            page=wanted,
            pages=pages,
            examples=EXAMPLES,
        )

    return router


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Filters of a search; None lets every paper through."""

    since: datetime.date | None
    until: datetime.date | None
    family: str | None


def narrow(desk: Desk, since: str, until: str, family: str) -> Narrowed:
    """The filters that somebody wrote; what is empty filters nothing.

    Raises:
        Problem: 422; a date or a family that there is not, or an empty span of dates.
    """
    first, last = _bound(since.strip()), _bound(until.strip(), end=True)
    if first and last and first > last:
        span = f"The search would begin on {first} and end on {last}; exchange the two."
        raise Problem(422, "These dates exclude every paper", span)
    families = tuple(desk.reproductions.families())
    if family and family not in families:
        there_are = f"Got {family[:40]!r}; there are {', '.join(families)}."
        raise Problem(422, "There is no such family", there_are)
    return Narrowed(first, last, family or None)


def _bound(text: str, *, end: bool = False) -> datetime.date | None:
    if not text:
        return None
    try:
        return periods.parse_bound(text, end=end)
    except ValueError as error:
        raise Problem(422, "This date cannot be read", sentence(error)) from error
