"""Locality-sensitive hashing for the cosine: one bit for each random hyperplane.

Charikar 2002, "Similarity estimation techniques from rounding algorithms": two vectors at an angle of t fall on
different sides of a random hyperplane with probability t / pi, so the Hamming distance estimates the angle without
bias: E[distance] = bits * t / pi.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float, UInt8
from scipy.sparse import sparray, spmatrix

from reprise.vectors.binary_codes import pack_codes


class RandomHyperplanes:
    """Codes of random hyperplanes through the origin, for dense and sparse rows.

    Args:
        bits: hyperplanes, one a bit.
        seed: of their normals, which are Gaussian.

    After ``fit``, which looks at the width only: ``normals_`` [dim, bits].
    """

    def __init__(self, bits: int, seed: int = 0) -> None:
        if bits < 1:
            raise ValueError(f"bits must be at least 1, got {bits}")
        self.bits, self.seed = bits, seed

    def fit(self, x: Float[np.ndarray, "rows dim"] | sparray | spmatrix) -> RandomHyperplanes:
        """Draw the hyperplanes."""
        rng = np.random.default_rng(self.seed)
        self.normals_: Float[np.ndarray, "dim bits"] = rng.standard_normal((x.shape[1], self.bits))
        return self

    def transform(
        self, x: Float[np.ndarray, "rows dim"] | sparray | spmatrix
    ) -> UInt8[np.ndarray, "rows bytes"]:
        """Packed codes: on which side each row lies."""
        if not hasattr(self, "normals_"):
            raise ValueError("not fitted; call fit first")
        if x.shape[1] != len(self.normals_):
            raise ValueError(f"fitted to {len(self.normals_)} coordinates, given {x.shape[1]}")
        return pack_codes(np.asarray(x @ self.normals_) > 0)
