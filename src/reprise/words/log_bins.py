"""Numbers as a soft histogram over their order of magnitude.

A number lies between two bins of a grid on log10 |x| and shares its weight between them (the linear form of the
prototypes of Jiang et al. 2020, arXiv 1911.01019); its sign is the sign of the weights. Zero has a coordinate of its own.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from reprise.words.number_encoder import check_numbers


class LogBins:
    """[is zero, sign * weight of each bin].

    Args:
        lo, hi: smallest and largest magnitude with a code.
        bins: at least 2, spread evenly over the logarithm.
        clip: take magnitudes outside as the nearest end, in place of an error.
    """

    def __init__(self, lo: float = 1.0, hi: float = 1e6, bins: int = 32, clip: bool = False) -> None:
        if not 0 < lo < hi < np.inf:
            raise ValueError(f"0 < lo < hi is needed, got {lo} and {hi}")
        if bins < 2:
            raise ValueError(f"bins must be at least 2, got {bins}")
        self.lo, self.hi, self.bins, self.clip = lo, hi, bins, clip
        self.dim = bins + 1
        self.centres: Float[np.ndarray, " bins"] = np.linspace(np.log10(lo), np.log10(hi), bins)

    def encode(self, x: Float[np.ndarray, " numbers"]) -> Float[np.ndarray, "numbers dim"]:
        """Codes.

        Raises:
            ValueError: a magnitude outside [lo, hi], other than 0, unless ``clip``.
        """
        numbers = check_numbers(x)
        size = np.abs(numbers)
        beyond = (size > 0) & ((size < self.lo) | (size > self.hi))
        if beyond.any() and not self.clip:
            raise ValueError(
                f"{numbers[beyond][0]:g} has a magnitude outside [{self.lo:g}, {self.hi:g}]; widen it or set clip=True"
            )
        position = np.log10(np.clip(size, self.lo, self.hi))
        step = self.centres[1] - self.centres[0]
        weights = np.maximum(0, 1 - np.abs(position[:, None] - self.centres) / step)
        code: np.ndarray = np.concatenate([(size == 0)[:, None], np.sign(numbers)[:, None] * weights], axis=1)
        return code

    def decode(self, vectors: Float[np.ndarray, "numbers dim"]) -> Float[np.ndarray, " numbers"]:
        """The number at the weights' mean position."""
        weights = vectors[:, 1:]
        total = weights.sum(axis=1)
        position = np.divide(weights @ self.centres, total, out=np.zeros(len(total)), where=total != 0)
        return np.where(vectors[:, 0] > 0.5, 0.0, np.sign(total) * 10.0**position)
