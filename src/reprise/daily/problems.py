"""Pages for what went wrong: what it was, and the way out."""

from __future__ import annotations

import difflib
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from reprise.daily.errors import LibraryError
from reprise.daily.guard import HEADERS
from reprise.daily.rendering import Renderer, paper_address

if TYPE_CHECKING:
    from reprise.daily.desk import Desk

_log = logging.getLogger(__name__)

_TITLES = {404: "There is no such page", 405: "This page cannot be used in that way"}
_EXPLANATIONS = {
    404: "The address may be mistyped, or the page has gone.",
    405: "Open it from the page that leads to it.",
}


class Problem(Exception):
    """A request that cannot be answered as asked.

    Args:
        status: of the response, 4xx or 5xx.
        title: what is wrong, in a few words.
        explanation: what was given, what was expected, what to do.
        suggestions: (label, address) of pages that may be meant.
    """

    def __init__(
        self, status: int, title: str, explanation: str, suggestions: Sequence[tuple[str, str]] = ()
    ) -> None:
        super().__init__(f"{status} {title}: {explanation}")
        self.status, self.title, self.explanation = status, title, explanation
        self.suggestions = tuple(suggestions)


def sentence(error: Exception) -> str:
    """An error's message as a sentence."""
    message = str(error)
    return f"{message[:1].upper()}{message[1:]}."


def problem_response(
    renderer: Renderer,
    scope: Scope,
    status: int,
    title: str,
    explanation: str,
    suggestions: Sequence[tuple[str, str]] = (),
) -> Response:
    """The page of a problem; JSON for addresses under ``/api/``."""
    headers = {"Cache-Control": "no-store"}
    if scope["path"].startswith("/api/"):
        return JSONResponse({"error": title, "detail": explanation}, status, headers)
    return renderer.page(
        "problem.html",
        status=status,
        headers=headers,
        problem_title=title,
        explanation=explanation,
        suggestions=suggestions,
    )


def answer_problems(app: FastAPI, renderer: Renderer) -> None:
    """Register the pages of all problems with the application."""

    async def known(request: Request, problem: Exception) -> Response:
        assert isinstance(problem, Problem)
        return problem_response(
            renderer,
            request.scope,
            problem.status,
            problem.title,
            problem.explanation,
            problem.suggestions,
        )

    async def plain(request: Request, problem: Exception) -> Response:
        assert isinstance(problem, HTTPException)
        title = _TITLES.get(problem.status_code, "This request cannot be answered")
        explanation = _EXPLANATIONS.get(problem.status_code, problem.detail)
        response = problem_response(renderer, request.scope, problem.status_code, title, explanation)
        response.headers.update(problem.headers or {})
        return response

    async def invalid(request: Request, problem: Exception) -> Response:
        assert isinstance(problem, RequestValidationError)
        explanation = "; ".join(
            f"{'.'.join(str(step) for step in error['loc'])}: {error['msg']}" for error in problem.errors()
        )
        return problem_response(renderer, request.scope, 422, "This request cannot be read", explanation)

    async def unreadable(request: Request, problem: Exception) -> Response:
        _log.error("%s %s: %s", request.method, request.url.path, problem)
        title = "The library cannot be used just now"
        return problem_response(renderer, request.scope, 503, title, sentence(problem))

    async def unexpected(request: Request, problem: Exception) -> Response:
        _log.error("%s %s failed", request.method, request.url.path, exc_info=problem)
        response = problem_response(
            renderer,
            request.scope,
            500,
            "Something broke on our side",
            "The server's log says what. Nothing that you did is lost.",
        )
        response.headers.update(HEADERS)  # this page is made outside the guard
        return response

    app.add_exception_handler(Problem, known)
    app.add_exception_handler(HTTPException, plain)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(LibraryError, unreadable)
    app.add_exception_handler(Exception, unexpected)


def unknown_paper(desk: Desk, wanted: str) -> Problem:
    """The problem of an unknown paper, with the nearest ones that there are."""
    cards = {found.card.slug: found.card.title for found in desk.reproductions}
    near = difflib.get_close_matches(wanted.rsplit("/", 1)[-1].lower(), cards, n=3, cutoff=0.5)
    suggestions = [(cards[slug], paper_address(slug)) for slug in near]
    words = " ".join("".join(letter if letter.isalnum() else " " for letter in wanted[:200]).split())
    if words and len(suggestions) < 3:
        found = desk.library.search(words, limit=4).hits
        known = {title for title, _ in suggestions}
        suggestions += [
            (hit.paper.title, paper_address(hit.paper.id)) for hit in found if hit.paper.title not in known
        ]
    shown = wanted if len(wanted) <= 80 else wanted[:79] + "…"
    explanation = f"The library has no paper “{shown}”." + (
        " Perhaps one of these is meant:" if suggestions else ""
    )
    return Problem(404, "There is no such paper", explanation, suggestions[:4])
