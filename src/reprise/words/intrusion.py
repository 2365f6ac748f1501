"""Can the words at the top of a coordinate be told from an intruder, without asking people?

Distance ratio, Park, Bak and Oh 2017, "Rotated word vector representations and their interpretability": for each
coordinate the mean distance from its top words to intruders (words in its lower half that are among the top tenth of
another coordinate), divided by the mean distance between the top words. All possible intruders count here, not one that
is drawn.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from scipy.spatial.distance import cdist, pdist


def dist_ratio(
    matrix: Float[np.ndarray, "words dim"],
    top: int = 5,
    space: Float[np.ndarray, "words width"] | None = None,
) -> float:
    """The ratio, averaged over the coordinates that at least ``top`` words have above the coordinate's median.

    1 where the top words are no nearer to each other than to intruders.

    Args:
        matrix: words in coordinates to be judged.
        top: words that stand for a coordinate.
        space: vectors in which distances are measured; by default ``matrix``. To compare codes of the same words, give
            both the same space.

    Raises:
        ValueError: fewer than two top words, too few words, or no coordinate that can be judged.
    """
    if not 2 <= top <= len(matrix) // 2:
        raise ValueError(f"top must lie between 2 and half of the {len(matrix)} words, got {top}")
    places = matrix if space is None else space
    medians = np.median(matrix, axis=0)
    high = matrix > np.quantile(matrix, 0.9, axis=0)
    elsewhere = high.sum(axis=1)
    ratios = []
    for column in range(matrix.shape[1]):
        values = matrix[:, column]
        best = np.argsort(-values, kind="stable")[:top]
        intruders = (values <= medians[column]) & (elsewhere - high[:, column] > 0)
        if values[best[-1]] <= medians[column] or not intruders.any():
            continue  # too few words have this coordinate
        within = pdist(places[best]).mean()
        if within > 0:
            ratios.append(cdist(places[best], places[intruders]).mean() / within)
    if not ratios:
        raise ValueError(
            f"none of the {matrix.shape[1]} coordinates has {top} words above its median and an intruder"
        )
    return float(np.mean(ratios))
