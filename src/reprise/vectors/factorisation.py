"""Smaller tables of vectors: a product of two thin matrices, or only the largest entries."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from jaxtyping import Float


def low_rank(
    x: Float[np.ndarray, "rows dim"], rank: int
) -> tuple[Float[np.ndarray, "rows rank"], Float[np.ndarray, "rank dim"]]:
    """The two factors whose product is nearest to x in least squares (Eckart and Young 1936).

    The second factor's rows are orthonormal, so inner products can be taken between rows of the first.
    """
    if not 1 <= rank <= min(x.shape):
        raise ValueError(f"rank must lie between 1 and {min(x.shape)}, got {rank}")
    u, values, vt = np.linalg.svd(x, full_matrices=False)
    return (u[:, :rank] * values[:rank]).astype(x.dtype), vt[:rank].astype(x.dtype)


def prune(x: Float[np.ndarray, "rows dim"], keep: float) -> sp.csr_array:
    """The share ``keep`` of entries that are largest by magnitude in the whole table; the rest is 0.

    Of equal magnitudes the first in reading order stay.
    """
    if not 0 < keep <= 1:
        raise ValueError(f"keep must lie in (0, 1], got {keep}")
    count = round(keep * x.size)
    order = np.argsort(-np.abs(x), axis=None, kind="stable")[:count]
    left = np.zeros(x.size, x.dtype)
    left[order] = x.ravel()[order]
    return sp.csr_array(left.reshape(x.shape))
