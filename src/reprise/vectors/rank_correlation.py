"""Spearman's rank correlation of many rows at once, as a bootstrap needs it."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from scipy.stats import rankdata


def spearman_rows(
    x: Float[np.ndarray, "rows items"], y: Float[np.ndarray, "others width"]
) -> Float[np.ndarray, " rows"]:
    """The correlation of each row of ``x`` with the same row of ``y``; ties share ranks; 0 where a row does not vary.

    Raises:
        ValueError: different shapes.
    """
    if x.shape != y.shape:
        raise ValueError(f"rows must match one by one, got {x.shape} and {y.shape}")
    a, b = (rankdata(values, axis=1) - (values.shape[1] + 1) / 2 for values in (x, y))
    spread = np.sqrt((a**2).sum(1) * (b**2).sum(1))
    correlation: np.ndarray = np.divide((a * b).sum(1), spread, out=np.zeros(len(a)), where=spread > 0)
    return correlation
