"""A paper: what it says, what reprise found, and what is near it."""

from __future__ import annotations

import hashlib

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse

from reprise.daily.desk import Desk
from reprise.daily.problems import Problem
from reprise.daily.rendering import paper_address
from reprise.daily.source_code import locate

VOTES_COOKIE = "votes"
VOTES_KEPT = 200
"""How many votes a browser remembers; the oldest are forgotten first."""


def paper_routes(desk: Desk) -> APIRouter:
    """``/papers/…``, ``/vote/…`` and ``/figures/…``."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/papers/{id:path}")
    def paper(id: str, request: Request, watch: str = "") -> HTMLResponse:
        found = desk.paper(id)
        reproduction = desk.reproductions.get(found.slug)
        parts = () if reproduction is None else reproduction.card.parts
        return desk.renderer.page(
            "paper.html",
            desk=desk,
            paper=found,
            reproduction=reproduction,
            parts=[(part, locate(part)) for part in parts],
            run=None if found.slug is None else desk.runs.get(found.slug),
            similar=desk.library.similar(found.id, k=6),
            watching=_next_watch(watch),
            voted=_mark(found.id) in _votes(request),
        )

    @router.post("/vote/{id:path}")
    def vote(id: str, request: Request) -> RedirectResponse:
        found = desk.paper(id)
        votes = _votes(request)
        response = RedirectResponse(paper_address(found.id), status_code=303)
        if _mark(found.id) not in votes:
            desk.library.vote(found.id)
            kept = [*votes, _mark(found.id)][-VOTES_KEPT:]
            response.set_cookie(
                VOTES_COOKIE, ".".join(kept), max_age=365 * 86_400, httponly=True, samesite="strict"
            )
        return response

    @router.get("/figures/{slug}/{name}")
    def figure(slug: str, name: str) -> FileResponse:
        found = desk.reproductions.get(slug)
        path = None if found is None else found.figures.get(name)
        if path is None:
            raise Problem(404, "There is no such figure", f"{slug[:40]} has no figure {name[:40]}.")
        return FileResponse(path, headers={"Cache-Control": "public, max-age=300"})

    return router


def _next_watch(watch: str) -> str:
    """The watch of the next load, empty without one.

    It changes from load to load: to an address that differs by nothing but ``#run``, or not at all, a
    browser scrolls instead of loading.
    """
    return watch and ("2" if watch == "1" else "1")


def _mark(id: str) -> str:
    """A paper in the cookie of votes."""
    return hashlib.sha256(id.encode()).hexdigest()[:8]


def _votes(request: Request) -> list[str]:
    marks = request.cookies.get(VOTES_COOKIE, "").split(".")
    return [mark for mark in marks if len(mark) == 8 and mark.isalnum()][-VOTES_KEPT:]
