"""The table of all data sets, as the documentation shows it."""

from __future__ import annotations

from types import UnionType

from reprise.data.entry import Entry
from reprise.data.hub import Hub
from reprise.data.registry import entries

HEAD = """# Data sets

`reprise.data.load(name)` looks for a set in the order of the column *sources* and takes the first that has it.
A *local folder* is a folder of the set's name inside `REPRISE_DATA`, or inside `reprise/data` in the user's data
folder. *Hub* is the original on the Hugging Face Hub (`pip install 'reprise-ml[hub]'`), which may differ from
the local copy as the caveats say. Where no source has a set, one error lists everything that was tried. Every
result records the digest of the data that it saw.

Licences are those of the data, not of reprise: read the source before you publish anything that contains them.
This page is printed by `python -m reprise.data`.
"""
COLUMNS = ("name", "what", "size", "licence", "source", "sources", "caveats")


def catalogue() -> str:
    """All data sets in Markdown, one table a type of data set."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries().values():
        groups.setdefault(_type(entry), []).append(entry)
    parts = [HEAD]
    for kind in sorted(groups):
        rows = [f"| {' | '.join(COLUMNS)} |", "|---" * len(COLUMNS) + "|", *map(_row, groups[kind])]
        parts.append(f"## {kind}\n\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


def _type(entry: Entry) -> str:
    kinds = entry.kind.__args__ if isinstance(entry.kind, UnionType) else (entry.kind,)
    return " or ".join(kind.__name__ for kind in kinds)


def _row(entry: Entry) -> str:
    options = "".join(
        f"<br>{option}: {', '.join(f'`{value}`' for value in values)}"
        for option, values in entry.options.items()
    )
    sources = " → ".join(source.label() for source in entry.sources)
    differs = [s.differs for s in entry.sources if isinstance(s, Hub) and s.differs]
    caveats = entry.notes + "".join(f" On the Hub: {text}." for text in differs)
    cells = (
        f"`{entry.name}`{options}",
        entry.what,
        entry.size,
        entry.licence,
        entry.source,
        sources,
        caveats,
    )
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"
