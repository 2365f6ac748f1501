"""Word Mover's Distance, its exact value and its relaxed lower bound.

Kusner et al. 2015, "From word embeddings to document distances": the least total distance that one text's words must
travel to become the other's. The relaxed distance (their section 4.2) lets each word go to its nearest counterpart:
the larger of the two one-sided bounds, which never exceeds the exact distance.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from scipy.spatial.distance import cdist

from reprise.words.document_encoder import count_words
from reprise.words.word_vectors import WordVectors


def relaxed_word_movers(
    first: Sequence[str], second: Sequence[str], vectors: WordVectors
) -> Float[np.ndarray, " pairs"]:
    """The relaxed distance of each pair of texts, Euclidean between word vectors.

    Raises:
        ValueError: not as many first as second texts, or a text without a known word.
    """
    return np.array(
        [max(p @ cost.min(axis=1), q @ cost.min(axis=0)) for p, q, cost in _problems(first, second, vectors)]
    )


def word_movers(
    first: Sequence[str], second: Sequence[str], vectors: WordVectors
) -> Float[np.ndarray, " pairs"]:
    """The exact distance of each pair of texts, as a linear programme; slow, for sentences and for checks."""
    from scipy.optimize import linprog

    out = []
    for p, q, cost in _problems(first, second, vectors):
        n, m = cost.shape
        leaving = np.kron(np.eye(n), np.ones(m))
        arriving = np.kron(np.ones(n), np.eye(m))
        found = linprog(
            cost.ravel(), A_eq=np.vstack([leaving, arriving[:-1]]), b_eq=np.concatenate([p, q[:-1]])
        )
        if not found.success:
            raise ArithmeticError(f"the transport problem was not solved: {found.message}")
        out.append(found.fun)
    return np.array(out)


def _problems(
    first: Sequence[str], second: Sequence[str], vectors: WordVectors
) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """For each pair both texts' word shares and the distances between their words."""
    if len(first) != len(second):
        raise ValueError(f"pairs need as many first as second texts, got {len(first)} and {len(second)}")
    sides = []
    for texts in (first, second):
        counts = count_words(texts, vectors.words)
        bounds = [slice(*counts.indptr[i : i + 2]) for i in range(len(texts))]
        sides.append([(counts.indices[b], counts.data[b] / counts.data[b].sum()) for b in bounds])
    return [
        (p, q, cdist(vectors.vectors[a], vectors.vectors[b])) for (a, p), (b, q) in zip(*sides, strict=True)
    ]
