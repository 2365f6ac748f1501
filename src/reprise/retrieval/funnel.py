"""Search with short vectors first, then with longer and longer ones on fewer and fewer candidates.

Adaptive and funnel retrieval of Kusupati et al. 2022 (arXiv 2205.13147), section 4.3 and appendix: a
shortlist by exact search on the first ``first_dim`` coordinates; then step i cuts the list to its first k_i
and sorts these by distance on d_i coordinates. Query and database prefixes are both scaled to length 1
at the size in use (the official code leaves the truncated query as it is, which does not change the order).
With one step this is the paper's adaptive retrieval.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Float, Int

from reprise.vectors.neighbours import nearest, normalize

BACKENDS = ("exact", "flat", "hnsw")
BLOCK = 256


def funnel_schedule(
    first_dim: int, full_dim: int, first_k: int, last_k: int = 1
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Sizes that double up to ``full_dim`` and shortlists that halve, not below ``last_k``.

    Returns:
        re-ranking sizes (the first is twice ``first_dim``) and shortlist lengths, equally many.

    >>> funnel_schedule(8, 128, 200, 10)
    ((16, 32, 64, 128), (200, 100, 50, 25))
    """
    if not 1 <= first_dim <= full_dim:
        raise ValueError(f"first_dim must lie between 1 and full_dim {full_dim}, got {first_dim}")
    if not 1 <= last_k <= first_k:
        raise ValueError(f"last_k must lie between 1 and first_k {first_k}, got {last_k}")
    dims = [min(2 * first_dim, full_dim)]
    while dims[-1] < full_dim:
        dims.append(min(2 * dims[-1], full_dim))
    return tuple(dims), tuple(max(first_k >> i, last_k) for i in range(len(dims)))


class FunnelIndex:
    """Nearest neighbours by cosine through a funnel.

    Args:
        dims: re-ranking sizes d_i, not descending.
        shortlists: lengths k_i, not ascending, one a size; k_i candidates are re-ranked at step i.
        first_dim: size of the first search, at most ``dims[0]``.
        backend: of the first search: ``"exact"`` (numpy), ``"flat"`` or ``"hnsw"`` (faiss, which must be
            installed).
    """

    def __init__(
        self, dims: Sequence[int], shortlists: Sequence[int], first_dim: int, backend: str = "exact"
    ) -> None:
        if not dims or len(dims) != len(shortlists):
            raise ValueError(
                f"give as many shortlists as dims, at least one; got {len(shortlists)} and {len(dims)}"
            )
        if first_dim < 1 or any(a > b for a, b in zip([first_dim, *dims], dims, strict=False)):
            raise ValueError(f"first_dim and dims must not descend, got {first_dim} and {list(dims)}")
        if min(shortlists) < 1 or any(a < b for a, b in zip(shortlists, list(shortlists)[1:], strict=False)):
            raise ValueError(f"shortlists must be positive and not ascend, got {list(shortlists)}")
        if backend not in BACKENDS:
            raise ValueError(f"backend must be one of {', '.join(BACKENDS)}, got {backend!r}")
        self.dims = tuple(dims)
        self.shortlists = tuple(shortlists)
        self.first_dim = first_dim
        self.backend = backend

    def fit(self, database: Float[np.ndarray, "items dim"]) -> FunnelIndex:
        """Keep the vectors and prepare the first search."""
        database = np.ascontiguousarray(database, dtype=np.float32)
        items, width = database.shape
        if self.dims[-1] > width:
            raise ValueError(f"the largest of dims is {self.dims[-1]}, the vectors have {width}")
        if self.shortlists[0] > items:
            raise ValueError(f"the first shortlist is {self.shortlists[0]}, the database has {items} vectors")
        self.database_ = database
        self._prefixes = {dim: normalize(database[:, :dim]) for dim in {self.first_dim, *self.dims}}
        self._first: Any = None
        if self.backend != "exact":
            import faiss

            if self.backend == "flat":
                self._first = faiss.IndexFlatIP(self.first_dim)
            else:
                self._first = faiss.IndexHNSWFlat(self.first_dim, 32, faiss.METRIC_INNER_PRODUCT)
                self._first.hnsw.efSearch = max(64, 2 * self.shortlists[0])
            self._first.add(self._prefixes[self.first_dim])
        return self

    def search(
        self, queries: Float[np.ndarray, "queries dim"], k: int
    ) -> tuple[Float[np.ndarray, "queries k"], Int[np.ndarray, "queries k"]]:
        """The ``k`` nearest: cosines at the last size, and indices, best first; ties by index.

        Raises:
            ValueError: not fitted, another width than the database's, or k above the last shortlist.
        """
        if not hasattr(self, "database_"):
            raise ValueError("the index is empty; call fit with the database first")
        queries = np.ascontiguousarray(queries, dtype=np.float32)
        if queries.shape[1] != self.database_.shape[1]:
            raise ValueError(
                f"queries have {queries.shape[1]} dimensions, the index {self.database_.shape[1]}"
            )
        if not 1 <= k <= self.shortlists[-1]:
            raise ValueError(f"k must lie between 1 and the last shortlist {self.shortlists[-1]}, got {k}")
        blocks = [self._search(queries[start : start + BLOCK], k) for start in range(0, len(queries), BLOCK)]
        if not blocks:
            return np.empty((0, k), np.float32), np.empty((0, k), np.int64)
        return np.concatenate([b[0] for b in blocks]), np.concatenate([b[1] for b in blocks])

    def _search(self, queries: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
        first = normalize(queries[:, : self.first_dim])
        if self._first is None:
            _, found = nearest(first, self._prefixes[self.first_dim], self.shortlists[0], cosine=False)
        else:
            _, found = self._first.search(first, self.shortlists[0])
            if (found < 0).any():
                raise RuntimeError(
                    "the first search found fewer vectors than the shortlist; use backend='exact'"
                )
        scores = np.empty(0)
        for dim, keep in zip(self.dims, self.shortlists, strict=True):
            # Ascending indices first, so that the stable sort breaks ties by index.
            found = np.sort(found[:, :keep], axis=1)
            scores = np.einsum("qkd,qd->qk", self._prefixes[dim][found], normalize(queries[:, :dim]))
            order = np.argsort(-scores, axis=1, kind="stable")
            found, scores = np.take_along_axis(found, order, 1), np.take_along_axis(scores, order, 1)
        return scores[:, :k], found[:, :k]

    def cost_per_query(self) -> int:
        """Multiply-adds of one query with exact first search: N first_dim + sum of k_i d_i."""
        if not hasattr(self, "database_"):
            raise ValueError("the index is empty; call fit with the database first")
        rerank = sum(k * dim for k, dim in zip(self.shortlists, self.dims, strict=True))
        return len(self.database_) * self.first_dim + rerank
