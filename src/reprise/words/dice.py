"""Numbers on a half circle: the cosine of two codes follows from the numbers.

DICE, Sundararaman et al. 2020, "Methods for numeracy-preserving word embeddings", eqs. 2 to 5: x becomes the angle
t = pi (x - lo) / (hi - lo), the polar vector [cos t, sin t cos t, ..., sin^(d-2) t cos t, sin^(d-1) t] of length 1, turned by
a random rotation. For d = 2 the cosine similarity is cos(pi |x - y| / (hi - lo)), falling with the distance; for more
dimensions it depends on both numbers.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from reprise.words.number_encoder import check_numbers


class DICE:
    """Codes of length 1 for numbers in [lo, hi].

    Args:
        lo, hi: the range.
        dim: at least 2.
        seed: of the rotation.
        clip: take numbers outside the range as its nearest end, in place of an error.
    """

    def __init__(self, lo: float, hi: float, dim: int = 2, seed: int = 0, clip: bool = False) -> None:
        if not (np.isfinite(lo) and np.isfinite(hi) and lo < hi):
            raise ValueError(f"lo must be below hi and both finite, got {lo} and {hi}")
        if dim < 2:
            raise ValueError(f"dim must be at least 2, got {dim}")
        self.lo, self.hi, self.dim, self.clip = lo, hi, dim, clip
        q, r = np.linalg.qr(np.random.default_rng(seed).normal(size=(dim, dim)))
        self.rotation: Float[np.ndarray, "dim dim"] = q * np.sign(np.diag(r))

    def encode(self, x: Float[np.ndarray, " numbers"]) -> Float[np.ndarray, "numbers dim"]:
        """Codes.

        Raises:
            ValueError: a number outside [lo, hi] unless ``clip``.
        """
        numbers = check_numbers(x)
        outside = (numbers < self.lo) | (numbers > self.hi)
        if outside.any() and not self.clip:
            raise ValueError(
                f"{numbers[outside][0]:g} lies outside [{self.lo:g}, {self.hi:g}]; widen the range or set clip=True"
            )
        angle = np.pi * (np.clip(numbers, self.lo, self.hi) - self.lo) / (self.hi - self.lo)
        powers = np.sin(angle)[:, None] ** np.arange(self.dim)
        powers[:, :-1] *= np.cos(angle)[:, None]
        return powers @ self.rotation.T

    def decode(self, vectors: Float[np.ndarray, "numbers dim"]) -> Float[np.ndarray, " numbers"]:
        """The numbers whose angle the first polar coordinate tells."""
        first = (vectors @ self.rotation)[:, 0]
        return self.lo + np.arccos(np.clip(first, -1, 1)) / np.pi * (self.hi - self.lo)
