"""Words, their counts, and text as numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int

BOUNDARY = -1  # stands between lines in an encoded corpus


@dataclass(frozen=True)
class Vocabulary:
    """Words in order of frequency, ties in order of first appearance.

    Args:
        words: the words.
        counts: how often each occurs.
        total: all tokens that were counted, rare words included.
    """

    words: tuple[str, ...]
    counts: Int[np.ndarray, " words"]
    total: int

    @classmethod
    def build(cls, lines: Iterable[str], min_count: int = 5, max_words: int | None = None) -> Vocabulary:
        """Count the white-space separated tokens of a stream of lines.

        Args:
            min_count: rarer words are left out.
            max_words: keep so many of the most frequent.

        Raises:
            ValueError: no word is frequent enough; says how many there were and the largest count.
        """
        counter: Counter[str] = Counter()
        for line in lines:
            counter.update(line.split())
        kept = [(word, count) for word, count in counter.most_common(max_words) if count >= min_count]
        if not kept:
            largest = max(counter.values(), default=0)
            raise ValueError(
                f"no word occurs {min_count} times: {len(counter)} different words were seen in "
                f"{counter.total()} tokens, the most frequent {largest} times; lower min_count or give more text"
            )
        words, counts = zip(*kept, strict=True)
        return cls(words, np.array(counts, dtype=np.int64), counter.total())

    def __len__(self) -> int:
        return len(self.words)

    def index(self) -> dict[str, int]:
        """Word to position."""
        return {word: i for i, word in enumerate(self.words)}

    def encode(self, lines: Iterable[str]) -> Int[np.ndarray, " tokens"]:
        """Positions of the known words, unknown ones left out, with :data:`BOUNDARY` after each line."""
        index = self.index()

        def numbers() -> Iterator[int]:
            for line in lines:
                for token in line.split():
                    position = index.get(token)
                    if position is not None:
                        yield position
                yield BOUNDARY

        return np.fromiter(numbers(), dtype=np.int32)
