"""How an experiment says where it is, without knowing who listens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sized
from typing import TypeVar

T = TypeVar("T")

Listener = Callable[[str, int, int | None], None]


class Progress:
    """Handed to ``perform``: ``progress.say("training MRL")`` and ``for x in progress.track(xs, "MRL")``.

    Args:
        listener: called with (message, done, total); total is None while it is not known.
    """

    def __init__(self, listener: Listener | None = None) -> None:
        self._listener = listener or (lambda message, done, total: None)

    def say(self, message: str) -> None:
        """Announce a stage."""
        self._listener(message, 0, None)

    def track(self, items: Iterable[T], message: str, total: int | None = None) -> Iterator[T]:
        """Yield from ``items`` and report how many are done."""
        if total is None and isinstance(items, Sized):
            total = len(items)
        self._listener(message, 0, total)
        for done, item in enumerate(items, start=1):
            yield item
            self._listener(message, done, total)
