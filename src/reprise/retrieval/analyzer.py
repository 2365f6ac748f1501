"""From text to index terms: words, folded, without stop words, stemmed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection

from reprise.retrieval.porter import porter_stem

# The short English list that Lucene's analyser is known for.
STOP_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "but",
        "by",
        "for",
        "if",
        "in",
        "into",
        "is",
        "it",
        "no",
        "not",
        "of",
        "on",
        "or",
        "such",
        "that",
        "the",
        "their",
        "then",
        "there",
        "these",
        "they",
        "this",
        "to",
        "was",
        "will",
        "with",
    ]
)
WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Lower case, compatibility forms resolved, accents removed."""
    text = text.lower()
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


class Analyzer:
    """Words are maximal runs of letters and digits of the folded text; stop words go, the rest is stemmed.

    Args:
        stop_words: words left out, compared before stemming; ``()`` keeps all.
        stem: maps a word to its stem; None leaves words as they are. Each distinct word is stemmed once.
    """

    def __init__(
        self, stop_words: Collection[str] = STOP_WORDS, stem: Callable[[str], str] | None = porter_stem
    ) -> None:
        self.stop_words = frozenset(stop_words)
        self.stem = stem
        self._stems: dict[str, str | None] = {}

    def __call__(self, text: str) -> list[str]:
        """The terms of a text, in order, repeated as they occur."""
        words = WORD.findall(fold(text))
        known = self._stems
        for word in {w for w in words if w not in known}:
            known[word] = None if word in self.stop_words else self.stem(word) if self.stem else word
        return [term for term in map(known.__getitem__, words) if term is not None]
