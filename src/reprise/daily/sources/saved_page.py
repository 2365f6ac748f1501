"""A daily-papers page that a reader saved as text.

An entry is a title, an abstract (one paragraph or more), and a trailer of three lines: "N authors" after a
bullet, or "handle Name" of an organisation; a lone middle dot; a date, and the number of comments where there
are any. The page leaves out the year where it is its own, so a date without one belongs to the page's year:
the one after the latest year that the page writes out, when that is not past the reader's own.
"""

from __future__ import annotations

import dataclasses
import datetime
import itertools
import re
from collections.abc import Iterator
from typing import BinaryIO

from reprise.daily.entry import Entry, SourceProblem, dated, plausible, title_key

MAX_PAGE = 50_000_000
NAME = "saved-page"
DOT = "·"
AUTHORS = re.compile(r"•\s*(\d+)\s+authors?")
DATE = re.compile(r"([A-Z][a-z]{2}) (\d{1,2})(?:, (\d{4}))?(?: (\d+))?")
MONTHS = {
    name: i
    for i, name in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1
    )
}
LONGEST_TITLE = 300


def looks_like_saved_page(text: str) -> bool:
    """Whether a trailer stands in the text, or the page's heading above anything else."""
    lines = [line.strip() for line in text.splitlines()]
    trailers = (DATE.fullmatch(after) for dot, after in itertools.pairwise(lines) if dot == DOT)
    return any(trailers) or "Daily Papers" in lines[:40]


def read_saved_page(stream: BinaryIO, today: datetime.date | None = None) -> Iterator[Entry | SourceProblem]:
    """Entries in order. One without a trailer is kept when its paper is otherwise known to have a date."""
    raw = stream.read(MAX_PAGE + 1)
    if len(raw) > MAX_PAGE:
        yield SourceProblem("page", f"more than {MAX_PAGE:,} bytes")
        return
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        yield SourceProblem(f"byte {error.start + 1:,}", "not UTF-8")
        return
    blocks = _blocks(text)
    year = _page_year(blocks, today or datetime.date.today())
    number = 0
    for title, abstract, trailer in _entries(_without_heading(blocks)):
        number += 1
        place = f"entry {number:,}"
        if not abstract:
            yield SourceProblem(place, f"a title without an abstract: {title[:60]!r}")
            continue
        try:
            yield plausible(dated(_entry(title, abstract, trailer, year)), today)
        except (ValueError, OverflowError) as error:
            yield SourceProblem(place, f"{title[:60]!r}: {error}")


def _blocks(text: str) -> list[list[str]]:
    blocks: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip():
            blocks[-1].append(line.strip())
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _without_heading(blocks: list[list[str]]) -> list[list[str]]:
    heading = next((i for i, block in enumerate(blocks[:40]) if block == ["Daily Papers"]), None)
    if heading is None:
        return blocks
    start = heading + 1
    while start < len(blocks) and (
        (blocks[start][0].startswith("by") and len(blocks[start][0]) < 60) or _is_date(blocks[start])
    ):
        start += 1
    return blocks[start:]


def _is_date(block: list[str]) -> bool:
    return len(block) == 1 and DATE.fullmatch(block[0]) is not None


def _is_trailer(block: list[str]) -> bool:
    return len(block) in (2, 3) and block[-2] == DOT and DATE.fullmatch(block[-1]) is not None


def _page_year(blocks: list[list[str]], today: datetime.date) -> int:
    dates = (DATE.fullmatch(block[-1]) for block in blocks if _is_trailer(block))
    written = [int(date[3]) for date in dates if date and date[3]]
    return min(max(written) + 1, today.year) if written else today.year


def _entries(blocks: list[list[str]]) -> Iterator[tuple[str, str, list[str] | None]]:
    """Title, abstract and trailer of each entry; None for a missing trailer."""
    waiting: list[str] = []
    for block in [*blocks, None]:
        if block is not None and not _is_trailer(block):
            waiting.append(" ".join(block))
            continue
        starts = [0] if waiting else []
        for i in range(2, len(waiting) - 1):
            if i - starts[-1] >= 2 and _is_title(waiting[i]) and len(waiting[i + 1]) > len(waiting[i]):
                starts.append(i)
        for start, end in itertools.pairwise([*starts, len(waiting)] if starts else []):
            last = end == len(waiting)
            yield waiting[start], " ".join(waiting[start + 1 : end]), block if last else None
        waiting = []


def _is_title(text: str) -> bool:
    return len(text) <= LONGEST_TITLE and not text.endswith((".", ":", ";", ","))


def _entry(title: str, abstract: str, trailer: list[str] | None, year: int) -> Entry:
    entry = Entry(source=NAME, source_id=title_key(title)[:200], title=title, abstract=abstract)
    if trailer is None:
        return entry
    date = DATE.fullmatch(trailer[-1])
    if date is None or date[1] not in MONTHS:
        raise ValueError(f"not a date: {trailer[-1]!r}")
    try:
        published = datetime.date(int(date[3] or year), MONTHS[date[1]], int(date[2]))
    except ValueError as error:
        raise ValueError(f"no calendar has the day {trailer[-1]!r}") from error
    byline = trailer[0] if len(trailer) == 3 else ""
    counted = AUTHORS.fullmatch(byline)
    return dataclasses.replace(
        entry,
        author_count=int(counted[1]) if counted else 0,
        # An organisation is written as its handle and then its name.
        organisation="" if counted else byline.partition(" ")[2] or byline,
        published=published,
        comments=int(date[4] or 0),
    )
