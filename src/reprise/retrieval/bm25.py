"""BM25 over a sparse matrix of precomputed term weights.

Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond", eq. 3.15, in the form
Lucene uses: idf(t) = ln(1 + (N - n_t + 0.5) / (n_t + 0.5)), never negative, and
weight(t, d) = idf(t) f / (f + k1 (1 - b + b |d| / avgdl)), without the constant factor k1 + 1, which changes
no order. Lengths are exact (Lucene keeps them in one byte).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import scipy.sparse as sp
from jaxtyping import Float, Int

from reprise.retrieval.analyzer import Analyzer
from reprise.vectors.neighbours import top_k

BLOCK = 2**23  # scores held at once by a search over many queries


class BM25Index:
    """Lexical search: ``BM25Index().fit(texts).search(queries, k)``.

    Args:
        k1: how slowly repeats of a term saturate; 0 ignores them.
        b: how far a document's length counts, between 0 (not) and 1 (in full).
        analyzer: text to terms; by default folded words without stop words, stemmed by Porter.
    """

    def __init__(
        self, k1: float = 1.2, b: float = 0.75, analyzer: Callable[[str], list[str]] | None = None
    ) -> None:
        if k1 < 0:
            raise ValueError(f"k1 must not be negative, got {k1}")
        if not 0 <= b <= 1:
            raise ValueError(f"b must lie between 0 and 1, got {b}")
        self.k1 = k1
        self.b = b
        self.analyzer = analyzer or Analyzer()

    def fit(self, texts: Iterable[str]) -> BM25Index:
        """Index the texts; document i is the i-th text. Texts are read once and not kept."""
        vocabulary: defaultdict[str, int] = defaultdict()
        vocabulary.default_factory = vocabulary.__len__
        terms: list[np.ndarray] = []
        for text in texts:
            found = self.analyzer(text)
            terms.append(np.fromiter(map(vocabulary.__getitem__, found), np.int32, len(found)))
        lengths = np.fromiter(map(len, terms), np.int64, len(terms))
        shape = (len(terms), len(vocabulary))
        columns = np.concatenate(terms) if terms else np.empty(0, np.int32)
        counts = sp.coo_array(
            (np.ones(len(columns), np.float32), (np.repeat(np.arange(len(terms)), lengths), columns)), shape
        ).tocsc()
        document_frequency = np.diff(counts.indptr)
        idf = np.log1p((len(terms) - document_frequency + 0.5) / (document_frequency + 0.5))
        relative = lengths / max(lengths.mean(), 1e-12) if len(lengths) else lengths
        saturation = self.k1 * (1 - self.b + self.b * relative)
        counts.data = (
            np.repeat(idf, document_frequency) * counts.data / (counts.data + saturation[counts.indices])
        ).astype(np.float32)
        self.weights_ = counts  # [documents, terms], CSC: a term's postings are contiguous
        self.vocabulary_ = dict(vocabulary)
        self.idf_ = idf
        return self

    def __len__(self) -> int:
        return int(self._fitted().shape[0])

    def scores(self, query: str) -> Float[np.ndarray, " documents"]:
        """The score of every document; a term that the query repeats counts as often as it is repeated."""
        weights = self._fitted()
        spans = [slice(weights.indptr[t], weights.indptr[t + 1]) for t in self._terms(query)]
        if not spans:
            return np.zeros(len(self), np.float32)
        documents = np.concatenate([weights.indices[s] for s in spans])
        values = np.concatenate([weights.data[s] for s in spans])
        return np.bincount(documents, values, minlength=len(self)).astype(np.float32)

    def search(
        self, queries: Sequence[str], k: int
    ) -> tuple[Float[np.ndarray, "queries k"], Int[np.ndarray, "queries k"]]:
        """The ``k`` best documents of each query, best first, equal scores by index.

        Returns:
            scores and document indices. A document that shares no term with the query is not found: where
            fewer than ``k`` are, the rest of the row is score 0 and index -1.

        Raises:
            ValueError: not fitted, or ``k`` not between 1 and the number of documents.
            TypeError: one string in place of a sequence of them.
        """
        if isinstance(queries, str):
            raise TypeError(f"queries must be a sequence of strings; for one query give [{queries!r}]")
        weights = self._fitted()
        if not 1 <= k <= len(self):
            raise ValueError(f"k must lie between 1 and the number of documents, {len(self)}; got {k}")
        found = [self._terms(query) for query in queries]
        lengths = np.fromiter(map(len, found), np.int64, len(found))
        asked = sp.csr_array(
            (
                np.ones(lengths.sum(), np.float32),
                np.concatenate([np.empty(0, np.int32), *found]),
                np.concatenate([[0], np.cumsum(lengths)]),
            ),
            shape=(len(found), weights.shape[1]),
        )
        scores = np.zeros((len(found), k), np.float32)
        indices = np.full((len(found), k), -1, np.int64)
        transposed = weights.T  # CSR [terms, documents]: no copy
        step = max(1, BLOCK // len(self))
        for start in range(0, len(found), step):
            block = slice(start, start + step)
            dense = (asked[block] @ transposed).toarray()
            indices[block] = top_k(dense, k)
            scores[block] = np.take_along_axis(dense, indices[block], axis=1)
        indices[scores == 0] = -1
        return scores, indices

    def _terms(self, query: str) -> np.ndarray:
        known = [self.vocabulary_[term] for term in self.analyzer(query) if term in self.vocabulary_]
        return np.array(known, np.int32)

    def _fitted(self) -> sp.csc_array:
        if not hasattr(self, "weights_"):
            raise ValueError("the index is empty; call fit with the texts first")
        return self.weights_
