"""Reading any source: an address, a file, the cards, or a data set of papers by its name."""

from __future__ import annotations

import contextlib
import gzip
import io
import itertools
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from reprise.daily.entry import Entry, SourceProblem
from reprise.daily.errors import SourceError
from reprise.daily.sources.arxiv_atom import read_arxiv_atom
from reprise.daily.sources.cards import NAME as CARDS
from reprise.daily.sources.cards import read_cards
from reprise.daily.sources.fetch import fetch
from reprise.daily.sources.hugging_face import read_hugging_face
from reprise.daily.sources.jsonl import NAME as JSONL
from reprise.daily.sources.jsonl import read_jsonl
from reprise.daily.sources.records import entry_of
from reprise.daily.sources.saved_page import looks_like_saved_page, read_saved_page

HEAD = 1 << 16
FORMATS = (
    "a daily-papers page saved as text, Hugging Face's daily papers as JSON, an arXiv feed (Atom), "
    "or JSON Lines with one paper a line; each may be gzipped"
)


def read_source(source: str | Path | BinaryIO) -> Iterator[Entry | SourceProblem]:
    """The entries of a source in order, and a problem for each one that had to be left out.

    Args:
        source: an http(s) address, the path of a file, an open binary file, ``"cards"``, or the name of a
            data set of papers. What a file holds is told from its content, not from its name.

    Raises:
        SourceError: there is no such source, or its format is none of those known.
    """
    if not isinstance(source, (str, Path)):
        yield from _read(source, "the upload")
        return
    if isinstance(source, str) and re.match(r"[a-zA-Z][a-zA-Z0-9+.-]+://", source):
        with fetch(source) as answer:
            yield from _read(cast("BinaryIO", answer), source)
        return
    if source == CARDS:
        yield from read_cards()
        return
    path = Path(source)
    try:
        file = path.open("rb")
    except FileNotFoundError:
        yield from _read_data_set(str(source))
        return
    except OSError as error:
        # A folder that happens to be named like a data set does not hide it.
        if path.is_dir() and _is_data_set(str(source)):
            yield from _read_data_set(str(source))
            return
        raise SourceError(f"{path} cannot be read: {error.strerror}") from error
    with file:
        yield from _read(file, str(path))


def _is_data_set(name: str) -> bool:
    from reprise import data

    return name in data.names()


def _read_data_set(name: str) -> Iterator[Entry | SourceProblem]:
    from reprise import data

    if not _is_data_set(name):
        raise SourceError(
            f"no file and no data set {name!r}; a source is an address, {CARDS!r}, or {FORMATS}"
        )
    papers = data.load(name)
    if not isinstance(papers, data.Papers):
        raise SourceError(f"the data set {name!r} holds no papers; try papers-acl or papers-ml")
    for number, paper in enumerate(papers.papers, 1):
        try:
            record = {
                field: getattr(paper, field)
                for field in ("id", "title", "abstract", "year", "month", "venue")
            }
            yield entry_of(record | {"authors": [*paper.authors], "keywords": [*paper.keywords]}, JSONL)
        except ValueError as error:
            yield SourceProblem(f"paper {number:,}", str(error))


def _read(file: BinaryIO, name: str) -> Iterator[Entry | SourceProblem]:
    stream = io.BufferedReader(cast("io.RawIOBase", file), HEAD) if not hasattr(file, "peek") else file
    with contextlib.ExitStack() as stack:
        if cast("io.BufferedReader", stream).peek(2)[:2] == b"\x1f\x8b":
            stream = cast("BinaryIO", stack.enter_context(gzip.open(stream)))
        yield from _until_it_breaks(stream, name)


def _until_it_breaks(stream: BinaryIO, name: str) -> Iterator[Entry | SourceProblem]:
    number = 0
    try:
        for item in _by_content(stream, name):
            yield item
            number += 1
    except (OSError, EOFError, zlib.error) as error:
        yield SourceProblem(
            f"after entry {number:,}", f"the file is damaged ({error}); nothing after it was read"
        )


def _by_content(stream: BinaryIO, name: str) -> Iterable[Entry | SourceProblem]:
    start = stream.read(HEAD)
    stream = io.BufferedReader(_Rejoined(start, stream), HEAD)
    text = start.decode("utf-8-sig", "replace").lstrip()
    if not text:
        raise SourceError(f"{name} is empty; expected {FORMATS}")
    if text.startswith("<"):
        if "http://www.w3.org/2005/Atom" in text:
            return read_arxiv_atom(stream)
        raise SourceError(f"{name} is HTML or another XML; save the page as text, or give {FORMATS}")
    if _has_a_line_of_its_own(text):
        return read_jsonl(stream)
    if text.startswith("["):
        return read_hugging_face(stream)
    if text.startswith("{"):
        first, newline, _ = text.partition("\n")
        # A document over several lines has one that ends inside it; a line of its own is one a paper.
        pretty = newline and first.strip() in ("{", '{"paper": {', '{"paper":{')
        return read_hugging_face(stream) if pretty else read_jsonl(stream)
    if looks_like_saved_page(text):
        return read_saved_page(stream)
    raise SourceError(f"{name} is in no format that is known here; expected {FORMATS}")


def _has_a_line_of_its_own(text: str) -> bool:
    """Whether a line after the first is a paper's object, whatever the first line is.

    In a list that is written one object a line, a comma or the end of the list follows each of them.
    """
    lines = [line.rstrip() for line in text.split("\n") if line.strip()]
    for line, following in itertools.pairwise([*lines[1:], ""]):
        if not line.startswith("{") or following.lstrip().startswith(("]", ",", "}")):
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if found.keys() & {"title", "paper", "id"}:
            return True
    return False


class _Rejoined(io.RawIOBase):
    """What was already read, and then the rest."""

    def __init__(self, start: bytes, rest: BinaryIO) -> None:
        self._start = start
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if self._start:
            size = min(len(buffer), len(self._start))
            buffer[:size] = self._start[:size]
            self._start = self._start[size:]
            return size
        data = self._rest.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
