"""LSTMs of one direction on top of each other, with projection and residual connections.

The stack of ELMo (Peters et al. 2018, arXiv 1802.05365, section 3.4). Two of them that read a text from both ends, the
second through :func:`mirrored` positions, stay independent of each other at every depth, where a stacked
``nn.LSTM(bidirectional=True)`` mixes its directions from the second layer on.
"""

from __future__ import annotations

import warnings

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional as F


class LSTMStack(nn.Module):
    """States of each layer; from the second layer on a layer's input is added to its output.

    Args:
        dim: of the inputs and of every layer's states.
        units: cells a layer. More than ``dim`` are projected down to it, as many are not.
        depth: layers.
        dropout: on what enters and what leaves each layer.

    Raises:
        ValueError: a size below 1, fewer units than dimensions, dropout outside [0, 1).
    """

    def __init__(self, dim: int, units: int, depth: int = 1, dropout: float = 0.0) -> None:
        super().__init__()
        for name, value in (("dim", dim), ("depth", depth)):
            if value < 1:
                raise ValueError(f"{name} must be at least 1, got {value}")
        if units < dim:
            raise ValueError(f"units must be at least dim={dim}, which they are projected to; got {units}")
        if not 0 <= dropout < 1:
            raise ValueError(f"dropout must lie in [0, 1), got {dropout}")
        self.dropout = dropout
        self.levels = nn.ModuleList(
            nn.LSTM(dim, units, batch_first=True, proj_size=dim if units > dim else 0) for _ in range(depth)
        )

    def forward(self, x: Float[Tensor, "batch time dim"]) -> list[Float[Tensor, "batch time dim"]]:
        """The states of every layer, from the empty state on; those at t depend on inputs up to t alone."""
        states = []
        for number, level in enumerate(self.levels):
            with warnings.catch_warnings():
                # Its own implementation is what is left to torch, and as exact.
                warnings.filterwarnings("ignore", "LSTM with projections is not supported with oneDNN")
                out = level(F.dropout(x, self.dropout, self.training))[0]
            out = F.dropout(out, self.dropout, self.training)
            x = out if number == 0 else out + x
            states.append(x)
        return states


def mirrored(lengths: Int[Tensor, " batch"], time: int) -> Int[Tensor, "batch time"]:
    """For rows padded on the right, where each position's mirror image within its row is; padding stays in place."""
    positions = torch.arange(time, device=lengths.device)
    inside = positions < lengths[:, None]
    return torch.where(inside, lengths[:, None] - 1 - positions, positions)
