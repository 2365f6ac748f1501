"""Codes made from finished vectors: signs of their principal components, as they are or after a learnt rotation.

The rotation is iterative quantisation (ITQ): Gong and Lazebnik 2011, "Iterative quantization: a Procrustean approach to
learning binary codes", section 3. With V the coordinates on the principal components, it alternates between the codes
B = sign(V R) and the rotation R that brings V nearest to them, and so lowers |B - V R|^2 at each step.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float, UInt8

from reprise.vectors.binary_codes import pack_codes
from reprise.vectors.pca import PCA


class SignPCA:
    """One bit a principal component: on which side of the mean a vector lies.

    Args:
        bits: at most the vectors' width.
    """

    def __init__(self, bits: int) -> None:
        if bits < 1:
            raise ValueError(f"bits must be at least 1, got {bits}")
        self.bits = bits

    def fit(self, x: Float[np.ndarray, "rows dim"]) -> SignPCA:
        """Find the components."""
        self._check(x)
        self.pca_ = PCA(self.bits).fit(x)
        return self

    def transform(self, x: Float[np.ndarray, "rows dim"]) -> UInt8[np.ndarray, "rows bytes"]:
        """Packed codes."""
        if not hasattr(self, "pca_"):
            raise ValueError("not fitted; call fit first")
        return pack_codes(self.pca_.transform(x) > 0)

    def _check(self, x: np.ndarray) -> None:
        if self.bits > x.shape[1]:
            raise ValueError(f"{self.bits} bits need as many coordinates, the vectors have {x.shape[1]}")


class ITQ(SignPCA):
    """Signs of rotated principal components.

    Args:
        bits: at most the vectors' width.
        iterations: of codes and rotation in turn; the paper's 50.
        seed: of the first rotation, which is uniform over the orthogonal group.

    After ``fit``: ``rotation_`` [bits, bits] and ``errors_``, |B - V R|^2 a row before each iteration and at the end.
    """

    def __init__(self, bits: int, iterations: int = 50, seed: int = 0) -> None:
        super().__init__(bits)
        if iterations < 1:
            raise ValueError(f"iterations must be at least 1, got {iterations}")
        self.iterations, self.seed = iterations, seed

    def fit(self, x: Float[np.ndarray, "rows dim"]) -> ITQ:
        """Find the components, then the rotation."""
        super().fit(x)
        v = self.pca_.transform(x.astype(np.float64))
        rng = np.random.default_rng(self.seed)
        q, r = np.linalg.qr(rng.standard_normal((self.bits, self.bits)))
        self.rotation_: Float[np.ndarray, "bits bits"] = q * np.sign(np.diag(r))
        self.errors_: list[float] = []
        for _ in range(self.iterations):
            rotated = v @ self.rotation_
            codes = np.where(rotated > 0, 1.0, -1.0)
            self.errors_.append(float(((codes - rotated) ** 2).sum(1).mean()))
            left, _, right = np.linalg.svd(v.T @ codes)
            self.rotation_ = left @ right
        rotated = v @ self.rotation_
        self.errors_.append(float(((np.where(rotated > 0, 1.0, -1.0) - rotated) ** 2).sum(1).mean()))
        return self

    def transform(self, x: Float[np.ndarray, "rows dim"]) -> UInt8[np.ndarray, "rows bytes"]:
        """Packed codes."""
        if not hasattr(self, "rotation_"):
            raise ValueError("not fitted; call fit first")
        return pack_codes(self.pca_.transform(x) @ self.rotation_ > 0)
