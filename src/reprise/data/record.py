"""Which data a computation saw: every load within a ``with recording()`` block is noted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from reprise.data.provenance import Provenance

_open: ContextVar[tuple[dict[str, str], ...]] = ContextVar("reprise_data_recordings", default=())


@contextmanager
def recording() -> Iterator[dict[str, str]]:
    """Yield a dict that every :func:`reprise.data.load` within the block fills with name -> digest.

    Names carry the options, e.g. ``"planetoid(graph=cora)"``. Recordings nest; the outer one sees the loads
    of the inner one too. Each thread started by hand begins with no recording, as context variables do.
    """
    seen: dict[str, str] = {}
    token = _open.set((*_open.get(), seen))
    try:
        yield seen
    finally:
        _open.reset(token)


def record(provenance: Provenance) -> None:
    """Note a load in every open recording."""
    for seen in _open.get():
        seen[provenance.key] = provenance.digest
