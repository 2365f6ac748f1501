"""The library's words: counting them, completing the last one while it is typed, correcting unknown ones."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
import sqlalchemy as sa

from reprise.daily.schema import stems, words
from reprise.retrieval.analyzer import fold
from reprise.retrieval.porter import porter_stem

WORD = re.compile(r"[^\W_]+")
LONGEST = 24
COMPLETIONS = 6


def words_of(*texts: str) -> set[str]:
    """The distinct words of texts, folded, of 2 to 24 characters."""
    return {word for text in texts for word in WORD.findall(fold(text)) if 2 <= len(word) <= LONGEST}


@functools.lru_cache(maxsize=100_000)
def stem_of(word: str) -> str:
    """The folded word's stem."""
    return porter_stem(fold(word))


def count_words(connection: sa.Connection, change: Mapping[str, int], stem_change: Mapping[str, int]) -> None:
    """Add to (or take from) the numbers of papers that hold each word and each stem."""
    for table, column, numbers in (("words", "word", change), ("stems", "stem", stem_change)):
        changed = [{"w": word, "n": number} for word, number in numbers.items() if number]
        if changed:
            connection.exec_driver_sql(
                f"INSERT INTO {table}({column}, papers) VALUES (:w, :n) "
                f"ON CONFLICT({column}) DO UPDATE SET papers = papers + excluded.papers",
                changed,
            )


def changes(old: Iterable[set[str]], new: Iterable[set[str]]) -> Counter[str]:
    """What the counts gain when texts with the words ``old`` give way to texts with the words ``new``."""
    counter: Counter[str] = Counter()
    for one in new:
        counter.update(one)
    for one in old:
        counter.subtract(one)
    return counter


def frequencies(connection: sa.Connection, wanted: Iterable[str]) -> dict[str, int]:
    """How many papers hold each of the words; absent words are left out."""
    query = sa.select(words.c.word, words.c.papers).where(words.c.word.in_(list(wanted)), words.c.papers > 0)
    return {row.word: row.papers for row in connection.execute(query)}


def stem_frequencies(connection: sa.Connection, wanted: Iterable[str]) -> dict[str, int]:
    """How many papers hold a word with each of the stems; absent stems are left out."""
    query = sa.select(stems.c.stem, stems.c.papers).where(stems.c.stem.in_(list(wanted)), stems.c.papers > 0)
    return {row.stem: row.papers for row in connection.execute(query)}


def completions(connection: sa.Connection, prefix: str) -> list[str]:
    """The words that begin with the prefix and stand in most papers, most frequent first."""
    query = (
        sa.select(words.c.word)
        .where(words.c.word >= prefix, words.c.word < prefix + "\U0010ffff", words.c.papers > 0)
        .order_by(words.c.papers.desc(), words.c.word)
        .limit(COMPLETIONS)
    )
    return list(connection.scalars(query))


class Spelling:
    """Known words near an unknown one, by the restricted Damerau-Levenshtein distance to all at once.

    Args:
        known: word -> number of papers.
    """

    def __init__(self, known: Mapping[str, int]) -> None:
        kept = sorted(
            (w for w in known if 4 <= len(w) <= LONGEST and w.isascii() and w.isalpha()),
            key=lambda w: -known[w],
        )
        self._words = kept
        self._lengths = np.array([len(word) for word in kept], np.int16)
        padded = "".join(word.ljust(LONGEST, "\0") for word in kept).encode()
        self._letters = np.frombuffer(padded, np.uint8).reshape(len(kept), LONGEST).T.copy()

    def nearest(self, word: str) -> str | None:
        """The most frequent of the nearest known words; None if none is within 1 edit, or 2 from 8 letters on.

        An edit inserts, deletes or replaces a letter, or swaps two neighbours. The first letter must agree.
        """
        if not 4 <= len(word) <= LONGEST or not (word.isascii() and word.isalpha()):
            return None
        allowed = 2 if len(word) >= 8 else 1
        near = np.flatnonzero(
            (np.abs(self._lengths - len(word)) <= allowed) & (self._letters[0] == ord(word[0]))
        )
        if not len(near):
            return None
        distance = self._distances(word, near)
        best = int(distance.min())
        return self._words[int(near[np.argmax(distance == best)])] if best <= allowed else None

    def _distances(self, word: str, near: np.ndarray) -> np.ndarray:
        """To the words ``near``: the usual table, one column of it for all words at a time."""
        letters = self._letters[:, near]
        width = int(self._lengths[near].max())
        before: np.ndarray | None = None
        last = np.repeat(np.arange(width + 1, dtype=np.int16)[:, None], len(near), axis=1)
        for i, letter in enumerate(word.encode(), 1):
            row = np.empty_like(last)
            row[0] = i
            for j in range(1, width + 1):
                differs = letters[j - 1] != letter
                row[j] = np.minimum(np.minimum(last[j], row[j - 1]) + 1, last[j - 1] + differs)
                if before is not None and j > 1:
                    swapped = (letters[j - 2] == letter) & (letters[j - 1] == ord(word[i - 2]))
                    row[j] = np.where(swapped, np.minimum(row[j], before[j - 2] + 1), row[j])
            before, last = last, row
        return last[self._lengths[near], np.arange(len(near))]
