"""Static vectors that predict a sentence's words from a contextual model's vector of the sentence.

X2Static, Gupta and Jaggi 2021 (arXiv 2106.04302): CBOW with negative sampling whose context vector r_s comes from a
frozen teacher. For every word w of sentence s that subsampling leaves,

    loss = l(r_s . E[w]) + sum over k negatives n of l(-r_s . E[n]),    l(x) = log(1 + exp(-clip(x, -20, 20))),

its mean over the words of a batch minimised by SparseAdam, which leaves rows without a gradient and their moments
alone. As in the authors' code negatives are drawn in proportion to the square root of the count and may hit the word
itself, and a word of share f of the text is dropped with probability 1 - min(1, sqrt(t/f) + t/f).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import no_type_check

import numba
import numpy as np

from reprise.words.teacher_pass import TeacherVectors
from reprise.words.word_vectors import WordVectors

BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-8  # SparseAdam's


class X2Static:
    """Trains on what a :class:`TeacherPass` left; the vectors are as long as the teacher's.

    After :meth:`fit`: ``vectors`` (WordVectors, words that occur) and ``losses``, the mean loss of each epoch.

    Args:
        negatives: drawn for every word.
        subsample: the threshold t; the published 5e-6 is for hundreds of millions of words. 0 keeps all.
        batch_size: sentences of one step.
        epochs: passes over the sentences; the code's default is 5, its authors' vectors have 1.
        lr: SparseAdam's rate.
        clip: products beyond it have no gradient; None leaves that out.
        seed: of the first vectors, the order of sentences, and all that is drawn.

    Raises:
        ValueError: a setting out of range.
    """

    vectors: WordVectors
    losses: list[float]

    def __init__(
        self,
        negatives: int = 10,
        subsample: float = 5e-6,
        batch_size: int = 128,
        epochs: int = 5,
        lr: float = 1e-3,
        clip: float | None = 20.0,
        seed: int = 0,
    ) -> None:
        for name, value in (("negatives", negatives), ("batch_size", batch_size), ("epochs", epochs)):
            if value < 1:
                raise ValueError(f"{name} must be at least 1, got {value}")
        if lr <= 0:
            raise ValueError(f"lr must be positive, got {lr}")
        if subsample < 0:
            raise ValueError(f"subsample must not be negative, got {subsample}")
        if clip is not None and clip <= 0:
            raise ValueError(f"clip must be positive or None, got {clip}")
        self.negatives, self.subsample, self.batch_size = negatives, subsample, batch_size
        self.epochs, self.lr, self.clip, self.seed = epochs, lr, clip, seed

    def fit(self, taught: TeacherVectors, progress: Callable[[int, float], object] | None = None) -> X2Static:
        """Train; ``progress`` hears of each epoch that is done, from 1, with its mean loss.

        Raises:
            ValueError: no more words than negatives, or no sentence that the teacher read and that has a known word.
        """
        known = np.flatnonzero(taught.counts > 0)
        if len(known) <= self.negatives:
            raise ValueError(
                f"{len(known)} words occur; {self.negatives} negatives need a vocabulary larger than themselves"
            )
        place = np.full(len(taught.counts), -1, dtype=np.int32)
        place[known] = np.arange(len(known))
        tokens, counts = place[taught.tokens], taught.counts[known]
        means = np.asarray(taught.means)
        usable = np.flatnonzero((np.diff(taught.offsets) > 0) & np.isfinite(means[:, 0]))
        if not len(usable):
            raise ValueError("no sentence has both a vector of the teacher and a known word")
        dim = means.shape[1]
        rng = np.random.default_rng(self.seed)
        table = rng.uniform(-1 / dim, 1 / dim, (len(known), dim)).astype(np.float32)
        moments = np.zeros((2, *table.shape), dtype=np.float32)
        share = counts / counts.sum()
        keep = np.ones(len(known))
        if self.subsample > 0:
            keep = np.minimum(1.0, np.sqrt(self.subsample / share) + self.subsample / share)
        edges = np.cumsum(np.sqrt(counts)) / np.sqrt(counts).sum()
        state = rng.integers(1, 2**63, 1, dtype=np.uint64)
        clip = np.inf if self.clip is None else self.clip
        self.losses, steps = [], 0
        for epoch in range(1, self.epochs + 1):
            steps, loss, words = _epoch(
                table, moments, means, tokens, taught.offsets, rng.permutation(usable), keep, edges,
                self.negatives, self.batch_size, self.lr, clip, steps, state,
            )  # fmt: skip
            if not words:
                raise ValueError(
                    f"subsampling at {self.subsample:g} dropped every word of {len(usable)} sentences; raise it"
                )
            self.losses.append(loss / words)
            if progress is not None:
                progress(epoch, self.losses[-1])
        self.vectors = WordVectors([taught.words[i] for i in known], table, counts)
        return self


@numba.njit(nogil=True, cache=True)
@no_type_check
def _uniform(state):
    """The next number in [0, 1), by xorshift64*."""
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    return ((x * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@numba.njit(nogil=True, cache=True)
@no_type_check
def _epoch(
    table, moments, means, tokens, offsets, order, keep, edges, negatives, batch_size, lr, clip, steps, state
):
    """All batches of sentences in this order; returns the steps so far, the summed loss and its number of words."""
    loss, done = 0.0, 0
    for start in range(0, len(order), batch_size):
        batch = order[start : start + batch_size]
        room = 0
        for s in batch:
            room += offsets[s + 1] - offsets[s]
        words = np.empty(room * (1 + negatives), dtype=np.int32)
        sentences = np.empty(room * (1 + negatives), dtype=np.int64)
        positive = np.zeros(room * (1 + negatives), dtype=np.bool_)
        size, targets = 0, 0
        for s in batch:
            for t in range(offsets[s], offsets[s + 1]):
                word = tokens[t]
                if keep[word] < 1.0 and _uniform(state) >= keep[word]:
                    continue
                targets += 1
                for k in range(1 + negatives):
                    drawn = word
                    if k > 0:
                        drawn = min(np.searchsorted(edges, _uniform(state), side="right"), len(edges) - 1)
                    words[size], sentences[size], positive[size] = drawn, s, k == 0
                    size += 1
        if targets:
            steps += 1
            loss += train_batch(
                table,
                moments,
                means,
                words[:size],
                sentences[:size],
                positive[:size],
                targets,
                lr,
                clip,
                steps,
            )
            done += targets
    return steps, loss, done


@numba.njit(nogil=True, fastmath={"contract", "reassoc", "nsz", "arcp"}, cache=True)
@no_type_check
def train_batch(table, moments, means, words, sentences, positive, targets, lr, clip, step):
    """One step of SparseAdam on pairs of a word and a sentence; returns the loss summed over targets.

    All products are taken with the vectors as they were; then each word's gradient is summed over its pairs in one
    buffer and its row is updated at once.

    Args:
        table: float32 [words, dim]; moments: float32 [2, words, dim].
        means: float32 [sentences, dim].
        words, sentences, positive: of each pair, and whether the word stands in the sentence or was drawn.
        targets: how many pairs are positive; the loss is their mean.
        step: number of the step, from 1.
    """
    dim = table.shape[1]
    slope = np.empty(len(words), dtype=np.float32)
    following = np.empty(len(words), dtype=np.int64)  # the next pair of the same word
    last = np.full(len(table), -1, dtype=np.int64)
    different = np.empty(len(words), dtype=np.int32)
    found = 0
    total = 0.0
    for p in range(len(words)):
        row, mean = table[words[p]], means[sentences[p]]
        dot = np.float32(0.0)
        for j in range(dim):
            dot += row[j] * mean[j]
        x = dot if positive[p] else -dot
        clipped = min(max(x, -clip), clip)
        total += max(-clipped, 0.0) + np.log1p(np.exp(-abs(clipped)))
        g = 0.0
        if clipped == x:
            g = -1.0 / (1.0 + np.exp(x)) / targets
        slope[p] = g if positive[p] else -g
        if last[words[p]] < 0:
            different[found] = words[p]
            found += 1
        following[p] = last[words[p]]
        last[words[p]] = p
    rate = np.float32(lr * np.sqrt(1.0 - BETA_2**step) / (1.0 - BETA_1**step))
    new_1, new_2, epsilon = np.float32(1.0 - BETA_1), np.float32(1.0 - BETA_2), np.float32(EPSILON)
    gradient = np.empty(dim, dtype=np.float32)
    for i in range(found):
        word = different[i]
        gradient[:] = np.float32(0.0)
        p = last[word]
        while p >= 0:
            g, mean = slope[p], means[sentences[p]]
            for j in range(dim):
                gradient[j] += g * mean[j]
            p = following[p]
        row, first, second = table[word], moments[0, word], moments[1, word]
        for j in range(dim):
            first[j] += (gradient[j] - first[j]) * new_1
            second[j] += (gradient[j] * gradient[j] - second[j]) * new_2
            row[j] -= rate * first[j] / (np.sqrt(second[j]) + epsilon)
    return total
