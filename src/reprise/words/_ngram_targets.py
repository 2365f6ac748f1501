"""Words and runs of words as things to predict, numbered together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int

from reprise.words.vocabulary import Vocabulary

UNKNOWN = -1


@dataclass(frozen=True)
class NgramTargets:
    """The n-grams of known words that are frequent enough, words first, then longer ones by order and key.

    An n-gram of n + 1 words is its first n words' number within order n and its last word: ``keys[n - 1]`` are the sorted
    codes ``prefix * words + last`` of order n + 1, so the number of an n-gram within its order is its place there.

    Args:
        words: how many words there are.
        keys: of orders 2, 3, ...
        orders: smallest and largest n that are predicted.
        counts: of all that are predicted, in the order of their numbers.
    """

    words: int
    keys: tuple[Int[np.ndarray, " kept"], ...]
    orders: tuple[int, int]
    counts: Int[np.ndarray, " targets"]

    @classmethod
    def build(
        cls, vocabulary: Vocabulary, tokens: Int[np.ndarray, " tokens"], offsets: Int[np.ndarray, " offsets"],
        orders: tuple[int, int], min_count: int,
    ) -> NgramTargets:  # fmt: skip
        """Count the n-grams of encoded documents, see :func:`encode_documents`."""
        words = len(vocabulary)
        keys, counts = [], [np.bincount(tokens[tokens >= 0], minlength=words)]
        runs, last = tokens.astype(np.int64), _ends(tokens, offsets)
        for n in range(2, orders[1] + 1):
            codes = _longer(runs, tokens, last, n, words)
            found, number = np.unique(codes[codes >= 0], return_counts=True)
            keys.append(found[number >= min_count])
            counts.append(number[number >= min_count])
            runs = _places(codes, keys[-1])
        return cls(words, tuple(keys), orders, np.concatenate(counts[orders[0] - 1 :]).astype(np.int64))

    def find(
        self, tokens: Int[np.ndarray, " tokens"], offsets: Int[np.ndarray, " offsets"]
    ) -> tuple[Int[np.ndarray, " found"], Int[np.ndarray, " offsets"]]:
        """The targets of each document, and where each document's begin."""
        documents = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
        runs, last = tokens.astype(np.int64), _ends(tokens, offsets)
        found, owners = [], []
        first = 0
        for n in range(1, self.orders[1] + 1):
            if n > 1:
                runs = _places(_longer(runs, tokens, last, n, self.words), self.keys[n - 2])
            if n >= self.orders[0]:
                found.append(runs[runs >= 0] + first)
                owners.append(documents[runs >= 0])
                first += self.words if n == 1 else len(self.keys[n - 2])
        owner = np.concatenate(owners)
        order = np.argsort(owner, kind="stable")
        starts = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=len(offsets) - 1))])
        return np.concatenate(found)[order].astype(np.int32), starts

    def names(self, words: Sequence[str]) -> list[str]:
        """What each number stands for, words joined by spaces."""
        level, names = list(words), list(words) if self.orders[0] == 1 else []
        for n, keys in enumerate(self.keys, start=2):
            level = [f"{level[code // self.words]} {words[code % self.words]}" for code in keys.tolist()]
            names += level if n >= self.orders[0] else []
        return names


def encode_documents(
    index: dict[str, int], documents: Sequence[str]
) -> tuple[Int[np.ndarray, " tokens"], Int[np.ndarray, " offsets"]]:
    """Numbers of all white-space separated tokens, :data:`UNKNOWN` for unknown ones, and where documents begin."""
    lines = [[index.get(token, UNKNOWN) for token in document.split()] for document in documents]
    offsets = np.concatenate([[0], np.cumsum([len(line) for line in lines])]).astype(np.int64)
    tokens = np.fromiter((token for line in lines for token in line), np.int32, count=int(offsets[-1]))
    return tokens, offsets


def _ends(tokens: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """For each token the end of its document."""
    return np.repeat(offsets[1:], np.diff(offsets))


def _longer(runs: np.ndarray, tokens: np.ndarray, ends: np.ndarray, n: int, words: int) -> np.ndarray:
    """Codes of the n-grams that begin at each token, -1 where there is none, from the (n-1)-grams."""
    codes = np.full(len(tokens), -1, dtype=np.int64)
    at = np.arange(len(tokens) - (n - 1)) if len(tokens) >= n else np.arange(0)
    last = tokens[at + n - 1]
    fits = (at + n <= ends[at]) & (runs[at] >= 0) & (last >= 0)
    codes[at[fits]] = runs[at[fits]] * words + last[fits]
    return codes


def _places(codes: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """Where each code stands in the sorted keys, -1 where it does not."""
    if not len(keys):
        return np.full(len(codes), -1, dtype=np.int64)
    place = np.minimum(np.searchsorted(keys, codes), len(keys) - 1)
    return np.where(keys[place] == codes, place, -1)
