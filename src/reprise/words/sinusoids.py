"""Numbers as sines and cosines of many wavelengths, as positions are encoded (Vaswani et al. 2017, section 3.5)."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from reprise.words.number_encoder import check_numbers


class Sinusoids:
    """[sin(2 pi x / w), cos(2 pi x / w)] for wavelengths w spread evenly over the logarithm.

    Args:
        dim: even.
        shortest, longest: wavelengths. Numbers in [0, longest) are told apart by the longest alone.
    """

    def __init__(self, dim: int = 32, shortest: float = 2.0, longest: float = 20_000.0) -> None:
        if dim < 2 or dim % 2:
            raise ValueError(f"dim must be even and at least 2, got {dim}")
        if not 0 < shortest <= longest < np.inf:
            raise ValueError(f"0 < shortest <= longest is needed, got {shortest} and {longest}")
        self.dim = dim
        self.wavelengths: Float[np.ndarray, " half"] = np.geomspace(longest, shortest, dim // 2)

    def encode(self, x: Float[np.ndarray, " numbers"]) -> Float[np.ndarray, "numbers dim"]:
        """Codes; coordinates 0 and 1 belong to the longest wavelength."""
        phase = 2 * np.pi * check_numbers(x)[:, None] / self.wavelengths
        return np.stack([np.sin(phase), np.cos(phase)], axis=2).reshape(len(phase), self.dim)

    def decode(self, vectors: Float[np.ndarray, "numbers dim"]) -> Float[np.ndarray, " numbers"]:
        """Numbers in [0, longest wavelength), from the coarse phase refined by each finer one in turn."""
        pairs = vectors.reshape(len(vectors), -1, 2)
        turns = np.arctan2(pairs[:, :, 0], pairs[:, :, 1]) / (2 * np.pi) % 1
        x = turns[:, 0] * self.wavelengths[0]
        for wavelength, turn in zip(self.wavelengths[1:], turns[:, 1:].T, strict=True):
            x = (np.round(x / wavelength - turn) + turn) * wavelength
        return x
