"""Cosines between two spaces, corrected for vectors that are near to everything.

Cross-domain similarity local scaling, Conneau et al. 2018 (arXiv 1710.04087), eq. 7: 2 cos(x, y) - r(x) - r(y), where
r is the mean cosine with the k nearest of the other space.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float, Int

from reprise.vectors.neighbours import normalize


def csls(
    source: Float[np.ndarray, "sources dim"], target: Float[np.ndarray, "targets dim"], k: int = 10
) -> Float[np.ndarray, "sources targets"]:
    """Corrected scores of all pairs.

    Raises:
        ValueError: ``k`` below 1 or beyond the vectors of either side.
    """
    most = min(len(source), len(target))
    if not 1 <= k <= most:
        raise ValueError(f"k must lie between 1 and {most}, the vectors of the smaller side; got {k}")
    cosines = normalize(source) @ normalize(target).T
    of_source = np.partition(cosines, -k, axis=1)[:, -k:].mean(axis=1, keepdims=True)
    of_target = np.partition(cosines, -k, axis=0)[-k:].mean(axis=0)
    return 2 * cosines - of_source - of_target


def mutual_nearest(scores: Float[np.ndarray, "sources targets"]) -> Int[np.ndarray, "pairs 2"]:
    """Pairs (source, target) that are each other's best; ties go to the smaller index."""
    best = scores.argmax(axis=1)
    back = scores.argmax(axis=0)
    found = np.flatnonzero(back[best] == np.arange(len(scores)))
    return np.stack([found, best[found]], axis=1)
