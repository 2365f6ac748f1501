"""Sparse codes from an auto-encoder that keeps only its largest units.

Makhzani and Frey 2013, "k-sparse autoencoders" (arXiv 1312.5663): the ``active`` largest of a linear layer's units
speak, the rest is silent; here they must be above 0, as in what is used on language models today (Gao et al. 2024, arXiv
2406.04093).
"""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor, nn

from reprise.train.seeding import generator


class KSparseAutoencoder(nn.Module):
    """x' = topk(relu((x - b) E + e)) D + b: at most ``active`` of ``k`` units speak for a row.

    Args:
        dim: of the vectors.
        k: units.
        active: how many are kept a row.
        seed: of the dictionary, whose rows have length 1; the encoder begins as its transpose.
    """

    def __init__(self, dim: int, k: int, active: int, seed: int = 0) -> None:
        super().__init__()
        if not 1 <= active <= k:
            raise ValueError(f"active must lie between 1 and k = {k}, got {active}")
        rows = torch.randn(k, dim, generator=generator(seed))
        self.dictionary = nn.Parameter(rows / rows.norm(dim=1, keepdim=True))
        self.encoder = nn.Parameter(self.dictionary.detach().T.clone())
        self.threshold = nn.Parameter(torch.zeros(k))
        self.centre = nn.Parameter(torch.zeros(dim))
        self.active = active

    def encode(self, x: Float[Tensor, "rows dim"]) -> Float[Tensor, "rows k"]:
        """Codes with at most ``active`` coordinates above 0."""
        units = torch.addmm(self.threshold, x - self.centre, self.encoder).relu()
        best = units.topk(self.active, dim=1)
        return torch.zeros_like(units).scatter(1, best.indices, best.values)

    def forward(self, x: Float[Tensor, "rows dim"]) -> Float[Tensor, "rows dim"]:
        """The vectors as their codes tell them."""
        return torch.addmm(self.centre, self.encode(x), self.dictionary)

    def fit(
        self,
        x: Float[Tensor, "rows dim"],
        steps: int = 2000,
        batch: int = 256,
        lr: float = 1e-3,
        seed: int = 0,
    ) -> KSparseAutoencoder:
        """Train on mean squared error by Adam; the dictionary's rows are brought back to length 1 after each step."""
        draws = generator(seed)
        with torch.no_grad():
            self.centre.copy_(x.mean(0))
        optimizer = torch.optim.Adam(self.parameters(), lr)
        for _ in range(steps):
            rows = x[torch.randint(len(x), (min(batch, len(x)),), generator=draws)]
            optimizer.zero_grad()
            nn.functional.mse_loss(self(rows), rows).backward()
            optimizer.step()
            with torch.no_grad():
                self.dictionary.div_(self.dictionary.norm(dim=1, keepdim=True))
        return self
