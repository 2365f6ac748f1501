"""Product quantisation: a vector as the numbers of the nearest centroids of its parts.

Jégou, Douze and Schmid 2011, "Product quantization for nearest neighbor search": coordinates are cut into ``parts``
of equal width, each with its own k-means codebook; distances to a query follow from one table look-up a part
(asymmetric distance, their section 3).
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float, Float32, UInt8
from sklearn.base import BaseEstimator, TransformerMixin

from reprise.vectors.neighbours import top_k


class ProductQuantiser(TransformerMixin, BaseEstimator):
    """Vectors in ``parts`` bytes; ``transform`` gives the codes, ``inverse_transform`` vectors again.

    Args:
        parts: a divisor of the dimension.
        bits: of each part's code, 1 to 8: 2^bits centroids.
        iterations: of k-means.
        seed: of k-means.

    After ``fit``: ``codebooks_`` float32 [parts, 2^bits, dim / parts].
    """

    def __init__(self, parts: int = 8, bits: int = 8, iterations: int = 25, seed: int = 0) -> None:
        self.parts = parts
        self.bits = bits
        self.iterations = iterations
        self.seed = seed

    def fit(self, x: Float[np.ndarray, "rows dim"], y: object = None) -> ProductQuantiser:
        """Learn a codebook for each part.

        Raises:
            ValueError: parts that do not divide the dimension, bits outside 1 to 8, fewer rows than centroids.
        """
        from sklearn.cluster import KMeans

        if self.parts < 1 or x.shape[1] % self.parts:
            raise ValueError(f"parts must divide the dimension, {x.shape[1]}; got {self.parts}")
        if not 1 <= self.bits <= 8:
            raise ValueError(f"bits must lie between 1 and 8, got {self.bits}")
        if len(x) < 2**self.bits:
            raise ValueError(f"{2**self.bits} centroids need as many rows, got {len(x)}; use fewer bits")
        books = []
        for part in np.split(x.astype(np.float32), self.parts, axis=1):
            clustering = KMeans(
                2**self.bits, init="random", n_init=1, max_iter=self.iterations, tol=0, random_state=self.seed
            )
            books.append(clustering.fit(part).cluster_centers_)
        self.codebooks_: Float32[np.ndarray, "parts centroids width"] = np.stack(books).astype(np.float32)
        return self

    def transform(self, x: Float[np.ndarray, "rows dim"]) -> UInt8[np.ndarray, "rows parts"]:
        """The nearest centroid of each part; of equally near ones the first."""
        codes = [
            ((book**2).sum(axis=1) - 2 * part @ book.T).argmin(axis=1)
            for part, book in zip(self._split(x), self._fitted(), strict=True)
        ]
        return np.stack(codes, axis=1).astype(np.uint8)

    def inverse_transform(self, codes: UInt8[np.ndarray, "rows parts"]) -> Float32[np.ndarray, "rows dim"]:
        """The centroids that the codes name."""
        return np.concatenate([book[codes[:, i]] for i, book in enumerate(self._fitted())], axis=1)

    def search(
        self, queries: Float[np.ndarray, "queries dim"], codes: UInt8[np.ndarray, "rows parts"], k: int
    ) -> tuple[Float[np.ndarray, "queries k"], np.ndarray]:
        """The ``k`` coded vectors with the largest inner product with each exact query.

        Returns:
            scores and row indices, best first, equal scores by index.
        """
        tables = [part @ book.T for part, book in zip(self._split(queries), self._fitted(), strict=True)]
        scores = np.zeros((len(queries), len(codes)), np.float32)
        for i, table in enumerate(tables):
            scores += table[:, codes[:, i]]
        best = top_k(scores, k)
        return np.take_along_axis(scores, best, axis=1), best

    def _fitted(self) -> Float32[np.ndarray, "parts centroids width"]:
        if not hasattr(self, "codebooks_"):
            raise ValueError("not fitted; call fit first")
        return self.codebooks_

    def _split(self, x: np.ndarray) -> list[np.ndarray]:
        width = self._fitted().shape[0] * self._fitted().shape[2]
        if x.shape[1] != width:
            raise ValueError(f"fitted to {width} dimensions, given {x.shape[1]}")
        return np.split(x.astype(np.float32), self.parts, axis=1)
