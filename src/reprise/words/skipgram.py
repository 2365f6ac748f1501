"""Skip-gram with negative sampling, on whole words or on words with their character n-grams.

Mikolov et al. 2013 (arXiv 1310.4546), equation 4; Bojanowski et al. 2017 (arXiv 1607.04606) for subwords: a
word's vector is the mean of its own row and its n-grams' rows, and each row takes the whole gradient.

All pairs of a position are trained together against the same negatives, as a small matrix product (Ji et al. 2016,
arXiv 1604.04661): whole words from the context to the center, subwords from the center to its context, so that a
center's rows are summed once. A block's gradients are those of its summed loss; with one context word this is the sequential form.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import no_type_check

import numba
import numpy as np
from jaxtyping import Float, Int
from scipy.sparse import csr_array

from reprise.words.vocabulary import BOUNDARY, Vocabulary

TABLE = 2**20  # entries of the table that negatives are drawn from
MAX_WINDOW = 64


@numba.njit(fastmath=True, cache=True)
@no_type_check
def train_block(rows, outputs, offsets, members, context, count, targets, labels, weights, lr, hidden, grads):
    """One block: ``count`` context words against ``targets``, gradients applied at the end.

    Args:
        rows: float32 [rows, d], input vectors of words and n-grams.
        outputs: float32 [words, d].
        offsets, members: rows of word w are ``members[offsets[w]:offsets[w + 1]]``.
        context: int32, context words, the first ``count`` of it.
        targets, labels, weights: output words, 1 for a true one and 0 for a negative, and how often each counts.
        hidden, grads: float32 scratch, at least count + 1 and count rows of d.
    """
    d = rows.shape[1]
    for i in range(count):
        first, last = offsets[context[i]], offsets[context[i] + 1]
        h, grad = hidden[i], grads[i]
        h[:] = np.float32(0.0)
        grad[:] = np.float32(0.0)
        for r in range(first, last):
            row = rows[members[r]]
            for j in range(d):
                h[j] += row[j]
        scale = np.float32(1.0) / np.float32(last - first)
        for j in range(d):
            h[j] *= scale
    step = hidden[len(hidden) - 1]  # the last row is never a context word's
    for o in range(len(targets)):
        output = outputs[targets[o]]
        step[:] = np.float32(0.0)
        for i in range(count):
            h, grad = hidden[i], grads[i]
            dot = np.float32(0.0)
            for j in range(d):
                dot += h[j] * output[j]
            g = np.float32(lr) * weights[o] * (labels[o] - np.float32(1.0) / (np.float32(1.0) + np.exp(-dot)))
            for j in range(d):
                grad[j] += g * output[j]
            for j in range(d):
                step[j] += g * h[j]
        for j in range(d):
            output[j] += step[j]
    for i in range(count):
        grad = grads[i]
        for r in range(offsets[context[i]], offsets[context[i] + 1]):
            row = rows[members[r]]
            for j in range(d):
                row[j] += grad[j]


@numba.njit(cache=True)
@no_type_check
def _random(state):
    """xorshift64*: the next of 2^32 numbers."""
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    return (x * np.uint64(2685821657736338717)) >> np.uint64(32)


@numba.njit(fastmath=True, cache=True, nogil=True)
@no_type_check
def train_tokens(
    tokens, keep, table, rows, outputs, offsets, members, window, negatives, lr, lr_end, state, from_center
):
    """One pass over encoded text, the learning rate falling linearly from ``lr`` to ``lr_end``.

    ``from_center``: the center is the input and the context words are the targets; a word of many rows is then
    summed once a position. Else the context words are the inputs. Either way all pairs of a position share their
    negatives, so that each negative counts once for every pair.
    """
    d = rows.shape[1]
    hidden = np.empty((2 * MAX_WINDOW + 1, d), dtype=np.float32)
    grads = np.empty((2 * MAX_WINDOW, d), dtype=np.float32)
    context = np.empty(2 * MAX_WINDOW, dtype=np.int32)
    targets = np.empty(2 * MAX_WINDOW + negatives, dtype=np.int32)
    labels = np.empty(2 * MAX_WINDOW + negatives, dtype=np.float32)
    weights = np.empty(2 * MAX_WINDOW + negatives, dtype=np.float32)
    line = np.empty(len(tokens), dtype=np.int32)
    position = 0
    while position < len(tokens):
        size = 0
        while position < len(tokens) and tokens[position] != -1:
            word = tokens[position]
            if keep[word] >= 1.0 or _random(state) < keep[word] * 4294967296.0:
                line[size] = word
                size += 1
            position += 1
        rate = lr + (lr_end - lr) * position / len(tokens)
        position += 1
        for center in range(size):
            reach = 1 + int(_random(state) % np.uint64(window))
            count = 0
            for other in range(max(0, center - reach), min(size, center + reach + 1)):
                if other != center:
                    context[count] = line[other]
                    count += 1
            if count == 0:
                continue
            filled = 0
            filled = count if from_center else 1
            if from_center:
                targets[:count] = context[:count]
            else:
                targets[0] = line[center]
            labels[:filled] = np.float32(1.0)
            weights[:filled] = np.float32(1.0)
            first = filled
            for _ in range(negatives):
                drawn = table[int(_random(state) % np.uint64(len(table)))]
                fresh = True
                for i in range(first):
                    fresh = fresh and drawn != targets[i]
                if fresh:
                    targets[filled] = drawn
                    labels[filled] = np.float32(0.0)
                    weights[filled] = np.float32(first)
                    filled += 1
            if from_center:
                context[0] = line[center]
                count = 1
            train_block(
                rows,
                outputs,
                offsets,
                members,
                context,
                count,
                targets[:filled],
                labels[:filled],
                weights[:filled],
                rate,
                hidden,
                grads,
            )


def ngram_rows(
    words: Sequence[str], shortest: int, longest: int, buckets: int
) -> tuple[Int[np.ndarray, " offsets"], Int[np.ndarray, " members"]]:
    """For every word its own row and the rows of the n-grams of ``<word>``, hashed by FNV-1a as fastText does.

    Returns:
        offsets (words + 1) and row numbers; n-gram rows begin after the words.
    """
    offsets, members = [0], []
    for i, word in enumerate(words):
        members.append(i)
        members += [len(words) + member for member in ngram_members(word, shortest, longest, buckets)]
        offsets.append(len(members))
    return np.array(offsets, dtype=np.int64), np.array(members, dtype=np.int64)


def ngram_members(word: str, shortest: int, longest: int, buckets: int) -> list[int]:
    """Buckets of the character n-grams of ``<word>``, as the reference hashes them.

    The marked word is an n-gram too where it is short enough; a bare boundary mark is not.
    """
    marked = f"<{word}>"
    size = len(marked)
    return [
        fnv1a(marked[start:stop]) % buckets
        for start in range(size)
        for stop in range(start + shortest, min(start + longest, size) + 1)
        if not (stop - start == 1 and (start == 0 or stop == size))
    ]


def fnv1a(text: str) -> int:
    """The 32-bit FNV-1a hash of the UTF-8 bytes, each taken as a *signed* byte as in the reference format."""
    value = 2166136261
    for byte in text.encode():
        signed = byte - 256 if byte > 127 else byte
        value = ((value ^ (signed & 0xFFFFFFFF)) * 16777619) & 0xFFFFFFFF
    return value


class SkipGram:
    """Trains word vectors; after :meth:`fit`, ``words`` and ``vectors`` (float32 [words, dim]) are row-aligned.

    Args:
        dim: of the vectors.
        window: largest distance to a context word; each position draws its own between 1 and this.
        negatives: words drawn against each block, in proportion to count to the power of 0.75.
        min_count, max_words: see :class:`Vocabulary`.
        subsample: words above this share of the corpus are dropped at random, keeping
            sqrt(t / f) + t / f of their occurrences. 0 keeps all.
        epochs: passes over the text.
        lr: first learning rate; it falls to a ten-thousandth in a straight line.
        ngrams: shortest and longest character n-gram of a subword model; None for whole words.
        buckets: rows shared by all n-grams.
        seed: of the first vectors and of everything drawn. The result is the same in every run.
    """

    def __init__(
        self,
        dim: int = 100,
        window: int = 5,
        negatives: int = 5,
        min_count: int = 5,
        max_words: int | None = None,
        subsample: float = 1e-3,
        epochs: int = 5,
        lr: float = 0.025,
        ngrams: tuple[int, int] | None = None,
        buckets: int = 200_000,
        seed: int = 0,
    ) -> None:
        for name, value in (("dim", dim), ("window", window), ("negatives", negatives), ("epochs", epochs)):
            if value < 1:
                raise ValueError(f"{name} must be at least 1, got {value}")
        if window > MAX_WINDOW:
            raise ValueError(f"window must be at most {MAX_WINDOW}, got {window}")
        if ngrams is not None and not 1 <= ngrams[0] <= ngrams[1]:
            raise ValueError(f"ngrams must be a shortest and a longest length, got {ngrams}")
        self.dim, self.window, self.negatives = dim, window, negatives
        self.min_count, self.max_words, self.subsample = min_count, max_words, subsample
        self.epochs, self.lr, self.ngrams, self.buckets, self.seed = epochs, lr, ngrams, buckets, seed

    def fit(self, lines: Sequence[str], progress: Callable[[int], None] | None = None) -> SkipGram:
        """Train on lines of white-space separated tokens; ``progress`` hears of each epoch that is done."""
        self.vocabulary = Vocabulary.build(lines, self.min_count, self.max_words)
        return self.fit_tokens(self.vocabulary, self.vocabulary.encode(lines), progress)

    def fit_tokens(
        self,
        vocabulary: Vocabulary,
        tokens: Int[np.ndarray, " tokens"],
        progress: Callable[[int], None] | None = None,
    ) -> SkipGram:
        """Train on text that is encoded already, e.g. to share it between models."""
        if not len(tokens) or (tokens == BOUNDARY).all():
            raise ValueError("the text has no known word")
        self.vocabulary = vocabulary
        words = vocabulary.words
        rng = np.random.default_rng(self.seed)
        if self.ngrams is None:
            offsets, members = np.arange(len(words) + 1), np.arange(len(words))
            size = len(words)
        else:
            offsets, members = ngram_rows(words, *self.ngrams, self.buckets)
            size = len(words) + self.buckets
        rows = ((rng.random((size, self.dim), dtype=np.float32) - 0.5) / self.dim).astype(np.float32)
        outputs = np.zeros((len(words), self.dim), dtype=np.float32)
        share = vocabulary.counts / vocabulary.counts.sum()
        keep = np.ones(len(words))
        if self.subsample > 0:
            keep = np.sqrt(self.subsample / share) + self.subsample / share
        table = noise_table(vocabulary.counts)
        state = np.array([rng.integers(1, 2**63)], dtype=np.uint64)
        rates = np.linspace(self.lr, self.lr * 1e-4, self.epochs + 1)
        for epoch in range(self.epochs):
            train_tokens(
                tokens, keep, table, rows, outputs, offsets, members, self.window, self.negatives,
                rates[epoch], rates[epoch + 1], state, self.ngrams is not None,
            )  # fmt: skip
            if progress is not None:
                progress(epoch + 1)
        counts = np.diff(offsets)[:, None]
        membership = csr_array((np.ones(len(members), np.float32), members, offsets), (len(words), len(rows)))
        self.vectors: Float[np.ndarray, "words dim"] = (membership @ rows / counts).astype(np.float32)
        self.words = words
        return self


def noise_table(
    counts: Int[np.ndarray, " words"], power: float = 0.75, size: int = TABLE
) -> Int[np.ndarray, " size"]:
    """Word numbers, each in proportion to count ** power: a uniform draw from it is a draw of a negative."""
    weight = counts.astype(float) ** power
    edges = np.round(np.cumsum(weight) / weight.sum() * size).astype(np.int64)
    return np.repeat(np.arange(len(counts), dtype=np.int32), np.diff(edges, prepend=0))
