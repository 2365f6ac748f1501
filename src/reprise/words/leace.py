"""Least-squares concept erasure: the smallest change after which no linear classifier beats chance.

Belrose et al. 2023 (arXiv 2306.03819), Theorem 4.3: r(x) = x - W^+ P W (x - mean) with W = (Sigma_xx^(1/2))^+ and P the
orthogonal projector on the column space of W Sigma_xz. Exact for squared loss and every other convex loss on the data
it was fitted on; on held-out rows nearly so.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float, Shaped
from sklearn.base import BaseEstimator, TransformerMixin


class LEACE(TransformerMixin, BaseEstimator):
    """Erases a concept from vectors: ``LEACE().fit(x, z).transform(x)``.

    Args:
        tolerance: singular values below this share of the largest count as 0.

    After ``fit``: ``mean_`` [dim]; ``erasing_`` [dim, dim], the matrix W^+ P W.
    """

    def __init__(self, tolerance: float = 1e-9) -> None:
        self.tolerance = tolerance

    def fit(self, x: Float[np.ndarray, "rows dim"], z: Shaped[np.ndarray, labels * concepts]) -> LEACE:
        """Find the map.

        Args:
            z: a label a row, or numbers: one column a concept.

        Raises:
            ValueError: not one row of z for each of x, or a concept that does not vary.
        """
        if len(x) != len(z):
            raise ValueError(f"x and z must have one row each a sample, got {len(x)} and {len(z)}")
        if z.ndim == 1 and not np.issubdtype(z.dtype, np.floating):
            classes = np.unique(z)
            concept = (z[:, None] == classes).astype(np.float64)
        else:
            concept = z.reshape(len(z), -1).astype(np.float64)
        centred_z = concept - concept.mean(axis=0)
        if len(z) < 2 or (np.abs(centred_z).max(axis=0) == 0).any():
            raise ValueError("the concept does not vary: it needs two classes, or numbers that differ")
        rows = x.astype(np.float64)
        self.mean_ = rows.mean(axis=0)
        centred = rows - self.mean_
        values, axes = np.linalg.eigh(centred.T @ centred / len(rows))
        kept = values > self.tolerance * max(values[-1], 1e-300)
        values, axes = values[kept], axes[:, kept]
        whiten = axes / np.sqrt(values) @ axes.T
        color = axes * np.sqrt(values) @ axes.T
        cross = centred.T @ centred_z / len(rows)
        left, strengths, _ = np.linalg.svd(whiten @ cross, full_matrices=False)
        # Whitened correlations lie between 0 and the spread of z: smaller ones than rounding are none.
        left = left[:, strengths > self.tolerance * float(np.linalg.norm(centred_z) / np.sqrt(len(rows)))]
        self.erasing_ = color @ left @ left.T @ whiten
        return self

    def transform(self, x: Float[np.ndarray, "rows dim"]) -> Float[np.ndarray, "rows dim"]:
        """Vectors from which the concept cannot be read linearly."""
        if not hasattr(self, "erasing_"):
            raise ValueError("not fitted; call fit first")
        return (x - (x - self.mean_) @ self.erasing_.T).astype(x.dtype)
