"""Exact nearest neighbours with a fixed rule for ties: of equal scores the smaller index comes first."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float, Int

CHUNK = 2**24  # scores held at once, about 64 MB in float32
STRIP = 64  # columns whose maximum is taken first


def top_k(scores: Float[np.ndarray, "rows items"], k: int) -> Int[np.ndarray, "rows k"]:
    """The ``k`` best columns of each row, best first; equal scores in order of their index.

    Long rows are cut into strips. The k-th best of the strips' maxima cannot exceed the k-th best score, so only strips
    that reach it are looked at: one pass over the scores, and exact.

    Raises:
        ValueError: k below 1 or above the number of items.
    """
    rows, items = scores.shape
    if not 1 <= k <= items:
        raise ValueError(f"k must lie between 1 and the number of items, {items}; got {k}")
    strips = items // STRIP
    if strips < 4 * k or rows == 0:
        return _partition(scores, k)
    whole = scores[:, : strips * STRIP].reshape(rows, strips, STRIP)
    maxima = whole.max(axis=2)
    floor = np.partition(maxima, strips - k, axis=1)[:, strips - k, None]
    width = int((maxima >= floor).sum(axis=1).max())
    if width * STRIP * 4 > items:  # many equal scores
        return _partition(scores, k)
    if width == k:
        chosen = np.argpartition(maxima, strips - k, axis=1)[:, strips - k :]
    else:
        chosen = np.argsort(-maxima, axis=1, kind="stable")[:, :width]
    chosen.sort(axis=1)  # so that columns stay in order
    columns = (chosen[:, :, None] * STRIP + np.arange(STRIP)).reshape(rows, width * STRIP)
    rest = np.broadcast_to(np.arange(strips * STRIP, items), (rows, items - strips * STRIP))
    columns = np.concatenate([columns, rest], axis=1)
    return np.take_along_axis(columns, _partition(np.take_along_axis(scores, columns, axis=1), k), axis=1)


def _partition(scores: Float[np.ndarray, "rows items"], k: int) -> Int[np.ndarray, "rows k"]:
    """A partition finds the k-th best score; ties at it are filled from the left, which a plain one would not do."""
    rows, items = scores.shape
    if k < items:
        kth = np.partition(scores, items - k, axis=1)[:, items - k, None]
        above = scores > kth
        room = k - above.sum(axis=1, keepdims=True)
        equal = scores == kth
        chosen = above | (equal & (np.cumsum(equal, axis=1) <= room))
        index = np.nonzero(chosen)[1].reshape(rows, k)
    else:
        index = np.broadcast_to(np.arange(items), (rows, items))
    order = np.argsort(-np.take_along_axis(scores, index, axis=1), axis=1, kind="stable")
    return np.take_along_axis(index, order, axis=1)


def normalize(x: Float[np.ndarray, "rows dim"], eps: float = 1e-12) -> Float[np.ndarray, "rows dim"]:
    """Rows scaled to length 1; a row shorter than ``eps`` is divided by ``eps`` (a zero row stays zero)."""
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), eps)


def nearest(
    queries: Float[np.ndarray, "queries dim"],
    database: Float[np.ndarray, "items width"],
    k: int,
    cosine: bool = True,
) -> tuple[Float[np.ndarray, "queries k"], Int[np.ndarray, "queries k"]]:
    """Exact search by inner product, of normalised vectors when ``cosine``.

    Works through the queries in blocks, so memory does not grow with their number.

    Returns:
        scores and indices, best first.
    """
    if queries.shape[1] != database.shape[1]:
        raise ValueError(f"queries have {queries.shape[1]} dimensions, the database {database.shape[1]}")
    for what, vectors in (("query", queries), ("database", database)):
        if not np.isfinite(vectors).all():
            row = int(np.flatnonzero(~np.isfinite(vectors).all(1))[0])
            raise ValueError(f"{what} vector {row} is not finite")
    if cosine:
        queries, database = normalize(queries), normalize(database)
    block = max(1, CHUNK // max(1, len(database)))
    scores, indices = [], []
    for start in range(0, max(1, len(queries)), block):
        found = queries[start : start + block] @ database.T
        index = top_k(found, k)
        indices.append(index)
        scores.append(np.take_along_axis(found, index, axis=1))
    return np.concatenate(scores), np.concatenate(indices)
