"""The Run button: start a run, ask how it goes, stop it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header
from starlette.responses import JSONResponse, RedirectResponse, Response

from reprise.daily.desk import Desk
from reprise.daily.problems import Problem, sentence
from reprise.daily.rendering import paper_address
from reprise.daily.runs import QueueFull


def run_routes(desk: Desk) -> APIRouter:
    """``/run/…``: forms are sent back to the paper, scripts (``X-Fragment: 1``) get JSON."""
    router = APIRouter(include_in_schema=False)

    @router.get("/run/{slug}")
    def state(slug: str) -> JSONResponse:
        desk.runnable(slug)
        run = desk.runs.get(slug)
        plain: dict[str, Any] = {"slug": slug, "state": "never"} if run is None else run.to_json()
        return JSONResponse(plain, headers={"Cache-Control": "no-store"})

    @router.post("/run/{slug}")
    def start(slug: str, x_fragment: Annotated[str, Header()] = "") -> Response:
        desk.runnable(slug)
        try:
            run = desk.runs.submit(slug)
        except QueueFull as error:
            back = [("Back to the paper", paper_address(slug))]
            raise Problem(503, "Many runs are waiting", sentence(error), back) from error
        return JSONResponse(run.to_json(), 202) if x_fragment == "1" else _back(slug)

    @router.post("/run/{slug}/stop")
    def stop(slug: str, x_fragment: Annotated[str, Header()] = "") -> Response:
        desk.runnable(slug)
        desk.runs.stop(slug)
        return JSONResponse({"slug": slug}, 202) if x_fragment == "1" else _back(slug)

    return router


def _back(slug: str) -> RedirectResponse:
    """To the paper, which loads itself again while its run goes on."""
    return RedirectResponse(f"{paper_address(slug)}?watch=1#run", status_code=303)
