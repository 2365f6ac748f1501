"""The feed: the newest day, and any day, week or month."""

from __future__ import annotations

import datetime
import itertools
from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from reprise.daily import periods
from reprise.daily.desk import Desk, page_number
from reprise.daily.problems import Problem, sentence

if TYPE_CHECKING:
    from reprise.daily.library import Paper

PER_PAGE = 30
FRONT_PAGE = 12
"""A front page with fewer papers of its own day than this goes on with the days before."""

RECENT_DAYS = 12
"""How many days the front page's margin lists."""

ORDERS = ("newest", "trending")


def feed_routes(desk: Desk) -> APIRouter:
    """``/``, ``/day/…``, ``/week/…``, ``/month/…`` and ``/all``."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/")
    def front(order: str = "newest", page: str = "1") -> HTMLResponse:
        return feed("day", None, order, page, front=True)

    @router.get("/day/{name}")
    def day(name: str, order: str = "newest", page: str = "1") -> HTMLResponse:
        return feed("day", date("day", name), order, page)

    @router.get("/week/{name}")
    def week(name: str, order: str = "newest", page: str = "1") -> HTMLResponse:
        return feed("week", date("week", name), order, page)

    @router.get("/month/{name}")
    def month(name: str, order: str = "newest", page: str = "1") -> HTMLResponse:
        return feed("month", date("month", name), order, page)

    @router.get("/all")
    def everything(order: str = "newest", page: str = "1") -> HTMLResponse:
        return feed("all", None, order, page)

    def date(period: str, name: str) -> datetime.date:
        try:
            return periods.parse(period, name)
        except ValueError as error:
            newest = [("The newest papers", "/")]
            raise Problem(404, f"There is no such {period}", sentence(error), newest) from error

    def feed(
        period: str, date: datetime.date | None, order: str, page: str, front: bool = False
    ) -> HTMLResponse:
        if order not in ORDERS:
            expected = f"Papers are ordered by {' or '.join(ORDERS)}, not by {order[:40]!r}."
            raise Problem(422, "There is no such order", expected)
        wanted = page_number(page)
        base = "/" if front else "/all" if date is None else periods.address(period, date)
        found = desk.library.feed(period, date, order, page=wanted, per_page=PER_PAGE)
        if wanted > max(found.pages, 1):
            explanation = f"This feed has {found.pages} pages, page {wanted} was asked for."
            raise Problem(404, "There is no such page", explanation, [("Its first page", base)])
        earlier: list[tuple[str, list[Paper]]] = []
        if front and wanted == 1 and found.papers and found.total < FRONT_PAGE:
            earlier = _earlier(desk, found.papers)
        shown = None if date is None and not found.papers else date or found.start
        return desk.renderer.page(
            "feed.html",
            desk=desk,
            feed=found,
            period=period,
            date=shown,
            base=base,
            order=order,
            earlier=earlier,
            days=desk.library.days(RECENT_DAYS) if front else [],
        )

    return router


def _earlier(desk: Desk, shown: list[Paper]) -> list[tuple[str, list[Paper]]]:
    """The papers before the newest day, grouped under their dates."""
    found = desk.library.feed("all", None, "newest", page=1, per_page=FRONT_PAGE + len(shown)).papers
    seen = {paper.id for paper in shown}
    rest = [paper for paper in found if paper.id not in seen]
    groups = itertools.groupby(rest, key=lambda paper: periods.human(paper.published, paper.precision))
    return [(date, list(papers)) for date, papers in groups]
