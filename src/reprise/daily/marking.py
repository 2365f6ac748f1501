"""Showing why a paper was found: its title and the best part of its abstract with the matching words marked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection

from reprise.daily.paper import Marked
from reprise.retrieval.analyzer import fold
from reprise.retrieval.porter import porter_stem

WORD = re.compile(r"[^\W_]+")
SNIPPET_WORDS = 45
_stems: dict[str, str] = {}


def stem_of(word: str) -> str:
    """The folded word's stem, remembered."""
    stem = _stems.get(word)
    if stem is None:
        if len(_stems) > 100_000:
            _stems.clear()
        stem = _stems[word] = porter_stem(fold(word))
    return stem


def mark(text: str, stems: Collection[str]) -> Marked:
    """The text in pieces; a piece matches when it is a word with one of the stems."""
    out: Marked = []
    end = 0
    for found in WORD.finditer(text):
        if stem_of(found[0]) in stems:
            if found.start() > end:
                out.append((text[end : found.start()], False))
            out.append((found[0], True))
            end = found.end()
    if end < len(text):
        out.append((text[end:], False))
    return out


def snippet(text: str, stems: Collection[str], words: int = SNIPPET_WORDS) -> Marked:
    """The window of the text that holds most different stems, then most matches, then stands first; marked.

    An ellipsis stands for what is left out on either side.
    """
    spans = [found.span() for found in WORD.finditer(text)]
    if len(spans) <= words:
        return mark(text, stems)
    stem_at = [stem if (stem := stem_of(text[a:b])) in stems else None for a, b in spans]
    values: list[tuple[int, int]] = []  # of the window that begins at each word
    inside: Counter[str] = Counter()
    for i, entering in enumerate(stem_at):
        if entering is not None:
            inside[entering] += 1
        if i >= words - 1:
            values.append((len(inside), inside.total()))
            left = stem_at[i - words + 1]
            if left is not None:
                inside[left] -= 1
                if not inside[left]:
                    del inside[left]
    first = values.index(max(values))
    last = first
    while last + 1 < len(values) and values[last + 1] == values[first]:
        last += 1
    start = (first + last) // 2 if first else 0  # the matches in the middle, or the text from its beginning
    end = start + words - 1
    out = mark(text[spans[start][0] if start else 0 : spans[end][1]], stems)
    if start:
        out.insert(0, ("… ", False))
    if end < len(spans) - 1:
        out.append((" …", False))
    return out
