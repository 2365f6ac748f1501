"""Search an index of one encoder with the queries of another, through anchors that both have encoded.

Moschella et al. 2023 (arXiv 2209.15430): documents and queries are described by their cosines to the same anchor
texts, each in its own encoder's space, so the encoders never need to meet. Anchors' similarities of both sides can
be centred on the anchors' own means, which removes what an encoder says of everything.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float, Int

from reprise.vectors import nearest, normalize


class RelativeSearch:
    """Exact search by relative representations.

    Args:
        anchors: vectors of the anchor texts by the encoder of the documents.
        query_anchors: vectors of the same texts, in the same order, by the encoder of the queries.
        center: subtract each side's mean similarity to an anchor, taken over the anchors.
    """

    def __init__(
        self,
        anchors: Float[np.ndarray, "m dim"],
        query_anchors: Float[np.ndarray, "count width"],
        center: bool = True,
    ) -> None:
        if len(anchors) != len(query_anchors):
            raise ValueError(
                f"both encoders need the same anchors, got {len(anchors)} and {len(query_anchors)}"
            )
        if len(anchors) < 2:
            raise ValueError(f"at least two anchors are needed, got {len(anchors)}")
        self._sides = [
            (unit, self._mean(unit, center)) for unit in (normalize(anchors), normalize(query_anchors))
        ]

    @staticmethod
    def _mean(unit: np.ndarray, center: bool) -> np.ndarray:
        mean: np.ndarray = (unit @ unit.T).mean(0) if center else np.zeros(len(unit), unit.dtype)
        return mean

    def _relative(self, x: np.ndarray, side: int, what: str) -> np.ndarray:
        anchors, mean = self._sides[side]
        if x.shape[1] != anchors.shape[1]:
            raise ValueError(f"{what} have {x.shape[1]} dimensions, their anchors {anchors.shape[1]}")
        return normalize(normalize(x) @ anchors.T - mean)

    def fit(self, documents: Float[np.ndarray, "n dim"]) -> RelativeSearch:
        """Index documents by the first encoder."""
        self.database_ = self._relative(documents, 0, "documents")
        return self

    def search(
        self, queries: Float[np.ndarray, "q width"], k: int
    ) -> tuple[Float[np.ndarray, "q k"], Int[np.ndarray, "q k"]]:
        """The ``k`` best documents for queries by the second encoder: scores and indices, best first."""
        if not hasattr(self, "database_"):
            raise ValueError("the index is empty; call fit with the documents first")
        return nearest(self._relative(queries, 1, "queries"), self.database_, k, cosine=False)
