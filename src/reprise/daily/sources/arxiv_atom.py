"""An arXiv feed in Atom, as its query interface answers."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import BinaryIO, cast
from xml.etree import ElementTree

from reprise.daily.entry import Entry, SourceProblem, arxiv_id, dated, plausible

ATOM = "{http://www.w3.org/2005/Atom}"
ARXIV = "{http://arxiv.org/schemas/atom}"
CHUNK = 1 << 16
MAX_ENTRY = 4_000_000
"""Most bytes from the end of an entry to the end of the next."""

NAME = "arxiv"


def read_arxiv_atom(stream: BinaryIO) -> Iterator[Entry | SourceProblem]:
    """Entries in order; each is forgotten once it is read.

    A feed with its own entities is refused, and one is read no further where an entry has more than
    ``MAX_ENTRY`` bytes, so that little memory is held whatever is sent.
    """
    parser: ElementTree.XMLPullParser[ElementTree.Element] = ElementTree.XMLPullParser(["start", "end"])
    number = 0
    stopped: SourceProblem | None = None
    root: ElementTree.Element | None = None
    inside = False  # an entry
    fed = 0  # bytes since the last entry ended
    before = b""
    chunk = b"-"
    while chunk and stopped is None:
        chunk = stream.read(CHUNK)
        if b"<!ENTITY" in (seen := before + chunk) or b"<!DOCTYPE" in seen:
            yield SourceProblem("document type", "the feed defines its own entities, which are not read")
            return
        before = chunk[-16:]
        fed += len(chunk)
        try:
            if chunk:
                parser.feed(chunk)
            else:
                parser.close()
        except (ElementTree.ParseError, LookupError, ValueError) as error:
            stopped = _broken(error)
        try:
            for event, element in cast("Iterator[tuple[str, ElementTree.Element]]", parser.read_events()):
                root = element if root is None else root
                if element.tag != f"{ATOM}entry":
                    if event == "end" and not inside:
                        root.clear()
                    continue
                inside = event == "start"
                if inside:
                    continue
                number += 1
                fed = 0
                try:
                    yield _entry(element)
                except (ValueError, OverflowError) as error:
                    yield SourceProblem(f"entry {number:,}", str(error))
                root.clear()
        except ElementTree.ParseError as error:
            stopped = _broken(error)
        if fed > MAX_ENTRY and stopped is None:
            too_long = f"more than {MAX_ENTRY:,} bytes without an end of an entry; nothing after it was read"
            stopped = SourceProblem(f"entry {number + 1:,}", too_long)
    if stopped is not None:
        yield stopped


def _broken(error: Exception) -> SourceProblem:
    if not isinstance(error, ElementTree.ParseError):  # of an encoding that Python or expat does not read
        return SourceProblem("XML declaration", f"{error}; nothing was read; save the feed as UTF-8")
    line, column = error.position
    return SourceProblem(
        f"line {line:,}, column {column + 1:,}", "not well-formed XML; nothing after it was read"
    )


def _entry(element: ElementTree.Element) -> Entry:
    address = _text(element, f"{ATOM}id")
    published = _text(element, f"{ATOM}published")
    try:
        date = datetime.date.fromisoformat(published[:10]) if published else None
    except ValueError as error:
        raise ValueError(f"published must be a date like 2025-11-12, got {published[:40]!r}") from error
    categories = (category.get("term", "") for category in element.iter(f"{ATOM}category"))
    entry = Entry(
        source=NAME,
        source_id=arxiv_id(address) or address,
        title=_text(element, f"{ATOM}title"),
        abstract=_text(element, f"{ATOM}summary"),
        authors=tuple(_text(author, f"{ATOM}name") for author in element.iter(f"{ATOM}author")),
        published=date,
        venue=_text(element, f"{ARXIV}journal_ref")[:300],
        url=address if address.startswith(("https://", "http://")) else "",
        arxiv=address,
        keywords=tuple(categories),
    )
    return plausible(dated(entry))


def _text(element: ElementTree.Element, tag: str) -> str:
    return (element.findtext(tag) or "").strip()
