"""Vectors of texts as averages of word vectors: plain, weighted by rarity, and as several power means.

Power means as in Rücklé et al. 2018 (arXiv 1803.01400): for each coordinate ((x_1^p + ... + x_n^p) / n)^(1/p),
p = 1 the mean, p = inf the maximum, p = -inf the minimum; the results stand one after the other.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from jaxtyping import Float

from reprise.words.bag_of_words import BagOfWords
from reprise.words.document_encoder import DocumentEncoder
from reprise.words.word_vectors import WordVectors

WEIGHTINGS = ("uniform", "tfidf")


class AverageVectors(DocumentEncoder):
    """The mean of a text's word vectors; words without a vector are left out.

    Args:
        vectors: words and their vectors.
        weighting: ``"uniform"`` counts every token alike; ``"tfidf"`` by the logarithm of how few texts hold its word,
            which ``fit`` finds.
        allow_empty: let texts without a known word pass, as zero vectors.
    """

    def __init__(self, vectors: WordVectors, weighting: str = "uniform", allow_empty: bool = False) -> None:
        self.vectors = vectors
        self.weighting = weighting
        self.allow_empty = allow_empty

    def fit(self, texts: Sequence[str], y: object = None) -> AverageVectors:
        """Count in how many texts each word stands; a uniform mean looks at nothing but its vocabulary."""
        if self.weighting not in WEIGHTINGS:
            raise ValueError(f"weighting must be one of {', '.join(WEIGHTINGS)}, got {self.weighting!r}")
        self.vocabulary_ = self.vectors.words
        self.weights_ = np.ones(len(self.vectors))
        if self.weighting == "tfidf":
            self.weights_ = BagOfWords().fit_counts(self.counts(texts)).idf_
        return self

    def project(self, counts: sp.csr_array) -> Float[np.ndarray, "texts dim"]:
        return weighted_mean(counts, self.vectors.vectors, self.weights_)


def weighted_mean(
    counts: sp.csr_array, vectors: Float[np.ndarray, "words dim"], weights: Float[np.ndarray, " words"]
) -> Float[np.ndarray, "texts dim"]:
    """Sum of a text's weighted word vectors over the number of its tokens; zero for a text without any.

    The divisor is the number of tokens, as in SIF, and not the sum of weights; directions are the same.
    """
    tokens = np.asarray(counts.sum(axis=1), dtype=np.float64)
    summed: np.ndarray = counts @ (vectors * weights[:, None])
    return summed / np.maximum(tokens, 1)[:, None]


class PowerMean(DocumentEncoder):
    """Power means of a text's word vectors, concatenated: dim * len(ps) coordinates.

    Args:
        vectors: words and their vectors.
        ps: exponents: odd whole numbers, inf or -inf. Even ones have no real value for coordinates of mixed sign.
        allow_empty: let texts without a known word pass, as zero vectors.
    """

    def __init__(
        self,
        vectors: WordVectors,
        ps: tuple[float, ...] = (1.0, np.inf, -np.inf),
        allow_empty: bool = False,
    ) -> None:
        self.vectors = vectors
        self.ps = ps
        self.allow_empty = allow_empty

    def fit(self, texts: Sequence[str] = (), y: object = None) -> PowerMean:
        """Check the exponents; there is nothing to learn.

        Raises:
            ValueError: no exponent, or one that is neither odd nor infinite.
        """
        for p in self.ps:
            if not np.isinf(p) and p % 2 != 1:
                raise ValueError(f"exponents must be odd whole numbers or infinite, got {p}")
        if not self.ps:
            raise ValueError("ps must name at least one exponent")
        self.vocabulary_ = self.vectors.words
        return self

    def project(self, counts: sp.csr_array) -> Float[np.ndarray, "texts width"]:
        x = self.vectors.vectors.astype(np.float64)
        return np.concatenate([_power_mean(counts, x, p) for p in self.ps], axis=1)


def _power_mean(counts: sp.csr_array, x: np.ndarray, p: float) -> np.ndarray:
    if np.isinf(p):
        out = np.zeros((counts.shape[0], x.shape[1]))
        filled = np.diff(counts.indptr) > 0
        reduce = np.maximum if p > 0 else np.minimum
        out[filled] = reduce.reduceat(x[counts.indices], counts.indptr[:-1][filled], axis=0)
        return out
    mean = weighted_mean(counts, x**p, np.ones(len(x)))
    root: np.ndarray = np.sign(mean) * np.abs(mean) ** (1 / p)
    return root
