"""How often words stand near each other, weighted by 1 / distance.

The counts of GloVe (Pennington et al. 2014, section 3.1 and its released code): each pair of positions at distance up to
``window`` within a line adds 1 / distance, both ways. Pairs of frequent words are counted in a dense square, the others
are sorted and summed in pieces, so that memory follows the distinct pairs.
"""

from __future__ import annotations

from typing import no_type_check

import numba
import numpy as np
from jaxtyping import Int
from scipy.sparse import coo_array, csr_array

from reprise.words.vocabulary import BOUNDARY

PIECE = 8_000_000  # pairs that are sorted at once
DENSE = 2048  # words whose pairs with each other are counted in a square, 16 MB


def cooccurrences(tokens: Int[np.ndarray, " tokens"], words: int, window: int = 10) -> csr_array:
    """A symmetric matrix [words, words] of weighted counts (float64) of encoded text."""
    if window < 1:
        raise ValueError(f"window must be at least 1, got {window}")
    dense = min(words, DENSE)
    square = np.zeros((dense, dense))
    keys, weights = (
        np.empty(PIECE + 2 * window, dtype=np.int64),
        np.empty(PIECE + 2 * window, dtype=np.float32),
    )
    total = csr_array((words, words), dtype=np.float64)
    place, line_start = 0, 0
    tokens = np.ascontiguousarray(tokens, dtype=np.int32)
    while place < len(tokens):
        place, line_start, size = _count(
            tokens, place, line_start, window, square, keys, weights, words, PIECE
        )
        # Summing duplicates is what the conversion from coordinates does; each half is added to its mirror at the end.
        rows, columns = np.divmod(keys[:size], words)
        total = (
            total
            + coo_array((weights[:size].astype(np.float64), (rows, columns)), shape=(words, words)).tocsr()
        )
    head = coo_array(square)
    head = coo_array((head.data, (head.row, head.col)), shape=(words, words)).tocsr()
    half = total + head
    return csr_array(half + half.T)


@numba.njit(cache=True, nogil=True)
@no_type_check
def _count(tokens, place, line_start, window, square, keys, weights, words, most):
    """Pairs of each position with those before it, until ``most`` are waiting."""
    size = 0
    dense = len(square)
    while place < len(tokens) and size < most:
        word = tokens[place]
        if word == BOUNDARY:
            line_start = place + 1
        else:
            for other in range(max(line_start, place - window), place):
                before = tokens[other]
                share = 1.0 / (place - other)
                if word < dense and before < dense:
                    square[word, before] += share
                else:
                    keys[size] = np.int64(word) * words + before
                    weights[size] = share
                    size += 1
        place += 1
    return place, line_start, size
