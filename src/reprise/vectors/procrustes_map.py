"""A rotation from one language's word vectors to another's, begun from a small dictionary and refined.

Conneau et al. 2018 (arXiv 1710.04087), section 2.2, as in Artetxe et al. 2017: fit an orthogonal map on the dictionary,
take the words that are then mutually nearest under local scaling as a larger dictionary, and repeat.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float, Int

from reprise.vectors.alignment import ProcrustesAligner
from reprise.vectors.local_scaling import csls, mutual_nearest
from reprise.vectors.neighbours import nearest, normalize


class ProcrustesMap:
    """``ProcrustesMap().fit(source, target, pairs).refine(5).translate(source, target)``.

    Args:
        k: neighbours of the local scaling.
        most_frequent: words from the front of both lists that refinement looks at; the scores of all their pairs are
            held at once.
    """

    def __init__(self, k: int = 10, most_frequent: int = 10_000) -> None:
        if k < 1 or most_frequent < k:
            raise ValueError(f"1 <= k <= most_frequent is needed, got {k} and {most_frequent}")
        self.k = k
        self.most_frequent = most_frequent

    def fit(
        self,
        source: Float[np.ndarray, "sources dim"],
        target: Float[np.ndarray, "targets same"],
        pairs: Int[np.ndarray, "pairs 2"],
    ) -> ProcrustesMap:
        """Fit the rotation on the dictionary.

        Args:
            source, target: vectors, the most frequent words first; used at length 1.
            pairs: rows of words that translate each other.

        Raises:
            ValueError: spaces of different width, or fewer pairs than dimensions.
        """
        if source.shape[1] != target.shape[1]:
            raise ValueError(
                f"a rotation needs spaces of one width, got {source.shape[1]} and {target.shape[1]}"
            )
        if len(pairs) < source.shape[1]:
            raise ValueError(
                f"a rotation of {source.shape[1]} dimensions needs at least as many pairs, got {len(pairs)}"
            )
        self._source, self._target = normalize(source), normalize(target)
        self._fit(pairs)
        return self

    def _fit(self, pairs: np.ndarray) -> None:
        aligner = ProcrustesAligner(scale=False, center=False)
        aligner.fit(self._source[pairs[:, 0]], self._target[pairs[:, 1]])
        self.pairs_ = pairs
        self.rotation_: Float[np.ndarray, "dim dim"] = aligner.rotation_

    def refine(self, iterations: int = 5) -> ProcrustesMap:
        """Refit on the mutually nearest frequent words, so many times; ``pairs_`` is the last dictionary.

        Raises:
            ValueError: not fitted, or fewer mutual pairs than dimensions: the first dictionary was too poor.
        """
        if not hasattr(self, "rotation_"):
            raise ValueError("not fitted; call fit first")
        for _ in range(iterations):
            mapped = self._source[: self.most_frequent] @ self.rotation_
            pairs = mutual_nearest(csls(mapped, self._target[: self.most_frequent], self.k))
            if len(pairs) < len(self.rotation_):
                raise ValueError(
                    f"only {len(pairs)} words are mutually nearest; begin with a larger dictionary"
                )
            self._fit(pairs)
        return self

    def transform(self, x: Float[np.ndarray, "rows dim"]) -> Float[np.ndarray, "rows dim"]:
        """Source vectors, at length 1, in the target space."""
        mapped: np.ndarray = normalize(x) @ self.rotation_
        return mapped

    def translate(
        self, x: Float[np.ndarray, "rows dim"], target: Float[np.ndarray, "targets dim"]
    ) -> Int[np.ndarray, " rows"]:
        """The target row that each source vector is nearest to under local scaling.

        How near a target lies to everything is told by its ``k`` nearest words of the fitted source vocabulary, not by
        what is asked together, so that a word's translation does not depend on its company.
        """
        to, words = normalize(target), self._source @ self.rotation_
        near = nearest(to, words, min(self.k, len(words)), cosine=False)[0].mean(axis=1)
        best: np.ndarray = (2 * self.transform(x) @ to.T - near).argmax(axis=1)
        return best
