"""A number as one learned vector, scaled by its value.

xVal, Golkar et al. 2023 (arXiv 2310.02989): the embedding of the token [NUM] is multiplied by the number, so that the
code is continuous in it and no number is out of vocabulary.
"""

from __future__ import annotations

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn

from reprise.words.number_encoder import check_numbers


class XVal(nn.Module):
    """x / scale times a learned vector of ``dim`` coordinates, of length 1 at first.

    Args:
        scale: brings the numbers into about [-5, 5], as the paper does.
        generator: of the first vector.
    """

    def __init__(self, dim: int, scale: float = 1.0, generator: torch.Generator | None = None) -> None:
        super().__init__()
        if dim < 1:
            raise ValueError(f"dim must be at least 1, got {dim}")
        if not 0 < scale < float("inf"):
            raise ValueError(f"scale must be positive and finite, got {scale}")
        first = torch.randn(dim, generator=generator)
        self.vector = nn.Parameter(first / first.norm())
        self.scale = scale

    @property
    def dim(self) -> int:
        return len(self.vector)

    def forward(self, x: Float[Tensor, "*numbers"]) -> Float[Tensor, "*numbers dim"]:
        """Codes that carry gradients to the vector and to the numbers."""
        return x.unsqueeze(-1) / self.scale * self.vector

    @torch.no_grad()
    def encode(self, x: Float[np.ndarray, " numbers"]) -> Float[np.ndarray, "numbers dim"]:
        """Codes as an array."""
        return self(torch.from_numpy(check_numbers(x))).double().numpy()

    @torch.no_grad()
    def decode(self, vectors: Float[np.ndarray, "numbers dim"]) -> Float[np.ndarray, " numbers"]:
        """The multiple of the vector that comes nearest."""
        own = self.vector.double().numpy()
        return np.asarray(vectors @ own / (own @ own) * self.scale)
