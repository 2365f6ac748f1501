"""Every data set by its name: list, describe, look for."""

from __future__ import annotations

import difflib
import functools
import importlib
from collections.abc import Mapping
from types import MappingProxyType

from reprise.data.entry import Entry
from reprise.data.errors import UnknownDataset

# Each module holds a type of data set and the ENTRIES of that type.
MODULES = (
    "images",
    "emoji",
    "captioned_images",
    "pixel_maps",
    "pictures",
    "labelled_texts",
    "text_pairs",
    "question_answering",
    "retrieval_sets",
    "corpora",
    "tagged_sentences",
    "word_benchmarks",
    "tables",
    "frame_sets",
    "interactions",
    "node_graphs",
    "graph_sets",
    "meshes",
    "skeletons",
    "neural_responses",
    "operators",
    "papers",
    "fonts",
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
        inside = [
            f"{entry.name!r} with {option}={name!r}"
            for entry in known.values()
            for option, values in entry.options.items()
            if name in values
        ]
        raise UnknownDataset(name, [*difflib.get_close_matches(name.lower(), known, n=3, cutoff=0.5)], inside)
    return known[name]


def availability() -> dict[str, str | None]:
    """For each data set the source on this machine that would be used, None where it is not here.

    Nothing is loaded, and the network is not asked: a Hub original counts once it has been downloaded.
    """
    return {
        name: next((source.label() for source in entry.sources if source.present(entry)), None)
        for name, entry in entries().items()
    }
