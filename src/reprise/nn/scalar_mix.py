"""A learned weighted sum of a network's layers.

Peters et al. 2018 (arXiv 1802.05365), equation 1: gamma * sum_j softmax(s)_j h_j.
"""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F


class ScalarMix(nn.Module):
    """gamma * sum_j softmax(s)_j h_j over ``layers`` layers; s starts at 0 and gamma at 1, which is the plain mean.

    Args:
        layers: how many.
        layer_norm: bring each layer to mean 0 and variance 1 over its coordinates first, token by token. (The paper
            names layer normalisation; its published code takes the statistics over a whole batch, so that a token's
            vector depends on its neighbours in the batch.)

    Raises:
        ValueError: no layers.
    """

    def __init__(self, layers: int, layer_norm: bool = False) -> None:
        super().__init__()
        if layers < 1:
            raise ValueError(f"a mix needs at least 1 layer, got {layers}")
        self.scores = nn.Parameter(torch.zeros(layers))
        self.gamma = nn.Parameter(torch.ones(()))
        self.layer_norm = layer_norm

    @property
    def weights(self) -> Float[Tensor, " layers"]:
        """softmax(s): the share of each layer."""
        return self.scores.softmax(0)

    def forward(self, layers: Float[Tensor, "depth *batch dim"]) -> Float[Tensor, "*batch dim"]:
        """Mix layers stacked along the first axis.

        Raises:
            ValueError: another number of layers than the mix was made for.
        """
        if len(layers) != len(self.scores):
            raise ValueError(f"this mix is for {len(self.scores)} layers, got {len(layers)}")
        if self.layer_norm:
            layers = F.layer_norm(layers, layers.shape[-1:])
        return self.gamma * torch.tensordot(self.weights, layers, dims=1)
