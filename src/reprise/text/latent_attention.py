"""Pooling by attention to a trained dictionary, either way round.

Lee et al. 2024 (NV-Embed, arXiv 2405.17428), section 3.1: token states are the queries, latents the keys and values, and
the mean of what comes out is the text's vector (``roles="tokens_query"``). Tang and Yang 2024 (arXiv 2409.02727) turn it
round, as Perceiver does: latents look at the tokens and their mean is taken (``"latents_query"``). The block is that of
the released weights of both (:class:`~reprise.nn.CrossAttentionBlock`).
"""

from __future__ import annotations

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from reprise.nn.cross_attention import CrossAttentionBlock

ROLES = ("tokens_query", "latents_query")


def masked_mean(
    hidden: Float[Tensor, "batch tokens dim"], mask: Bool[Tensor, "batch tokens"]
) -> Float[Tensor, "batch dim"]:
    """The mean over tokens that the mask lets in.

    Raises:
        ValueError: a row without any; names it.
    """
    check_mask(mask)
    weight = mask.to(hidden.dtype)[..., None]
    return (hidden * weight).sum(1) / weight.sum(1)


def check_mask(mask: Bool[Tensor, "batch tokens"]) -> None:
    """Raise ValueError for the first text of which no token is to be pooled."""
    empty = ~mask.any(dim=1)
    if empty.any():
        row = int(empty.nonzero()[0])
        raise ValueError(
            f"text {row} of the batch has no token to pool: it is empty, or nothing follows its instruction"
        )


class LatentAttentionPooling(nn.Module):
    """Token states to one vector by way of ``num_latents`` trained rows.

    Args:
        dim: of the states and of the result.
        num_latents: rows of the dictionary, drawn from N(0, 1).
        heads, dim_head, ffn, ffn_mult, residual: as in :class:`CrossAttentionBlock`.
        roles: which side asks.
    """

    def __init__(
        self,
        dim: int,
        num_latents: int = 64,
        heads: int = 8,
        dim_head: int | None = None,
        roles: str = "tokens_query",
        ffn: str = "geglu",
        ffn_mult: int = 4,
        residual: bool = True,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        if num_latents < 1:
            raise ValueError(f"num_latents must be at least 1, got {num_latents}")
        if roles not in ROLES:
            raise ValueError(f"roles must be one of {', '.join(ROLES)}, got {roles!r}")
        self.dim, self.roles = dim, roles
        self.latents = nn.Parameter(torch.randn(num_latents, dim, generator=generator))
        self.block = CrossAttentionBlock(dim, dim, heads, dim_head, ffn, ffn_mult, residual)

    def forward(
        self, hidden: Float[Tensor, "batch tokens dim"], pool_mask: Bool[Tensor, "batch tokens"]
    ) -> Float[Tensor, "batch dim"]:
        """Args:
        pool_mask: True for the tokens that enter the vector: padding and instructions do not.
        """
        latents = self.latents.expand(len(hidden), -1, -1)
        if self.roles == "tokens_query":
            return masked_mean(self.block(hidden, latents), pool_mask)
        check_mask(pool_mask)
        pooled: Tensor = self.block(latents, hidden, pool_mask).mean(1)
        return pooled


class SelfAttentionPooling(nn.Module):
    """The ablation: one block in which tokens look at each other, then their mean.

    Args:
        dim, heads, dim_head, ffn, ffn_mult: as in :class:`CrossAttentionBlock`.
    """

    def __init__(
        self, dim: int, heads: int = 8, dim_head: int | None = None, ffn: str = "geglu", ffn_mult: int = 4
    ) -> None:
        super().__init__()
        self.dim = dim
        self.block = CrossAttentionBlock(dim, dim, heads, dim_head, ffn, ffn_mult)

    def forward(
        self,
        hidden: Float[Tensor, "batch tokens dim"],
        pool_mask: Bool[Tensor, "batch tokens"],
        attention_mask: Bool[Tensor, "batch tokens"] | None = None,
    ) -> Float[Tensor, "batch dim"]:
        """Args:
        attention_mask: which tokens may be looked at; None for those of ``pool_mask``.
        """
        seen = pool_mask if attention_mask is None else attention_mask
        return masked_mean(self.block(hidden, hidden, seen), pool_mask)
