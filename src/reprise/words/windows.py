"""The words around each position of an encoded text, for whole batches of positions at once."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float, Int

from reprise.words.vocabulary import BOUNDARY

BLOCK = 8192  # positions at once


class Windows:
    """Context windows that end where their line does.

    Args:
        tokens: word numbers with ``BOUNDARY`` between lines, as :meth:`Vocabulary.encode` gives them.
        window: words on either side.

    Raises:
        ValueError: no window, no line with two words, or a window longer than every line.
    """

    def __init__(self, tokens: Int[np.ndarray, " tokens"], window: int) -> None:
        if window < 1:
            raise ValueError(f"window must be at least 1, got {window}")
        inside = tokens != BOUNDARY
        self.words = tokens[inside].astype(np.int64)
        self.lines = np.cumsum(~inside)[inside]
        self.offsets = np.concatenate([np.arange(-window, 0), np.arange(1, window + 1)])
        same = self.lines[1:] == self.lines[:-1]
        self.accompanied = np.concatenate([same, [False]]) | np.concatenate([[False], same])
        if not len(self.words) or not self.accompanied.any():
            raise ValueError("no line has two known words, so there is no context to learn from")
        longest = int(np.bincount(self.lines).max())
        if window > longest:
            raise ValueError(
                f"a window of {window} is longer than every line: the longest has {longest} known words"
            )

    def __len__(self) -> int:
        """Words of the text; positions count these, boundaries left out."""
        return len(self.words)

    def occurrences(self, words: Int[np.ndarray, " words"]) -> Int[np.ndarray, " positions"]:
        """Positions of any of the words, in the order of the text."""
        return np.flatnonzero(np.isin(self.words, words))

    def contexts(
        self, positions: Int[np.ndarray, " positions"]
    ) -> tuple[Int[np.ndarray, "positions neighbours"], Bool[np.ndarray, "positions neighbours"]]:
        """Neighbours of each position, and which of them are real; the others stand as word 0."""
        where = positions[:, None] + self.offsets
        real = (where >= 0) & (where < len(self.words))
        where = np.where(real, where, 0)
        real &= self.lines[where] == self.lines[positions][:, None]
        return np.where(real, self.words[where], 0), real

    def mean_contexts(
        self, positions: Int[np.ndarray, " positions"], vectors: Float[np.ndarray, "words dim"]
    ) -> Float[np.ndarray, "positions dim"]:
        """The mean vector of the words around each position; 0 where there are none."""
        out = np.zeros((len(positions), vectors.shape[1]), dtype=vectors.dtype)
        for start in range(0, len(positions), BLOCK):
            contexts, real = self.contexts(positions[start : start + BLOCK])
            sums = np.einsum("pnd,pn->pd", vectors[contexts], real.astype(vectors.dtype))
            out[start : start + BLOCK] = sums / np.maximum(real.sum(1, keepdims=True), 1).astype(
                vectors.dtype
            )
        return out
