"""Principal components: fewer dimensions, and removal of the first few.

``PCA`` keeps the directions of largest variance. ``all_but_the_top`` subtracts the mean and takes the first
components out (Mu and Viswanath 2018, "All-but-the-top: simple and effective postprocessing for word
representations", Algorithm 1).
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float


class PCA:
    """Principal components of the rows, by an exact eigendecomposition of the covariance.

    Args:
        dim: how many components to keep.
        center: subtract the mean (True), or take the directions of the raw second moment.

    After ``fit``: ``mean_`` [dim_in], ``components_`` [dim, dim_in], orthonormal rows in order of falling
    variance, each signed so that its largest entry by magnitude is positive; ``variance_`` [dim].
    """

    def __init__(self, dim: int, center: bool = True) -> None:
        if dim < 1:
            raise ValueError(f"dim must be at least 1, got {dim}")
        self.dim = dim
        self.center = center

    def fit(
        self, x: Float[np.ndarray, "rows dim_in"], weights: Float[np.ndarray, " rows"] | None = None
    ) -> PCA:
        """Find the components; ``weights`` count rows more or less, any common factor cancels."""
        rows, width = x.shape
        if self.dim > width:
            raise ValueError(f"dim is {self.dim}, the rows have only {width} coordinates")
        if rows < 1:
            raise ValueError("there is no row to fit to")
        share = np.full(rows, 1 / rows) if weights is None else _shares(weights)
        x = x.astype(np.float64)
        self.mean_ = share @ x if self.center else np.zeros(width)
        centred = x - self.mean_
        values, vectors = np.linalg.eigh(centred.T @ (centred * share[:, None]))
        components = vectors[:, ::-1][:, : self.dim].T
        largest = np.take_along_axis(components, np.abs(components).argmax(1, keepdims=True), 1)
        self.components_ = components * np.where(largest < 0, -1.0, 1.0)
        self.variance_ = np.maximum(values[::-1][: self.dim], 0)
        return self

    def transform(self, x: Float[np.ndarray, "rows dim_in"]) -> Float[np.ndarray, "rows dim"]:
        """Coordinates along the components, in the input's precision."""
        self._check(x)
        return ((x - self.mean_) @ self.components_.T).astype(x.dtype)

    def inverse_transform(self, y: Float[np.ndarray, "rows dim"]) -> Float[np.ndarray, "rows dim_in"]:
        """Back to the input's space; exact for rows that lie in the kept directions."""
        if not hasattr(self, "components_"):
            raise ValueError("not fitted; call fit first")
        return (y @ self.components_ + self.mean_).astype(y.dtype)

    def _check(self, x: np.ndarray) -> None:
        if not hasattr(self, "components_"):
            raise ValueError("not fitted; call fit first")
        if x.shape[1] != len(self.mean_):
            raise ValueError(f"fitted to {len(self.mean_)} coordinates, given {x.shape[1]}")


def all_but_the_top(
    x: Float[np.ndarray, "rows dim"],
    remove: int | None = None,
    weights: Float[np.ndarray, " rows"] | None = None,
) -> Float[np.ndarray, "rows dim"]:
    """Rows without their mean and without their projections on the first ``remove`` components.

    Args:
        remove: how many; None takes the paper's dim / 100, rounded down. 0 subtracts the mean only.
        weights: how much each row counts in the mean and the components.
    """
    remove = x.shape[1] // 100 if remove is None else remove
    if not 0 <= remove < x.shape[1]:
        raise ValueError(f"remove must lie between 0 and dim - 1 = {x.shape[1] - 1}, got {remove}")
    share = np.full(len(x), 1 / len(x)) if weights is None else _shares(weights)
    centred = x.astype(np.float64) - share @ x
    if remove:
        top = PCA(remove).fit(centred, share).components_
        centred -= (centred @ top.T) @ top
    return centred.astype(x.dtype)


def _shares(weights: np.ndarray) -> np.ndarray:
    if (weights < 0).any() or not weights.sum() > 0:
        raise ValueError("weights must not be negative and must not all be 0")
    return weights.astype(np.float64) / weights.sum()
