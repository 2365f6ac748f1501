"""What Daily is and how it decides what to show; and whether it is well."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import HTMLResponse, JSONResponse

from reprise.daily.desk import Desk


def about_routes(desk: Desk) -> APIRouter:
    """``/about`` and ``/healthz``."""
    router = APIRouter(include_in_schema=False)

    @router.get("/about")
    def about() -> HTMLResponse:
        return desk.renderer.page("about.html", desk=desk, run_limit=desk.runs.limit_seconds)

    @router.get("/healthz")
    def health() -> JSONResponse:
        feed = desk.library.feed("all", None, "newest", page=1, per_page=1)
        return JSONResponse(
            {"status": "ok", "papers": feed.total, "cards": len(desk.reproductions)},
            headers={"Cache-Control": "no-store"},
        )

    return router
