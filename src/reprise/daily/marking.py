"""Showing why a paper was found: its title and the best part of its abstract with the matching words marked."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from reprise.daily.paper import Marked
from reprise.daily.vocabulary import stem_of

WORD = re.compile(r"[^\W_]+")
SNIPPET = 320
"""Characters of an abstract that are shown with a hit."""

Match = tuple[int, int, str]


@functools.lru_cache(maxsize=256)
def _candidates(stems: frozenset[str]) -> re.Pattern[str]:
    """Words that begin like one of the stems. A stem's last letter may differ from the word's (happy, happi)."""
    beginnings = "|".join(sorted({re.escape(stem[:-1]) for stem in stems}))
    return re.compile(rf"(?<![^\W_])(?:{beginnings})[^\W_]*", re.IGNORECASE)


def _matches(text: str, stems: frozenset[str]) -> Iterator[Match]:
    """Begin, end and stem of every word with one of the stems."""
    if not stems:
        return
    # Only in plain text does a word begin with the letters of its stem.
    for found in (_candidates(stems) if text.isascii() else WORD).finditer(text):
        stem = stem_of(found[0])
        if stem in stems:
            yield found.start(), found.end(), stem


def mark(text: str, stems: frozenset[str]) -> Marked:
    """The text in pieces; a piece matches when it is a word with one of the stems."""
    return _cut(text, 0, len(text), list(_matches(text, stems)))


def snippet(text: str, stems: frozenset[str], length: int = SNIPPET) -> Marked:
    """About ``length`` characters with most different stems, then most matches, then the first such; marked.

    It begins and ends with whole words; an ellipsis stands for what is left out on either side.
    """
    matches = list(_matches(text, stems))
    if len(text) <= length:
        return _cut(text, 0, len(text), matches)
    start, end = _window(matches, len(text), length)
    if start > 0:
        start = max(start, text.find(" ", start, start + 40) + 1)
    if end < len(text):
        end = max(text.rfind(" ", end - 40, end), end - 40)
    out = _cut(text, start, end, [match for match in matches if start <= match[0] and match[1] <= end])
    if start > 0:
        out.insert(0, ("… ", False))
    if end < len(text):
        out.append((" …", False))
    return out


def _window(matches: list[Match], size: int, length: int) -> tuple[int, int]:
    """Where to look: the best run of matches in the middle, or the beginning of the text."""
    best, span = (0, 0), (0, 0)
    for i, (begin, _, _) in enumerate(matches):
        inside = [match for match in matches[i:] if match[1] <= begin + length]
        value = (len({stem for _, _, stem in inside}), len(inside))
        if value > best:
            best, span = value, (begin, inside[-1][1])
    if span[1] <= length - 40:
        return 0, length
    start = min(max(0, span[0] - (length - span[1] + span[0]) // 2), size - length)
    return start, start + length


def _cut(text: str, start: int, end: int, matches: list[Match]) -> Marked:
    out: Marked = []
    for begin, finish, _ in matches:
        if begin > start:
            out.append((text[start:begin], False))
        out.append((text[begin:finish], True))
        start = finish
    if start < end:
        out.append((text[start:end], False))
    return out
