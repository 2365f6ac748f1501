"""Daily's web application."""

from __future__ import annotations

import functools
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from reprise import __version__
from reprise.daily.api import api_routes
from reprise.daily.desk import Desk
from reprise.daily.guard import Guard
from reprise.daily.pages.about import about_routes
from reprise.daily.pages.code import code_routes
from reprise.daily.pages.feed import feed_routes
from reprise.daily.pages.paper import paper_routes
from reprise.daily.pages.reproductions import reproductions_routes
from reprise.daily.pages.run import run_routes
from reprise.daily.pages.search import search_routes
from reprise.daily.problems import answer_problems, problem_response
from reprise.daily.rendering import STATIC, Renderer
from reprise.daily.reproductions import Reproductions
from reprise.daily.runs import Runs

if TYPE_CHECKING:
    from reprise.daily.library import Library


def create_app(
    library_path: Path,
    *,
    run_limit_seconds: float = 60,
    max_runs: int = 1,
    hosts: Collection[str] | None = None,
) -> FastAPI:
    """The application over a library; closing it ends its runs and closes the library.

    Args:
        library_path: the library's file; made when it does not exist.
        run_limit_seconds: after which a run that the Run button started is ended.
        max_runs: that many at once; others wait.
        hosts: names that the server answers to; None answers to any.
    """
    from reprise.daily.library import Library

    runs = Runs(library_path.with_suffix(".runs"), limit_seconds=run_limit_seconds, max_runs=max_runs)
    library = Library.open(library_path)
    library.search("papers", limit=1)  # what the first search loads is loaded before its reader comes
    return build_app(library, runs, Reproductions.load(), hosts=hosts)


def build_app(
    library: Library, runs: Runs, reproductions: Reproductions, *, hosts: Collection[str] | None = None
) -> FastAPI:
    """The application over an open library and a queue; it closes both in the end."""
    desk = Desk(library, reproductions, runs, Renderer())

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        runs.close()
        library.close()

    app = FastAPI(
        title="Daily",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    for routes in (
        api_routes,
        feed_routes,
        search_routes,
        paper_routes,
        run_routes,
        reproductions_routes,
        code_routes,
        about_routes,
    ):
        app.include_router(routes(desk))
    app.mount("/static", _StaticFiles(directory=STATIC), name="static")
    answer_problems(app, desk.renderer)
    app.add_middleware(GZipMiddleware, minimum_size=600, compresslevel=5)
    app.add_middleware(Guard, problem=functools.partial(problem_response, desk.renderer), hosts=hosts)
    return app


class _StaticFiles(StaticFiles):
    """Static files whose addresses carry a digest of their content: good for a year."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
