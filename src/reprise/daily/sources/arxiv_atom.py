"""An arXiv feed in Atom, as its query interface answers."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import BinaryIO, cast
from xml.etree import ElementTree

from reprise.daily.entry import Entry, SourceProblem, arxiv_id, dated

ATOM = "{http://www.w3.org/2005/Atom}"
ARXIV = "{http://arxiv.org/schemas/atom}"
CHUNK = 1 << 16
NAME = "arxiv"


def read_arxiv_atom(stream: BinaryIO) -> Iterator[Entry | SourceProblem]:
    """Entries in order; each is forgotten once it is read. A feed with its own entities is refused."""
    parser: ElementTree.XMLPullParser[ElementTree.Element] = ElementTree.XMLPullParser(["start", "end"])
    number = 0
    stopped: SourceProblem | None = None
    root: ElementTree.Element | None = None
    before = b""
    chunk = b"-"
    while chunk and stopped is None:
        chunk = stream.read(CHUNK)
        if b"<!ENTITY" in (seen := before + chunk) or b"<!DOCTYPE" in seen:
            yield SourceProblem("document type", "the feed defines its own entities, which are not read")
            return
        before = chunk[-16:]
        try:
            if chunk:
                parser.feed(chunk)
            else:
                parser.close()
        except ElementTree.ParseError as error:
            stopped = _broken(error)
        try:
            for event, element in cast("Iterator[tuple[str, ElementTree.Element]]", parser.read_events()):
                root = element if root is None else root
                if event != "end" or element.tag != f"{ATOM}entry":
                    continue
                number += 1
                try:
                    yield _entry(element)
                except ValueError as error:
                    yield SourceProblem(f"entry {number:,}", str(error))
                root.clear()
        except ElementTree.ParseError as error:
            stopped = _broken(error)
    if stopped is not None:
        yield stopped


def _broken(error: ElementTree.ParseError) -> SourceProblem:
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
    return dated(entry)


def _text(element: ElementTree.Element, tag: str) -> str:
    return (element.findtext(tag) or "").strip()
