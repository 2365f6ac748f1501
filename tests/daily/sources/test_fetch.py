"""Fetching within limits; the network is a stand-in."""

from __future__ import annotations

import httpx
import pytest

from reprise.daily.errors import SourceError
from reprise.daily.sources.fetch import fetch


def answering(answer) -> httpx.MockTransport:
    return httpx.MockTransport(answer)


def test_the_answer_as_a_file():
    transport = answering(lambda request: httpx.Response(200, content=b"papers"))
    with fetch("https://x.org/feed", transport=transport) as file:
        assert file.read() == b"papers"


def test_redirects_are_followed_to_http_only():
    def answer(request):
        if request.url.path == "/a":
            return httpx.Response(302, headers={"Location": "https://y.org/b"})
        if request.url.path == "/file":
            return httpx.Response(302, headers={"Location": "file:///etc/passwd"})
        if request.url.path == "/loop":
            return httpx.Response(302, headers={"Location": "/loop"})
        return httpx.Response(200, content=str(request.url).encode())

    with fetch("https://x.org/a", transport=answering(answer)) as file:
        assert file.read() == b"https://y.org/b"
    for path, message in (("file", "only http:// and https://"), ("loop", "cannot be read")):
        with pytest.raises(SourceError, match=message):
            fetch(f"https://x.org/{path}", transport=answering(answer))


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://x.org/a", "gopher://x", "data:text/plain,x"]
)
def test_other_schemes_are_refused(address):
    with pytest.raises(SourceError, match="only http:// and https://"):
        fetch(address)


def test_no_success_and_no_connection():
    with pytest.raises(SourceError, match="answered 404 Not Found"):
        fetch("https://x.org", transport=answering(lambda request: httpx.Response(404)))

    def refuse(request):
        raise httpx.ConnectError("refused")

    with pytest.raises(SourceError, match="cannot be read: refused"):
        fetch("https://x.org", transport=answering(refuse))
    with pytest.raises(SourceError, match="cannot be read"):
        fetch("http://[", transport=answering(refuse))


def test_limits_of_size_and_time():
    def endless():
        while True:
            yield b"x" * 1000

    transport = answering(lambda request: httpx.Response(200, content=endless()))
    with pytest.raises(SourceError, match="more than 10,000 bytes"):
        fetch("https://x.org", max_bytes=10_000, transport=transport)
    with pytest.raises(SourceError, match=r"more than 0\.05 seconds"):
        fetch("https://x.org", max_bytes=10**12, max_seconds=0.05, transport=transport)
