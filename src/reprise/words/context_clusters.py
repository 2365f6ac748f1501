"""Senses as clusters of contexts: the classic way, after the vectors are trained.

Schütze 1998 ("Automatic word sense discrimination"): an occurrence is the mean vector of the words around it, and each
word's occurrences are clustered by k-means. Any vectors will do; skip-gram's are usual.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float, Int

from reprise.vectors.neighbours import normalize
from reprise.words.windows import Windows


class ContextClusters:
    """Clusters the occurrences of each word; :meth:`scores` gives how near each is to each center.

    Args:
        vectors: one row a word of the encoded text.
        senses: clusters a word; fewer where a word has fewer different contexts.
        window: words on either side that make the context.
        counts, smooth: with counts a context word weighs smooth / (smooth + its share of all), as in SIF (Arora et al.
            2017), so that frequent words say less; without, all alike.
        unit: bring contexts to length 1 before clustering, which makes it one by cosine.
        restarts: k-means runs of which the best is kept.
        seed: of the first centers.
    """

    def __init__(
        self,
        vectors: Float[np.ndarray, "words dim"],
        senses: int = 3,
        window: int = 5,
        counts: Int[np.ndarray, " counted"] | None = None,
        smooth: float = 1e-3,
        unit: bool = True,
        restarts: int = 10,
        seed: int = 0,
    ) -> None:
        for name, value in (("senses", senses), ("restarts", restarts)):
            if value < 1:
                raise ValueError(f"{name} must be at least 1, got {value}")
        if smooth <= 0:
            raise ValueError(f"smooth must be above 0, got {smooth}")
        if counts is not None:
            if len(counts) != len(vectors):
                raise ValueError(f"{len(counts)} counts for {len(vectors)} vectors")
            weights = smooth / (smooth + counts / counts.sum())
            vectors = vectors * weights[:, None].astype(vectors.dtype)
        self.vectors, self.senses, self.window = vectors, senses, window
        self.unit, self.restarts, self.seed = unit, restarts, seed

    def scores(
        self, tokens: Int[np.ndarray, " tokens"], positions: Int[np.ndarray, " positions"]
    ) -> Float[np.ndarray, "positions senses"]:
        """Negative distances to the centers of the position's word; -inf where a word has fewer clusters.

        Args:
            positions: occurrences to cluster, all of a word together; they count the words of the text, see
                :class:`Windows`.
        """
        from sklearn.cluster import KMeans

        windows = Windows(tokens, self.window)
        contexts = windows.mean_contexts(positions, self.vectors)
        if self.unit:
            contexts = normalize(contexts)
        words = windows.words[positions]
        found = np.full((len(positions), self.senses), -np.inf)
        for word in np.unique(words):
            rows = np.flatnonzero(words == word)
            clusters = min(self.senses, len(np.unique(contexts[rows], axis=0)))
            means = KMeans(clusters, n_init=self.restarts, random_state=self.seed).fit(contexts[rows])
            found[rows, :clusters] = -means.transform(contexts[rows])
        return found
