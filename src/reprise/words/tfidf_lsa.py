"""Latent semantic analysis: a truncated singular value decomposition of weighted word counts.

Deerwester et al. 1990, "Indexing by latent semantic analysis": X is about U S V^T; a text is a row of U S, and a new
text x folds in as x V, which for a text of the training set is the same row.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from jaxtyping import Float

from reprise.words.bag_of_words import BagOfWords, check_scheme
from reprise.words.document_encoder import DocumentEncoder, count_words, find_words

DENSE = 500  # below this many texts or words all singular vectors are computed and the first are kept


class TfidfLSA(DocumentEncoder):
    """Texts in ``dim`` latent dimensions; ``transform(texts)`` gives rows of U S.

    Args:
        dim: at most the rank of the training texts' weighted counts.
        scheme: weighting of the counts, see :class:`BagOfWords`.
        min_documents, max_words, stop_words: which words count.
        allow_empty: let texts without a known word pass, as zero vectors.
        seed: of the randomised decomposition that large collections get.

    After ``fit``: ``components_`` [dim, words], orthonormal rows; ``singular_values_`` [dim].
    """

    def __init__(
        self,
        dim: int = 100,
        scheme: str = "tfidf",
        min_documents: int = 1,
        max_words: int | None = None,
        stop_words: tuple[str, ...] = (),
        allow_empty: bool = False,
        seed: int = 0,
    ) -> None:
        self.dim = dim
        self.scheme = scheme
        self.min_documents = min_documents
        self.max_words = max_words
        self.stop_words = stop_words
        self.allow_empty = allow_empty
        self.seed = seed

    def _bag(self) -> BagOfWords:
        return BagOfWords(self.scheme)

    def fit(self, texts: Sequence[str], y: object = None) -> TfidfLSA:
        """Decompose the weighted counts of the texts.

        Raises:
            ValueError: ``dim`` below 1 or above the rank; says the rank's bound or the rank.
        """
        self.vocabulary_ = find_words(texts, self.min_documents, self.max_words, self.stop_words)
        return self.fit_counts(count_words(texts, self.vocabulary_, self.allow_empty))

    def fit_counts(self, counts: sp.csr_array) -> TfidfLSA:
        """The same from counts over a ``vocabulary_`` that is set already."""
        check_scheme(self.scheme)
        if self.dim < 1:
            raise ValueError(f"dim must be at least 1, got {self.dim}")
        bag = self._bag().fit_counts(counts)
        self.idf_, self.mean_length_ = bag.idf_, bag.mean_length_
        x = bag.weigh(counts)
        if self.dim > min(x.shape):
            raise ValueError(
                f"dim is {self.dim}, but {x.shape[0]} texts of {x.shape[1]} words have no such rank"
            )
        if min(x.shape) <= DENSE:
            _, values, rows = np.linalg.svd(x.toarray(), full_matrices=False)
        else:
            from sklearn.utils.extmath import randomized_svd

            _, values, rows = randomized_svd(x, self.dim, n_iter=5, random_state=self.seed)
        floor = values[0] * max(x.shape) * np.finfo(float).eps
        if values[self.dim - 1] <= floor:
            raise ValueError(
                f"dim is {self.dim}, the weighted counts have rank {int((values > floor).sum())}"
            )
        largest = np.take_along_axis(rows, np.abs(rows).argmax(1, keepdims=True), 1)
        self.components_ = (rows * np.sign(largest))[: self.dim]
        self.singular_values_ = values[: self.dim]
        return self

    def project(self, counts: sp.csr_array) -> Float[np.ndarray, "texts dim"]:
        bag = self._bag()
        bag.idf_, bag.mean_length_ = self.idf_, self.mean_length_
        folded: np.ndarray = bag.weigh(counts) @ self.components_.T
        return folded
