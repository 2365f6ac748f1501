"""The source of the parts that cards name."""

from __future__ import annotations

import difflib

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from reprise.daily.desk import Desk
from reprise.daily.problems import Problem
from reprise.daily.source_code import lines_of, locate


def code_routes(desk: Desk) -> APIRouter:
    """``/code/<import path>``: the file that defines the name, for names on cards and no others."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    users: dict[str, list[tuple[str, str]]] = {}
    for found in desk.reproductions:
        for part in found.card.parts:
            users.setdefault(part, []).append((found.card.slug, found.card.title))

    @router.get("/code/{part}")
    def code(part: str) -> HTMLResponse:
        location = locate(part) if part in users else None
        if location is None:
            near = [name for name in difflib.get_close_matches(part, users, n=6, cutoff=0.5) if locate(name)]
            raise Problem(
                404,
                "There is no such part",
                f"No card names a part {part[:80]!r} that has code here.",
                [(name, f"/code/{name}") for name in near[:3]],
            )
        return desk.renderer.page(
            "code.html", location=location, lines=lines_of(location.path), users=users[part]
        )

    return router
