"""Several vectors a word by clustering its contexts while the vectors are trained.

MSSG, the multiple-sense skip-gram of Neelakantan et al. 2014 (arXiv 1504.06654), section 4, with a fixed number of
senses. An occurrence belongs to the sense whose mean past context is nearest by cosine to the mean of its context
words' global vectors; that sense's vector alone is trained, to predict the context words' global vectors.

Departures, both in the baseline's favour: one vector a word is trained first, since random centers among untrained
vectors mostly leave all occurrences to one sense, and a sense's first center is then the context of an occurrence
drawn at random; and every epoch begins its running means anew from where they stand, since old contexts were made
of vectors that have changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import no_type_check

import numba
import numpy as np
from jaxtyping import Float, Int

from reprise.report.progress import Progress
from reprise.vectors.neighbours import normalize
from reprise.words.sampling import alias_table, draw, random_below, random_states
from reprise.words.vocabulary import Vocabulary
from reprise.words.windows import Windows

BLOCK = 8192


@numba.njit(fastmath=True, cache=True, nogil=True)
@no_type_check
def train_senses(
    words, lines, active, limit, alias, negatives, window, senses, outputs, centers, counts, lr, lr_end, state
):
    """One pass over a text.

    Args:
        words, lines: int64, each word of the text and the line that it stands in.
        active: how many of the senses are in use.
        limit, alias: of the table that negatives are drawn from, see :func:`alias_table`.
        negatives, window: words drawn against each position, and how far its window goes at most.
        senses: float32 [words, senses, d]; outputs: float32 [words, d], the global vectors.
        centers: float32 [words, senses, d], sums of the contexts of each sense; counts: int64 [words, senses].
    """
    d = senses.shape[2]
    around = np.empty(d, dtype=np.float32)
    step = np.empty(d, dtype=np.float32)
    drawn = np.empty(negatives, dtype=np.int64)
    for position in range(len(words)):
        word = words[position]
        reach = 1 + random_below(state, window)
        first, last = position, position + 1
        while first > 0 and lines[first - 1] == lines[position] and position - first < reach:
            first -= 1
        while last < len(words) and lines[last] == lines[position] and last - position <= reach:
            last += 1
        if last - first < 2:
            continue
        around[:] = np.float32(0.0)
        for other in range(first, last):
            if other != position:
                row = outputs[words[other]]
                for j in range(d):
                    around[j] += row[j]
        best, highest = 0, np.float32(-np.inf)
        for s in range(active):
            center = centers[word, s]
            dot, norm = np.float32(0.0), np.float32(1e-30)
            for j in range(d):
                dot += center[j] * around[j]
                norm += center[j] * center[j]
            cosine = dot / np.sqrt(norm)
            if cosine > highest:
                best, highest = s, cosine
        counts[word, best] += 1
        center, vector = centers[word, best], senses[word, best]
        share = np.float32(1.0) / np.float32(last - first - 1)
        for j in range(d):
            center[j] += around[j] * share
        rate = np.float32(lr + (lr_end - lr) * position / len(words))
        step[:] = np.float32(0.0)
        pairs = last - first - 1
        for k in range(negatives):
            drawn[k] = draw(limit, alias, state)
        for t in range(first, last + negatives):
            if t < last:
                if t == position:
                    continue
                target, label, weight = words[t], np.float32(1.0), np.float32(1.0)
            else:  # a negative is shared by all pairs of the position
                target = drawn[t - last]
                label, weight = np.float32(0.0), np.float32(pairs)
                fresh = True
                for other in range(first, last):
                    fresh = fresh and (other == position or words[other] != target)
                if not fresh:
                    continue
            output = outputs[target]
            dot = np.float32(0.0)
            for j in range(d):
                dot += vector[j] * output[j]
            g = rate * weight * (label - np.float32(1.0) / (np.float32(1.0) + np.exp(-dot)))
            for j in range(d):
                step[j] += g * output[j]
            for j in range(d):
                output[j] += g * vector[j]
        for j in range(d):
            vector[j] += step[j]


class MultiSenseSkipGram:
    """Train with :meth:`fit`; then ``vectors_`` [words, senses, dim], ``counts_`` [words, senses], :meth:`scores`.

    Args:
        senses: vectors a word.
        dim, window, negatives, min_count, max_words, epochs: as in :class:`Word2Vec`.
        warmup: of the epochs, how many train one vector a word before the senses part.
        lr: first learning rate; it falls to a ten-thousandth in a straight line.
        seed: of the first vectors, windows and negatives.
    """

    def __init__(
        self,
        senses: int = 3,
        dim: int = 100,
        window: int = 5,
        negatives: int = 5,
        min_count: int = 5,
        max_words: int | None = None,
        epochs: int = 5,
        warmup: int = 1,
        lr: float = 0.025,
        seed: int = 0,
    ) -> None:
        sizes = {"senses": senses, "dim": dim, "window": window, "negatives": negatives, "epochs": epochs}
        for name, value in sizes.items():
            if value < 1:
                raise ValueError(f"{name} must be at least 1, got {value}")
        if not 0 <= warmup < epochs:
            raise ValueError(f"warmup must leave one of {epochs} epochs to the senses, got {warmup}")
        self.warmup = warmup
        self.senses, self.dim, self.window, self.negatives = senses, dim, window, negatives
        self.min_count, self.max_words, self.epochs, self.lr, self.seed = (
            min_count,
            max_words,
            epochs,
            lr,
            seed,
        )

    def fit(self, lines: Sequence[str], progress: Progress | None = None) -> MultiSenseSkipGram:
        """Train on lines of white-space separated tokens.

        Raises:
            TypeError: a single string.
            ValueError: no text, or none with context.
        """
        if isinstance(lines, str):
            raise TypeError("lines must be a sequence of lines, got a single string")
        vocabulary = Vocabulary.build(lines, self.min_count, self.max_words)
        return self.fit_tokens(vocabulary, vocabulary.encode(lines), progress)

    def fit_tokens(
        self, vocabulary: Vocabulary, tokens: Int[np.ndarray, " tokens"], progress: Progress | None = None
    ) -> MultiSenseSkipGram:
        """Train on text that is encoded already."""
        windows = Windows(tokens, self.window)
        rng = np.random.default_rng(self.seed)
        shape = (len(vocabulary), self.senses, self.dim)
        senses = ((rng.random(shape, dtype=np.float32) - 0.5) / self.dim).astype(np.float32)
        outputs = ((rng.random(shape[::2], dtype=np.float32) - 0.5) / self.dim).astype(np.float32)
        centers = np.zeros(shape, dtype=np.float32)
        counts = np.zeros(shape[:2], dtype=np.int64)
        limit, alias = alias_table(vocabulary.counts**0.75)
        state = random_states(self.seed, 1)[0]
        rates = np.linspace(self.lr, self.lr * 1e-4, self.epochs + 1)
        for epoch in (progress or Progress()).track(range(self.epochs), "multi-sense skip-gram"):
            if epoch == self.warmup:
                senses[:, 1:] = senses[:, :1]
                centers[:] = self._first_centers(windows, outputs, rng)
            elif epoch > self.warmup:
                centers /= np.maximum(counts, 1)[:, :, None]
            counts[:] = 0
            train_senses(
                windows.words, windows.lines, self.senses if epoch >= self.warmup else 1, limit, alias,
                self.negatives, self.window, senses, outputs, centers, counts, rates[epoch], rates[epoch + 1], state,
            )  # fmt: skip
        self.vocabulary_, self.index_ = vocabulary, vocabulary.index()
        self.vectors_: Float[np.ndarray, "words senses dim"] = senses
        self.outputs_: Float[np.ndarray, "words dim"] = outputs
        self.centers_: Float[np.ndarray, "words senses dim"] = centers
        self.counts_: Int[np.ndarray, "words senses"] = counts
        return self

    def _first_centers(self, windows: Windows, outputs: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Contexts of occurrences of each word, drawn at random; 0 for a word that this text lacks."""
        order = rng.permutation(len(windows))
        order = order[np.argsort(windows.words[order], kind="stable")]
        counts = np.bincount(windows.words, minlength=len(outputs))
        first = np.concatenate([[0], np.cumsum(counts)[:-1]])
        centers = np.zeros((len(outputs), self.senses, self.dim), dtype=np.float32)
        for sense in range(self.senses):
            there = np.flatnonzero(counts > sense)
            for start in range(0, len(there), BLOCK):
                block = there[start : start + BLOCK]
                centers[block, sense] = windows.mean_contexts(order[first[block] + sense], outputs)
        return centers

    def scores(
        self, tokens: Int[np.ndarray, " tokens"], positions: Int[np.ndarray, " positions"]
    ) -> Float[np.ndarray, "positions senses"]:
        """Cosine of each sense's mean context with the context of positions of an encoded text.

        Args:
            positions: count the words of the text, see :class:`Windows`.
        """
        if not hasattr(self, "vectors_"):
            from sklearn.exceptions import NotFittedError

            raise NotFittedError("this MultiSenseSkipGram is not fitted yet: call fit(lines) first")
        windows = Windows(tokens, self.window)
        parts = [np.empty((0, self.senses))]
        for start in range(0, len(positions), BLOCK):
            block = positions[start : start + BLOCK]
            around = normalize(windows.mean_contexts(block, self.outputs_))
            centers = normalize(self.centers_[windows.words[block]].reshape(-1, self.dim))
            parts.append(np.einsum("psd,pd->ps", centers.reshape(len(block), self.senses, self.dim), around))
        return np.concatenate(parts)
