"""Texts as sparse vectors with a coordinate for each word: one-hot, counts, TF-IDF, BM25.

TF-IDF is scikit-learn's: tf (ln((1 + n) / (1 + df)) + 1), rows of length 1. BM25 (Robertson and Zaragoza 2009, eq.
3.15) as a document vector: idf tf (k1 + 1) / (tf + k1 (1 - b + b length / mean length)) with
idf = ln(1 + (n - df + 0.5) / (df + 0.5)), so that its inner product with a binary query is the score.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from jaxtyping import Float

from reprise.words.document_encoder import DocumentEncoder, count_words, find_words

SCHEMES = ("binary", "counts", "tfidf", "log-tfidf", "bm25")


class BagOfWords(DocumentEncoder):
    """One coordinate a word; :meth:`sparse` gives a sparse matrix, ``transform`` a dense one.

    Args:
        scheme: ``"binary"`` (a one-word text is one-hot), ``"counts"``, ``"tfidf"``, ``"log-tfidf"`` (1 + ln tf in
            place of tf) or ``"bm25"``.
        min_documents, max_words, stop_words: which words count, see :func:`find_words`.
        unit: scale rows to length 1.
        k1, b: of BM25.
        allow_empty: let texts without a known word pass, as zero rows.
    """

    def __init__(
        self,
        scheme: str = "tfidf",
        min_documents: int = 1,
        max_words: int | None = None,
        stop_words: tuple[str, ...] = (),
        unit: bool = True,
        k1: float = 1.2,
        b: float = 0.75,
        allow_empty: bool = False,
    ) -> None:
        self.scheme = scheme
        self.min_documents = min_documents
        self.max_words = max_words
        self.stop_words = stop_words
        self.unit = unit
        self.k1 = k1
        self.b = b
        self.allow_empty = allow_empty

    def fit(self, texts: Sequence[str], y: object = None) -> BagOfWords:
        """Find the words and how many texts hold each."""
        check_scheme(self.scheme)
        self.vocabulary_ = find_words(texts, self.min_documents, self.max_words, self.stop_words)
        return self.fit_counts(count_words(texts, self.vocabulary_, self.allow_empty))

    def fit_counts(self, counts: sp.csr_array) -> BagOfWords:
        """The same from counts over a ``vocabulary_`` that is set already."""
        holders = np.bincount(counts.indices, minlength=counts.shape[1])
        n = counts.shape[0]
        if self.scheme == "bm25":
            self.idf_ = np.log1p((n - holders + 0.5) / (holders + 0.5))
        elif self.scheme.endswith("tfidf"):
            self.idf_ = np.log((1 + n) / (1 + holders)) + 1
        else:
            self.idf_ = np.ones(counts.shape[1])
        self.mean_length_ = float(counts.sum() / max(n, 1))
        return self

    def sparse(self, texts: Sequence[str]) -> sp.csr_array:
        """Weighted rows, float64 [texts, words]."""
        return self.weigh(self.counts(texts))

    def weigh(self, counts: sp.csr_array) -> sp.csr_array:
        """Weighted rows of word counts."""
        weighted = counts.astype(np.float64)
        if self.scheme == "binary":
            weighted.data[:] = 1
        elif self.scheme == "log-tfidf":
            weighted.data = 1 + np.log(weighted.data)
        elif self.scheme == "bm25":
            lengths = np.repeat(np.asarray(counts.sum(axis=1)), np.diff(counts.indptr))
            norm = self.k1 * (1 - self.b + self.b * lengths / self.mean_length_)
            weighted.data = weighted.data * (self.k1 + 1) / (weighted.data + norm)
        weighted.data = weighted.data * self.idf_[weighted.indices]
        if self.unit:
            lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)))
            weighted.data = weighted.data / np.repeat(lengths, np.diff(weighted.indptr))
        return weighted

    def project(self, counts: sp.csr_array) -> Float[np.ndarray, "texts dim"]:
        dense: np.ndarray = self.weigh(counts).toarray()
        return dense


def check_scheme(scheme: str) -> None:
    """Refuse a weighting that does not exist."""
    if scheme not in SCHEMES:
        raise ValueError(f"scheme must be one of {', '.join(SCHEMES)}, got {scheme!r}")
