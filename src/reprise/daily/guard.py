"""What stands before every page: limits on requests, the same-origin check, and the security headers.

Plain ASGI: it costs a few microseconds a request and sees bodies before anything reads them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_ADDRESS = 4096
"""Most bytes of path and query together."""

MAX_BODY = 16_384
"""Most bytes of a request's body; nothing here asks for more than a form field."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

Problem = Callable[[Scope, int, str, str], Response]
"""Makes the page of a problem from the request, a status, a title and an explanation."""


class Guard:
    """Middleware.

    Args:
        app: what it stands before.
        problem: makes the page that a refused request gets.
        hosts: names that the server answers to, without ports; None answers to any. Naming them keeps a
            foreign page from reaching a server on this machine through a name of its own.
    """

    def __init__(self, app: ASGIApp, problem: Problem, hosts: Collection[str] | None = None) -> None:
        self._app = app
        self._problem = problem
        self._hosts = None if hosts is None else frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, send_guarded)
            return
        if scope["method"] == "HEAD":  # answered like GET; the server keeps the body to itself
            scope = {**scope, "method": "GET"}
        limited = _LimitedBody(receive)
        try:
            await self._app(scope, limited, send_guarded)
        except BodyTooLarge:
            await self._too_large(scope)(scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        size = len(scope.get("raw_path") or scope["path"].encode()) + len(scope["query_string"])
        if size > MAX_ADDRESS:
            explanation = f"The address has {size:,} bytes; at most {MAX_ADDRESS:,} are read. Shorten what you search for."
            return self._problem(scope, 414, "That address is too long", explanation)
        if self._hosts is not None and _host_name(headers.get("host", "")) not in self._hosts:
            explanation = (
                "This Daily answers to the names it was started with. Open it by the address it printed, "
                "or start it with the host that you want to use."
            )
            return self._problem(scope, 400, "This is not one of this server's names", explanation)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > MAX_BODY:
            return self._too_large(scope)
        if scope["method"] not in ("GET", "HEAD", "OPTIONS") and not _same_origin(headers):
            explanation = (
                "Votes and runs are taken only from Daily's own pages. Open the paper here and press the button again; "
                "a program sends the header Origin with this server's address."
            )
            return self._problem(scope, 403, "That request came from another site", explanation)
        return None

    def _too_large(self, scope: Scope) -> Response:
        return self._problem(
            scope,
            413,
            "That is too much to read",
            f"At most {MAX_BODY:,} bytes can be sent to Daily at once.",
        )


class BodyTooLarge(Exception):
    """A body without a declared length went over the limit."""


class _LimitedBody:
    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._seen = 0

    async def __call__(self) -> Message:
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        if self._seen > MAX_BODY:
            raise BodyTooLarge
        return message


def _host_name(host: str) -> str:
    """``example.org:8000`` and ``[::1]:8000`` without the port."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _same_origin(headers: Headers) -> bool:
    """Whether a browser says that the request comes from a page of this server.

    Scheme is left out of the comparison: a proxy may speak HTTPS to readers and HTTP to this server.
    """
    origin = headers.get("origin")
    if origin is not None:
        try:
            return urlsplit(origin).netloc.lower() == headers.get("host", "").lower()
        except ValueError:
            return False
    return headers.get("sec-fetch-site") == "same-origin"
