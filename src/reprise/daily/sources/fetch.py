"""A source named by an address, brought to a temporary file within limits of size and time."""

from __future__ import annotations

import tempfile
import time
from typing import IO, Any

from reprise.daily.errors import SourceError

MAX_BYTES = 100_000_000
MAX_SECONDS = 60.0
MAX_REDIRECTS = 5


def fetch(
    address: str, max_bytes: int = MAX_BYTES, max_seconds: float = MAX_SECONDS, transport: Any = None
) -> IO[bytes]:
    """The answer to one GET, as a temporary file at its beginning.

    Args:
        address: http or https; redirects are followed to these only.
        max_bytes: of the decoded answer.
        max_seconds: for everything.
        transport: an ``httpx`` transport in place of the network.

    Raises:
        SourceError: another scheme, no answer, an answer that is no success, or one beyond a limit.
    """
    import httpx

    if address.partition("://")[0].lower() not in ("http", "https"):
        raise SourceError(f"only http:// and https:// addresses are read, got {address[:80]!r}")

    def web_only(request: httpx.Request) -> None:
        if request.url.scheme not in ("http", "https"):
            raise SourceError(f"only http:// and https:// addresses are read, got {str(request.url)[:80]!r}")

    deadline = time.monotonic() + max_seconds
    out = tempfile.TemporaryFile()  # noqa: SIM115 (handed to the caller; closed here only on failure)
    try:
        with (
            httpx.Client(
                follow_redirects=True,
                max_redirects=MAX_REDIRECTS,
                timeout=min(max_seconds, 20.0),
                transport=transport,
                event_hooks={"request": [web_only]},
                headers={"User-Agent": "reprise-daily"},
            ) as client,
            client.stream("GET", address) as answer,
        ):
            if not answer.is_success:
                raise SourceError(f"{address} answered {answer.status_code} {answer.reason_phrase}")
            size = 0
            for chunk in answer.iter_bytes():
                size += len(chunk)
                if size > max_bytes:
                    raise SourceError(
                        f"{address} sends more than {max_bytes:,} bytes; save a part of it and give the file"
                    )
                if time.monotonic() > deadline:
                    raise SourceError(
                        f"{address} takes more than {max_seconds:g} seconds; save it and give the file"
                    )
                out.write(chunk)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        out.close()
        raise SourceError(f"{address} cannot be read: {error or type(error).__name__}") from error
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return out
