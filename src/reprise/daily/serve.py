"""Serving Daily: one address, one library, a clean end."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import os
import socket
from pathlib import Path

import uvicorn

from reprise.daily.app import create_app

LOOPBACK = ("localhost", "127.0.0.1", "::1")


class AddressError(Exception):
    """Daily cannot listen there; the message says where it can."""


class PortTaken(AddressError):
    """Another program listens on the port; the message says how to choose another."""


class NoSuchHost(AddressError):
    """This machine cannot listen on the address."""


def default_library() -> Path:
    """``REPRISE_DAILY``, else ``daily.sqlite`` in the user's data folder."""
    given = os.environ.get("REPRISE_DAILY")
    if given:
        return Path(given).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("reprise")) / "daily.sqlite"


def serve(
    library_path: Path,
    host: str = "127.0.0.1",
    port: int = 8000,
    *,
    run_limit_seconds: float = 60,
    max_runs: int = 1,
) -> None:
    """Serve a library until the process is interrupted.

    A library that lacks the papers with cards gets them first. On a loopback address only names of this
    machine are answered, so that no foreign page can reach it through a name of its own.

    Args:
        library_path: the library's file; made, with its folder, when it does not exist.
        host: address to listen on; ``"0.0.0.0"`` for all of this machine's.
        port: 0 takes a free one.
        run_limit_seconds: for one run of the Run button.
        max_runs: at once.

    Raises:
        PortTaken, NoSuchHost: nothing can be served there.
        LibraryError: the library cannot be opened.
    """
    library_path = library_path.expanduser()
    listener = listen(host, port)
    with listener:
        add_cards(library_path)
        app = create_app(
            library_path,
            run_limit_seconds=run_limit_seconds,
            max_runs=max_runs,
            hosts=names_of(listener, host),
        )
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=5
        )
        # The server ends in order and then raises the interruption again, which has been heard by then.
        with contextlib.suppress(KeyboardInterrupt):
            _Server(config).run(sockets=[listener])


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on the address.

    Raises:
        PortTaken: it is in use.
        NoSuchHost: it is none of this machine's, or its port is for administrators only.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise NoSuchHost(f"there is no address {host!r} to listen on ({error}); try 127.0.0.1") from error
    try:
        if os.name == "posix":  # elsewhere the option would share the port with whoever has it
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(socket.SOMAXCONN)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(
                f"port {port} is taken by another program; choose another: "
                f"make demo PORT={port + 1}, or reprise daily serve --port {port + 1}"
            ) from error
        raise NoSuchHost(f"cannot listen on {host} port {port}: {error.strerror}") from error
    return listener


def names_of(listener: socket.socket, host: str) -> tuple[str, ...] | None:
    """The names that a server on a loopback address answers to; None, for any, where others can reach it."""
    bound = listener.getsockname()[0]
    return (*LOOPBACK, bound, host) if ipaddress.ip_address(bound.partition("%")[0]).is_loopback else None


def address_of(listener: socket.socket) -> str:
    """What to type into a browser to reach the socket."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def add_cards(library_path: Path) -> None:
    """Put the papers with cards into a library that lacks any of them."""
    from reprise.daily.ingest import ingest
    from reprise.daily.library import Library
    from reprise.papers import catalog

    with Library.open(library_path) as library:
        if any(library.by_slug(card.slug) is None for card in catalog.rooms()):
            ingest(library, "cards")


class _Server(uvicorn.Server):
    """Says where it is once it can be reached."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            print(f"Daily is open at {address_of(sockets[0])} (Ctrl+C closes it)", flush=True)
