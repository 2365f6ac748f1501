"""Search: a page, and the same results as a fragment while somebody types."""

from __future__ import annotations

import datetime
from typing import Annotated

from fastapi import APIRouter, Header
from starlette.responses import HTMLResponse

from reprise.daily import periods
from reprise.daily.desk import Desk, page_number
from reprise.daily.problems import Problem

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
    families = tuple(desk.reproductions.families())

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
        filters = {
            "since": since.strip(),
            "until": until.strip(),
            "family": family,
            "performable": bool(performable),
        }
        first, last = bound(filters["since"]), bound(filters["until"], end=True)
        if first and last and first > last:
            raise Problem(
                422, "These dates exclude every paper", f"The search goes from {first} until {last}."
            )
        if family and family not in families:
            raise Problem(
                422, "There is no such family", f"Got {family[:40]!r}; there are {', '.join(families)}."
            )
        found = None
        if words:
            try:
                found = desk.library.search(
                    words,
                    since=first,
                    until=last,
                    family=family or None,
                    performable=filters["performable"],
                    limit=PER_PAGE,
                    offset=(wanted - 1) * PER_PAGE,
                )
            except ValueError as error:
                raise Problem(422, "This cannot be searched for", f"{error}") from error
        template = "results.html" if x_fragment == "1" else "search.html"
        return desk.renderer.page(
            template,
            headers={"Vary": "X-Fragment"},
            desk=desk,
            q=words,
            filters=filters,
            families=families,
            found=found,
            page=wanted,
            pages=0 if found is None else -(-found.total // PER_PAGE),
            examples=EXAMPLES,
        )

    return router


def bound(text: object, *, end: bool = False) -> datetime.date | None:
    """A date of the form, or None when it was left empty.

    Raises:
        Problem: 422; not a date.
    """
    if not text:
        return None
    try:
        return periods.parse_bound(str(text), end=end)
    except ValueError as error:
        raise Problem(422, "This date cannot be read", f"{str(error).capitalize()}.") from error
