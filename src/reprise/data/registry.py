"""Every data set by its name: list, describe, load."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from reprise.data.entry import Entry
from reprise.data.errors import DataNotFound, UnknownDataset
from reprise.data.provenance import Dataset
from reprise.data.record import record

# Each module holds a type of data set and the ENTRIES of that type.
MODULES = (
    "images",
    "emoji",
    "labelled_texts",
    "retrieval_sets",
    "corpora",
    "word_benchmarks",
    "node_graphs",
    "papers",
)


@functools.cache
def entries() -> Mapping[str, Entry]:
    """The whole registry, by name, sorted."""
    found: dict[str, Entry] = {}
    for module in MODULES:
        for entry in importlib.import_module(f"reprise.data.{module}").ENTRIES:
            if entry.name in found:
                raise RuntimeError(f"two data sets are named {entry.name!r}; the second is in {module}")
            found[entry.name] = entry
    return MappingProxyType(dict(sorted(found.items())))


def names() -> list[str]:
    """The names of all data sets, sorted."""
    return list(entries())


def describe(name: str) -> Entry:
    """What is known about a data set without loading it: type, licence, source, notes, Hub id, options.

    Raises:
        UnknownDataset: no set has this name; suggests the nearest ones.
    """
    known = entries()
    if name not in known:
        raise UnknownDataset(name, known)
    return known[name]


def load(name: str, **options: str) -> Any:
    """Load a data set from the first of its sources that has it.

    Sources are, in this order: generated, an installed library, a local folder (``REPRISE_DATA``, or
    ``reprise/data`` in the user's data folder), the original on the Hugging Face Hub. The result says which
    one it was (``.origin``), what it may be used for and what is lossy about it, and carries a digest of
    what was read.

    Example:
        >>> digits = load("digits")
        >>> digits["all"].x.shape
        (1797, 8, 8)

    Args:
        name: one of :func:`names`.
        options: choices of that set, e.g. ``graph="cora"``; ``describe(name).options`` lists them.

    Raises:
        UnknownDataset: no set has this name.
        TypeError, ValueError: the set has no such option, or the option no such value.
        DataNotFound: no source has it; the message lists all that was tried and how to get it.
        CorruptData: a file is damaged or not of the form it should have.
    """
    entry = describe(name)
    chosen = entry.choose(options)
    tried: list[tuple[str, str]] = []
    for source in entry.sources:
        reading = source.locate(entry, chosen)
        if isinstance(reading, list):
            tried += reading
            continue
        dataset: Dataset = source.read(reading, **chosen)
        record(dataset.provenance)
        return dataset
    raise DataNotFound(name, tried, [way for source in entry.sources for way in source.advice(entry)])


def availability() -> dict[str, str | None]:
    """For each data set the source on this machine that would be used, None where it is not here.

    Nothing is loaded, and the network is not asked: a Hub original counts once it has been downloaded.
    """
    return {
        name: next((source.label() for source in entry.sources if source.present(entry)), None)
        for name, entry in entries().items()
    }
