"""Search with codes first and vectors second.

Grzegorczyk and Kurdziel 2017 (arXiv 1611.01116), section 4: documents within a small Hamming distance of the query are
the candidates, which are then ranked by their real-valued vectors. The codes of a base of a million documents take 4 MB
at 28 bits, and only the candidates' vectors are read.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float, Int64, UInt8

from reprise.vectors.hamming import hamming_topk, hamming_within
from reprise.vectors.neighbours import normalize, top_k


def filter_then_rerank(
    query_codes: UInt8[np.ndarray, "queries query_bytes"],
    query_vectors: Float[np.ndarray, "query_rows query_dim"],
    codes: UInt8[np.ndarray, "items item_bytes"],
    vectors: Float[np.ndarray, "item_rows item_dim"],
    k: int,
    *,
    short_list: int | None = None,
    radius: int | None = None,
    cosine: bool = True,
) -> tuple[Float[np.ndarray, "queries k"], Int64[np.ndarray, "queries k"]]:
    """The ``k`` best of the candidates of each query by inner product, or by cosine.

    Args:
        query_codes, codes: packed, see :func:`reprise.vectors.pack_codes`.
        query_vectors, vectors: row-aligned with the codes.
        short_list: candidates are so many nearest codes. Of equally distant ones at its end the first in the base are
            taken; put the base in random order where that order means something.
        radius: candidates are all codes at most so many bits away.
        cosine: rank by cosine; else by inner product.

    Returns:
        scores and indices, best first, ties by index. Where a radius gives fewer than ``k`` candidates, the row ends in
        scores of -inf and indices of -1.

    Raises:
        ValueError: not exactly one of ``short_list`` and ``radius``, rows that do not fit each other, or a ``k`` below
            1 or above what can be found.
    """
    if (short_list is None) == (radius is None):
        raise ValueError(f"give either short_list or radius, got {short_list} and {radius}")
    for what, a, b in (("query", query_codes, query_vectors), ("base", codes, vectors)):
        if len(a) != len(b):
            raise ValueError(f"the {what} has {len(a)} codes and {len(b)} vectors")
    if query_vectors.shape[1] != vectors.shape[1]:
        raise ValueError(f"queries have {query_vectors.shape[1]} dimensions, the base {vectors.shape[1]}")
    most = len(codes) if short_list is None else short_list
    if not 1 <= k <= most:
        raise ValueError(f"k must lie between 1 and {most}, what can be found; got {k}")
    if cosine:
        query_vectors = normalize(query_vectors)
    if short_list is not None:
        _, near = hamming_topk(query_codes, codes, short_list)
        offsets, found = np.arange(len(near) + 1) * short_list, near.ravel()
    else:
        assert radius is not None
        offsets, _, found = hamming_within(query_codes, codes, radius)
    scores = np.full((len(query_codes), k), -np.inf, dtype=query_vectors.dtype)
    indices = np.full((len(query_codes), k), -1, dtype=np.int64)
    for q, query in enumerate(query_vectors):
        candidates = np.sort(found[offsets[q] : offsets[q + 1]])  # so that equal scores come by index
        if not len(candidates):
            continue
        rows = vectors[candidates]
        score = (normalize(rows) if cosine else rows) @ query
        best = top_k(score[None], min(k, len(candidates)))[0]
        scores[q, : len(best)], indices[q, : len(best)] = score[best], candidates[best]
    return scores, indices
