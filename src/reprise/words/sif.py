"""Smooth inverse frequency: rare words count more, and what all texts have in common is taken out.

SIF: Arora, Liang and Ma 2017, "A simple but tough-to-beat baseline for sentence embeddings", Algorithm 1: words weigh
a / (a + p(w)), then the first singular direction of the texts' vectors, not centred, is removed.
uSIF: Ethayarajh 2018, "Unsupervised random walk sentence embeddings": a follows from the vocabulary and the length
of texts, words weigh a / (a / 2 + p(w)), and each of the first m directions is removed in proportion to its share
of the squared singular values.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from jaxtyping import Float

from reprise.vectors.frequency import sif_weights
from reprise.words.averages import weighted_mean
from reprise.words.document_encoder import DocumentEncoder
from reprise.words.word_vectors import WordVectors


def _shares(vectors: WordVectors) -> Float[np.ndarray, " words"]:
    if vectors.counts is None:
        raise ValueError("the word vectors carry no counts; give WordVectors(words, vectors, counts)")
    return vectors.counts / vectors.counts.sum()


class _Removal(DocumentEncoder):
    """Weighted mean, less the directions that the fitted texts share."""

    vectors: WordVectors
    components: int

    def _fit(self, texts: Sequence[str], weights: np.ndarray) -> None:
        if not 0 <= self.components < self.vectors.dim:
            raise ValueError(
                f"components must lie between 0 and dim - 1 = {self.vectors.dim - 1}, got {self.components}"
            )
        self.vocabulary_ = self.vectors.words
        self.weights_ = weights
        self.directions_ = np.zeros((0, self.vectors.dim))
        self.singular_values_ = np.zeros(0)
        if self.components:
            x = weighted_mean(self.counts(texts), self.vectors.vectors, weights)
            if len(x) < self.components:
                raise ValueError(f"{len(x)} texts have no {self.components} directions; fit on more texts")
            _, values, rows = np.linalg.svd(x, full_matrices=False)
            self.directions_ = rows[: self.components]
            self.singular_values_ = values[: self.components]

    def _strengths(self) -> np.ndarray:
        return np.ones(len(self.directions_))

    def project(self, counts: sp.csr_array) -> Float[np.ndarray, "texts dim"]:
        x = weighted_mean(counts, self.vectors.vectors, self.weights_)
        along = (x @ self.directions_.T) * self._strengths()
        cleared: np.ndarray = x - along @ self.directions_
        return cleared


class SIF(_Removal):
    """SIF vectors of texts; ``fit`` finds the common direction, ``transform`` removes it from any texts.

    Args:
        vectors: word vectors with counts, from which the word probabilities follow.
        a: smoothing; ``inf`` weighs all words alike.
        components: directions to remove; 0 for none.
        allow_empty: let texts without a known word pass, as zero vectors.
    """

    def __init__(
        self, vectors: WordVectors, a: float = 1e-3, components: int = 1, allow_empty: bool = False
    ) -> None:
        self.vectors = vectors
        self.a = a
        self.components = components
        self.allow_empty = allow_empty

    def fit(self, texts: Sequence[str], y: object = None) -> SIF:
        """Find the directions that the texts share.

        Raises:
            ValueError: a not positive, no counts, too many components.
        """
        shares = _shares(self.vectors)
        self._fit(texts, np.ones(len(shares)) if np.isposinf(self.a) else sif_weights(shares, self.a))
        return self


class USIF(_Removal):
    """uSIF vectors of texts: SIF without a parameter to set.

    Args:
        vectors: word vectors with counts.
        components: directions to remove in proportion to their strength.
        allow_empty: let texts without a known word pass, as zero vectors.

    After ``fit``: ``a_``, the smoothing that the vocabulary and the mean length of the fitted texts imply.
    """

    def __init__(self, vectors: WordVectors, components: int = 5, allow_empty: bool = False) -> None:
        self.vectors = vectors
        self.components = components
        self.allow_empty = allow_empty

    def fit(self, texts: Sequence[str], y: object = None) -> USIF:
        """Find the smoothing and the directions that the texts share."""
        shares = _shares(self.vectors)
        self.vocabulary_ = self.vectors.words
        length = self.counts(texts).sum() / len(texts)
        threshold = 1 - (1 - 1 / len(shares)) ** length
        frequent = float((shares > threshold).mean())
        if not 0 < frequent < 1:
            raise ValueError(
                f"{frequent:.0%} of the words are likelier than {threshold:.2g}, the chance of a word in a text of "
                f"{length:.1f} tokens: uSIF needs some and not all; give a larger vocabulary, or use SIF"
            )
        self.a_ = (1 - frequent) / (frequent * len(shares) / 2)
        self._fit(texts, self.a_ / (self.a_ / 2 + shares))
        return self

    def _strengths(self) -> np.ndarray:
        squared = self.singular_values_**2
        return np.asarray(squared / max(squared.sum(), 1e-300))
