"""Maps between two spaces, fitted on samples that correspond.

Orthogonal Procrustes (Schönemann 1966) and least-squares affine maps: the direct way to translate between latent
spaces, and the strongest simple rival of anything cleverer.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float
from sklearn.base import BaseEstimator, TransformerMixin


def _check_pairs(x: np.ndarray, y: np.ndarray) -> None:
    if len(x) != len(y):
        raise ValueError(f"samples must correspond row by row, got {len(x)} and {len(y)}")


class ProcrustesAligner(TransformerMixin, BaseEstimator):
    """The rotation (or reflection) R, scale and shift with y about s (x - mean x) R + mean y.

    Args:
        scale: fit the scale s too; else s = 1.
        center: fit the shift; else both means count as 0.

    Spaces of different width are padded with zeros to the larger one, and the result is cut to the target's width.
    """

    def __init__(self, scale: bool = True, center: bool = True) -> None:
        self.scale = scale
        self.center = center

    def fit(self, x: Float[np.ndarray, "n p"], y: Float[np.ndarray, "m q"]) -> ProcrustesAligner:
        """Fit on corresponding samples."""
        _check_pairs(x, y)
        self.width_, target = x.shape[1], y.shape[1]
        self.mean_x_ = x.mean(0) if self.center else np.zeros(x.shape[1], x.dtype)
        self.mean_y_ = y.mean(0) if self.center else np.zeros(target, y.dtype)
        size = max(self.width_, target)
        a, b = _pad(x - self.mean_x_, size), _pad(y - self.mean_y_, size)
        u, singular, vt = np.linalg.svd(a.T @ b)
        spread = float((a**2).sum())
        self.scale_ = float(singular.sum()) / spread if self.scale and spread > 0 else 1.0
        self.rotation_ = (u @ vt)[: self.width_, :target]
        return self

    def transform(self, x: Float[np.ndarray, "n p"]) -> Float[np.ndarray, "n q"]:
        """Vectors of the first space in the second."""
        mapped: np.ndarray = self.scale_ * (x - self.mean_x_) @ self.rotation_ + self.mean_y_
        return mapped


class AffineAligner(TransformerMixin, BaseEstimator):
    """The least-squares map y about x A + b.

    Args:
        ridge: penalty on A, in units of the mean squared singular value of the centred x. 0 gives the
            minimum-norm solution, which also serves fewer samples than dimensions.
    """

    def __init__(self, ridge: float = 0.0) -> None:
        self.ridge = ridge

    def fit(self, x: Float[np.ndarray, "n p"], y: Float[np.ndarray, "m q"]) -> AffineAligner:
        """Fit on corresponding samples."""
        _check_pairs(x, y)
        if self.ridge < 0:
            raise ValueError(f"ridge must not be negative, got {self.ridge}")
        self.mean_x_, self.mean_y_ = x.mean(0), y.mean(0)
        a, b = x - self.mean_x_, y - self.mean_y_
        if self.ridge == 0:
            self.map_ = np.linalg.lstsq(a, b, rcond=None)[0]
        else:
            penalty = self.ridge * float((a**2).sum()) / min(a.shape)
            self.map_ = np.linalg.solve(a.T @ a + penalty * np.eye(a.shape[1]), a.T @ b)
        return self

    def transform(self, x: Float[np.ndarray, "n p"]) -> Float[np.ndarray, "n q"]:
        """Vectors of the first space in the second."""
        mapped: np.ndarray = (x - self.mean_x_) @ self.map_ + self.mean_y_
        return mapped


def _pad(x: np.ndarray, width: int) -> np.ndarray:
    return np.pad(x, ((0, 0), (0, width - x.shape[1])))


def resize(x: Float[np.ndarray, "n p"], width: int) -> Float[np.ndarray, "n width"]:
    """Cut to ``width`` columns, or padded with zeros: how absolute vectors of different sizes can meet at all."""
    return x[:, :width] if x.shape[1] >= width else _pad(x, width)
