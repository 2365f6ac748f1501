"""Taking papers in, from any source, in batches that survive whatever comes after them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from reprise.daily.entry import Entry, SourceProblem
from reprise.daily.library import Library
from reprise.daily.sources import read_source

BATCH = 256


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of a source's entries; an entry is added, updated, unchanged or a problem."""

    added: int
    updated: int
    unchanged: int
    problems: list[SourceProblem] = field(default_factory=list)


def ingest(
    library: Library,
    source: str | Path | BinaryIO,
    progress: Callable[[int], object] | None = None,
    batch: int = BATCH,
) -> IngestReport:
    """Take a source in. Doing it again changes nothing.

    Args:
        source: see ``reprise.daily.sources.read_source``.
        progress: called with the number of entries that are stored; these are on disk for good, whatever
            happens to the process.
        batch: entries a transaction.

    Raises:
        SourceError: nothing can be read from the source.
        LibraryError: the library cannot be written.
    """
    if batch < 1:
        raise ValueError(f"batch must be at least 1, got {batch}")
    added = updated = unchanged = 0
    problems: list[SourceProblem] = []
    waiting: list[Entry] = []

    def store() -> None:
        nonlocal added, updated, unchanged
        new, changed, same = library.write(waiting)
        added, updated, unchanged = added + new, updated + changed, unchanged + same
        waiting.clear()
        if progress is not None:
            progress(added + updated + unchanged)

    for item in read_source(source):
        if isinstance(item, SourceProblem):
            problems.append(item)
            continue
        waiting.append(item)
        if len(waiting) >= batch:
            store()
    if waiting:
        store()
    return IngestReport(added, updated, unchanged, problems)
