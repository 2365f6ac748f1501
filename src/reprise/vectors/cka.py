"""Linear centred kernel alignment (Kornblith et al. 2019, arXiv 1905.00414, equation 4)."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float


def linear_cka(x: Float[np.ndarray, "n p"], y: Float[np.ndarray, "m q"]) -> float:
    """||Y' X||^2 / (||X' X|| ||Y' Y||) of centred X and Y, with Frobenius norms: 1 for spaces that differ by a
    rotation, a scale and a shift, about 0 for unrelated ones.

    The cross-products are of the widths or of the number of samples, whichever is smaller.

    Raises:
        ValueError: different numbers of samples, or a space without variance.
    """
    if len(x) != len(y):
        raise ValueError(f"the same samples are needed in both spaces, got {len(x)} and {len(y)}")
    x, y = x - x.mean(0), y - y.mean(0)
    if len(x) < min(x.shape[1], y.shape[1]):
        k, m = x @ x.T, y @ y.T
        cross, left, right = float((k * m).sum()), np.linalg.norm(k), np.linalg.norm(m)
    else:
        cross, left, right = float(((y.T @ x) ** 2).sum()), np.linalg.norm(x.T @ x), np.linalg.norm(y.T @ y)
    if left == 0 or right == 0:
        raise ValueError("all vectors of a space are equal, so there is nothing to align")
    return float(cross / (left * right))
