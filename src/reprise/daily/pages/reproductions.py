"""All papers with claims, and what became of them."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from reprise.daily.desk import Desk


def reproductions_routes(desk: Desk) -> APIRouter:
    """``/reproductions``."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/reproductions")
    def reproductions() -> HTMLResponse:
        return desk.renderer.page(
            "reproductions.html",
            desk=desk,
            families=desk.reproductions.families(),
            tally=desk.reproductions.tally(),
            performed=sum(found.card.performed for found in desk.reproductions),
        )

    return router
