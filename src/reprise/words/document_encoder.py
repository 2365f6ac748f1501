"""What all encoders of whole texts share: words are counted, and the counts are turned into a vector.

Texts are lower-cased and split into runs of letters and digits. An encoder is a scikit-learn transformer on lists
of strings; :meth:`DocumentEncoder.as_module` makes it a part of a ``SentenceTransformer``.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy.sparse as sp
from jaxtyping import Float
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.exceptions import NotFittedError

if TYPE_CHECKING:
    from reprise.words.document_module import DocumentModule

TOKEN = r"[^\W_]+"


def tokenise(text: str) -> list[str]:
    """The words of a text as all encoders see them: lower case, runs of letters and digits."""
    return re.findall(TOKEN, text.lower())


def check_texts(texts: Sequence[Any]) -> Sequence[str]:
    """The texts as they are.

    Raises:
        TypeError: one string in place of a list, or an element that is no string.
    """
    if isinstance(texts, str):
        raise TypeError(f"texts must be a list of strings; for one text give [{texts[:30]!r}]")
    for i, text in enumerate(texts):
        if not isinstance(text, str):
            raise TypeError(f"texts must be strings, number {i} is a {type(text).__name__}")
    return texts


def count_words(texts: Sequence[str], vocabulary: Sequence[str], allow_empty: bool = False) -> sp.csr_array:
    """How often each word of the vocabulary occurs in each text, float64 [texts, words].

    Args:
        allow_empty: let texts without any known word pass, as zero rows.

    Raises:
        ValueError: a text without a known word; says which.
        TypeError: see :func:`check_texts`.
    """
    from sklearn.feature_extraction.text import CountVectorizer

    if not len(texts):
        return sp.csr_array((0, len(vocabulary)))
    counter = CountVectorizer(vocabulary=list(vocabulary), token_pattern=TOKEN, dtype=np.float64)
    counts = sp.csr_array(counter.transform(check_texts(texts)))
    empty = np.flatnonzero(np.diff(counts.indptr) == 0)
    if len(empty) and not allow_empty:
        raise ValueError(
            f"text {empty[0]} has no known word ({len(empty)} of {len(texts)} texts have none): "
            f"{texts[empty[0]][:60]!r}; leave such texts out or set allow_empty=True"
        )
    return counts


def find_words(
    texts: Sequence[str], min_documents: int, max_words: int | None, stop_words: Sequence[str]
) -> tuple[str, ...]:
    """The words that stand in at least ``min_documents`` texts, in alphabetical order.

    Args:
        max_words: keep only so many of the most frequent.
        stop_words: left out.

    Raises:
        ValueError: no word is left.
    """
    from sklearn.feature_extraction.text import CountVectorizer

    counter = CountVectorizer(
        token_pattern=TOKEN,
        min_df=min_documents,
        max_features=max_words,
        stop_words=list(stop_words) or None,
    )
    try:
        counter.fit(check_texts(texts))
    except ValueError as error:
        raise ValueError(
            f"no word stands in {min_documents} of the {len(texts)} texts; lower min_documents or give more text"
        ) from error
    return tuple(counter.get_feature_names_out().tolist())


class DocumentEncoder(TransformerMixin, BaseEstimator, ABC):
    """Base of the encoders; ``vocabulary_`` are the words that count."""

    vocabulary_: tuple[str, ...]
    allow_empty: bool

    def counts(self, texts: Sequence[str]) -> sp.csr_array:
        """Word counts of the texts, see :func:`count_words`."""
        if not hasattr(self, "vocabulary_"):
            raise NotFittedError(f"{type(self).__name__} is not fitted; call fit with the texts first")
        return count_words(texts, self.vocabulary_, self.allow_empty)

    @abstractmethod
    def project(self, counts: sp.csr_array) -> Float[np.ndarray, "texts dim"]:
        """From word counts to vectors."""

    def transform(self, texts: Sequence[str]) -> Float[np.ndarray, "texts dim"]:
        """One vector a text."""
        return self.project(self.counts(texts))

    def as_module(self) -> DocumentModule:
        """A fitted encoder as the first module of a ``SentenceTransformer``; it is not trained further."""
        from reprise.words.document_module import DocumentModule

        return DocumentModule(self)
