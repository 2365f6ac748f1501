"""Probabilistic latent semantic analysis: p(word | text) = sum over topics of p(word | topic) p(topic | text).

Hofmann 1999, "Probabilistic latent semantic indexing", fitted by expectation maximisation (his eqs. 3 to 6). New texts
are folded in: their topic shares are fitted while p(word | topic) stands still. The same iteration as multiplicative
updates of a factorisation under Kullback-Leibler loss (Gaussier and Goutte 2005), with rows that sum to 1.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from jaxtyping import Float

from reprise.words.document_encoder import DocumentEncoder, count_words, find_words


class PLSA(DocumentEncoder):
    """Topic shares of texts.

    Args:
        topics: how many.
        iterations: of EM, in fitting and in folding in.
        min_documents, max_words, stop_words: which words count.
        allow_empty: let texts without a known word pass; their shares are uniform.
        seed: of the first topics.

    After ``fit``: ``topic_words_`` [topics, words] and ``log_likelihoods_`` [iterations], mean per token before each
    step.
    """

    def __init__(
        self,
        topics: int = 50,
        iterations: int = 50,
        min_documents: int = 1,
        max_words: int | None = None,
        stop_words: tuple[str, ...] = (),
        allow_empty: bool = False,
        seed: int = 0,
    ) -> None:
        self.topics = topics
        self.iterations = iterations
        self.min_documents = min_documents
        self.max_words = max_words
        self.stop_words = stop_words
        self.allow_empty = allow_empty
        self.seed = seed

    def fit(self, texts: Sequence[str], y: object = None) -> PLSA:
        """Fit the topics by EM.

        Raises:
            ValueError: ``topics`` or ``iterations`` below 1.
        """
        for name, value in (("topics", self.topics), ("iterations", self.iterations)):
            if value < 1:
                raise ValueError(f"{name} must be at least 1, got {value}")
        self.vocabulary_ = find_words(texts, self.min_documents, self.max_words, self.stop_words)
        counts = count_words(texts, self.vocabulary_, self.allow_empty)
        rng = np.random.default_rng(self.seed)
        shares = rng.dirichlet(np.ones(self.topics), counts.shape[0])
        words = rng.dirichlet(np.ones(counts.shape[1]), self.topics)
        likelihoods = []
        for _ in range(self.iterations):
            quotient, likelihood = _quotient(counts, shares, words)
            likelihoods.append(likelihood)
            grown = words * (shares.T @ quotient)
            shares = _rows(shares * (quotient @ words.T))
            words = _rows(grown)
        self.topic_words_ = words
        self.log_likelihoods_ = np.array(likelihoods)
        return self

    def project(self, counts: sp.csr_array) -> Float[np.ndarray, "texts topics"]:
        shares = np.full((counts.shape[0], self.topics), 1 / self.topics)
        for _ in range(self.iterations):
            quotient, _ = _quotient(counts, shares, self.topic_words_)
            shares = _rows(shares * (quotient @ self.topic_words_.T))
        return shares

    def top_words(self, k: int = 10) -> list[list[str]]:
        """The ``k`` most probable words of each topic."""
        order = np.argsort(-self.topic_words_, axis=1, kind="stable")[:, :k]
        return [[self.vocabulary_[i] for i in row] for row in order]


def _quotient(counts: sp.csr_array, shares: np.ndarray, words: np.ndarray) -> tuple[sp.csr_array, float]:
    """n(d, w) / p(w | d) where a word occurs, and the mean log p(w | d) of the tokens."""
    texts = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    p = np.zeros(len(counts.data))
    for topic in range(len(words)):  # one topic at a time: memory stays that of the counts
        p += shares[texts, topic] * words[topic, counts.indices]
    p = np.maximum(p, 1e-300)
    quotient = counts.copy()
    quotient.data = counts.data / p
    return quotient, float(counts.data @ np.log(p) / max(counts.data.sum(), 1))


def _rows(x: np.ndarray) -> np.ndarray:
    """Rows that sum to 1; a row of zeros, a text without words, becomes uniform."""
    total = x.sum(axis=1, keepdims=True)
    return np.divide(x, total, out=np.full_like(x, 1 / x.shape[1]), where=total > 0)
