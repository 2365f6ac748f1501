"""Latent Dirichlet allocation by collapsed Gibbs sampling.

Griffiths and Steyvers 2004, "Finding scientific topics", eq. 5: each token draws its topic anew with
p(z = k | rest) proportional to (n_dk + alpha) (n_kw + beta) / (n_k + V beta). New texts are folded in: the same chain
for them alone, with the topics' word probabilities standing still; every text meets the same stream of random
numbers, so that its vector does not depend on its neighbours.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import no_type_check

import numba
import numpy as np
import scipy.sparse as sp
from jaxtyping import Float, Int

from reprise.words.document_encoder import DocumentEncoder, count_words, find_words


@numba.njit(nogil=True, fastmath=True, cache=True)
@no_type_check
def gibbs_sweep(texts, words, topics, text_topics, word_topics, totals, alpha, beta, uniforms):
    """Every token draws its topic once; all arrays but texts and words are changed in place.

    Args:
        texts, words, topics: int32 [tokens].
        text_topics: int32 [texts, topics]; word_topics: int32 [words, topics]; totals: int32 [topics].
        uniforms: float64 [tokens], in [0, 1): what each token draws with.
    """
    k = len(totals)
    smooth = np.float32(len(word_topics) * beta)
    alpha, beta = np.float32(alpha), np.float32(beta)
    cumulative = np.empty(k, dtype=np.float32)
    for i in range(len(topics)):
        own, word, topic = text_topics[texts[i]], word_topics[words[i]], topics[i]
        own[topic] -= 1
        word[topic] -= 1
        totals[topic] -= 1
        for j in range(k):
            cumulative[j] = (own[j] + alpha) * (word[j] + beta) / (totals[j] + smooth)
        topic = _draw(cumulative, uniforms[i])
        topics[i] = topic
        own[topic] += 1
        word[topic] += 1
        totals[topic] += 1


@numba.njit(nogil=True, fastmath=True, cache=True)
@no_type_check
def _draw(weights, uniform):
    """Position drawn in proportion to the weights, which become their running sums."""
    total = np.float32(0.0)
    for j in range(len(weights)):
        total += weights[j]
        weights[j] = total
    threshold = np.float32(uniform) * total
    j = 0
    while j < len(weights) - 1 and weights[j] <= threshold:
        j += 1
    return j


@numba.njit(nogil=True, fastmath=True, cache=True)
@no_type_check
def _fold_in(words, offsets, word_topics, uniforms, alpha, kept):
    """Mean topic counts of each text over the last ``kept`` sweeps; ``uniforms`` is [positions, 1 + sweeps]."""
    k = word_topics.shape[1]
    out = np.zeros((len(offsets) - 1, k), dtype=np.float64)
    topics = np.empty(len(uniforms), dtype=np.int32)
    counts = np.empty(k, dtype=np.int32)
    weights = np.empty(k, dtype=np.float32)
    sweeps = uniforms.shape[1] - 1
    for d in range(len(offsets) - 1):
        own = words[offsets[d] : offsets[d + 1]]
        counts[:] = 0
        for i in range(len(own)):
            weights[:] = word_topics[own[i]]
            topics[i] = _draw(weights, uniforms[i, 0])
            counts[topics[i]] += 1
        for s in range(sweeps):
            for i in range(len(own)):
                counts[topics[i]] -= 1
                for j in range(k):
                    weights[j] = (counts[j] + alpha) * word_topics[own[i], j]
                topics[i] = _draw(weights, uniforms[i, 1 + s])
                counts[topics[i]] += 1
            if s >= sweeps - kept:
                for j in range(k):
                    out[d, j] += counts[j] / kept
    return out


class GibbsLDA(DocumentEncoder):
    """Topic shares of texts, rows that sum to 1.

    Args:
        topics: how many.
        alpha: prior weight of a topic in a text; None takes 50 / topics.
        beta: prior weight of a word in a topic.
        sweeps: over all tokens in fitting; the mean of the last ``samples`` is kept.
        fold_in: sweeps over a new text, of which the last half is averaged.
        min_documents, max_words, stop_words: which words count.
        allow_empty: let texts without a known word pass; their shares are uniform.
        seed: of everything drawn.

    After ``fit``: ``topic_words_`` [topics, words]; ``text_topics_`` [texts, topics], the shares of the training texts.
    """

    def __init__(
        self,
        topics: int = 50,
        alpha: float | None = None,
        beta: float = 0.01,
        sweeps: int = 150,
        samples: int = 10,
        fold_in: int = 30,
        min_documents: int = 1,
        max_words: int | None = None,
        stop_words: tuple[str, ...] = (),
        allow_empty: bool = False,
        seed: int = 0,
    ) -> None:
        self.topics = topics
        self.alpha = alpha
        self.beta = beta
        self.sweeps = sweeps
        self.samples = samples
        self.fold_in = fold_in
        self.min_documents = min_documents
        self.max_words = max_words
        self.stop_words = stop_words
        self.allow_empty = allow_empty
        self.seed = seed

    def fit(
        self, texts: Sequence[str], y: object = None, progress: Callable[[int], None] | None = None
    ) -> GibbsLDA:
        """Sample; ``progress`` hears of each sweep that is done.

        Raises:
            ValueError: no topic, no sweep, more samples than sweeps, or a prior that is not positive.
        """
        self._check()
        self.vocabulary_ = find_words(texts, self.min_documents, self.max_words, self.stop_words)
        owners, words = _tokens(count_words(texts, self.vocabulary_, self.allow_empty))
        rng = np.random.default_rng(self.seed)
        topics = rng.integers(self.topics, size=len(words), dtype=np.int32)
        own = np.zeros((len(texts), self.topics), np.int32)
        word = np.zeros((len(self.vocabulary_), self.topics), np.int32)
        np.add.at(own, (owners, topics), 1)
        np.add.at(word, (words, topics), 1)
        totals = word.sum(axis=0, dtype=np.int32)
        word_sum, own_sum = np.zeros(word.shape), np.zeros(own.shape)
        for sweep in range(self.sweeps):
            uniforms = rng.random(len(words))
            gibbs_sweep(owners, words, topics, own, word, totals, self._alpha(), self.beta, uniforms)
            if sweep >= self.sweeps - self.samples:
                word_sum += (word + self.beta) / (totals + len(word) * self.beta)
                own_sum += own
            if progress is not None:
                progress(sweep + 1)
        self.topic_words_ = np.ascontiguousarray(word_sum.T / self.samples)
        self.text_topics_ = self._shares(own_sum / self.samples)
        return self

    def project(self, counts: sp.csr_array) -> Float[np.ndarray, "texts topics"]:
        owners, words = _tokens(counts)
        offsets = np.searchsorted(owners, np.arange(counts.shape[0] + 1))
        longest = int(np.diff(offsets).max(initial=0))
        uniforms = np.random.default_rng(self.seed).random((longest, 1 + self.fold_in))
        word_topics = np.ascontiguousarray(self.topic_words_.T, dtype=np.float32)
        kept = max(1, self.fold_in // 2)
        return self._shares(_fold_in(words, offsets, word_topics, uniforms, np.float32(self._alpha()), kept))

    def top_words(self, k: int = 10) -> list[list[str]]:
        """The ``k`` most probable words of each topic."""
        order = np.argsort(-self.topic_words_, axis=1, kind="stable")[:, :k]
        return [[self.vocabulary_[i] for i in row] for row in order]

    def _alpha(self) -> float:
        return 50 / self.topics if self.alpha is None else self.alpha

    def _shares(self, counts: np.ndarray) -> np.ndarray:
        smoothed = counts + self._alpha()
        shares: np.ndarray = smoothed / smoothed.sum(axis=1, keepdims=True)
        return shares

    def _check(self) -> None:
        for name, value in (("topics", self.topics), ("sweeps", self.sweeps), ("fold_in", self.fold_in)):
            if value < 1:
                raise ValueError(f"{name} must be at least 1, got {value}")
        if not 1 <= self.samples <= self.sweeps:
            raise ValueError(f"samples must lie between 1 and sweeps, {self.sweeps}; got {self.samples}")
        if self._alpha() <= 0 or self.beta <= 0:
            raise ValueError(f"alpha and beta must be positive, got {self.alpha} and {self.beta}")


def _tokens(counts: sp.csr_array) -> tuple[Int[np.ndarray, " tokens"], Int[np.ndarray, " tokens"]]:
    """Text and word of each token; their order within a text has no meaning to the model."""
    times = counts.data.astype(np.int64)
    owners = np.repeat(np.arange(counts.shape[0], dtype=np.int32), np.diff(counts.indptr))
    return np.repeat(owners, times), np.repeat(counts.indices.astype(np.int32), times)
