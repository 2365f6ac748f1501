"""A pre-norm cross-attention block: attention to a context, then a gated feed-forward, both added to the input.

The form that NV-Embed's released pooling layer and the pooling-and-attention study's share (Lee et al. 2024,
arXiv 2405.17428; Tang and Yang 2024, arXiv 2409.02727):

    A = x + Wo MHA(q = Wq LN_x(x), k, v = Wkv LN_c(context)),    O = A + W2 GEGLU(W1 LN_f(A)).

NV-Embed's printed equation has neither norms, gate nor residuals: ``ffn="gelu", residual=False`` is nearest to it.
Projections of the attention have no bias, those of the feed-forward do.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float
from torch import Tensor, nn

FFNS = ("geglu", "gelu")


class CrossAttentionBlock(nn.Module):
    """Rows of ``x`` look at the rows of ``context``.

    Args:
        dim: of x. context_dim: of the context.
        heads: attention heads of ``dim_head`` numbers each; None for dim / heads.
        ffn: ``"geglu"`` (gated, GELU) or ``"gelu"``; ``ffn_mult`` times as wide as x.
        residual: add input and attention back.

    Raises:
        ValueError: heads that do not divide dim where dim_head is None, a size below 1, or an unknown ffn.
    """

    def __init__(
        self,
        dim: int,
        context_dim: int | None = None,
        heads: int = 8,
        dim_head: int | None = None,
        ffn: str = "geglu",
        ffn_mult: int = 4,
        residual: bool = True,
    ) -> None:
        super().__init__()
        if dim < 1 or heads < 1 or ffn_mult < 1:
            raise ValueError(f"dim, heads and ffn_mult must be at least 1, got {dim}, {heads} and {ffn_mult}")
        if dim_head is None and dim % heads:
            raise ValueError(f"dim {dim} is not a multiple of heads {heads}; give dim_head")
        if ffn not in FFNS:
            raise ValueError(f"ffn must be one of {', '.join(FFNS)}, got {ffn!r}")
        context_dim = dim if context_dim is None else context_dim
        self.heads, self.dim_head, self.ffn, self.residual = heads, dim_head or dim // heads, ffn, residual
        inner = heads * self.dim_head
        self.norm_x, self.norm_context = nn.LayerNorm(dim), nn.LayerNorm(context_dim)
        self.norm_ffn = nn.LayerNorm(dim)
        self.to_q = nn.Linear(dim, inner, bias=False)
        self.to_kv = nn.Linear(context_dim, 2 * inner, bias=False)
        self.to_out = nn.Linear(inner, dim, bias=False)
        self.ffn_in = nn.Linear(dim, ffn_mult * dim * (2 if ffn == "geglu" else 1))
        self.ffn_out = nn.Linear(ffn_mult * dim, dim)

    def forward(
        self,
        x: Float[Tensor, "batch queries dim"],
        context: Float[Tensor, "batch keys context_dim"],
        context_mask: Bool[Tensor, "batch keys"] | None = None,
    ) -> Float[Tensor, "batch queries dim"]:
        """Args:
        context_mask: True where a row of the context may be looked at; None for all.
        """
        attended = self.to_out(self._attend(x, context, context_mask))
        a = x + attended if self.residual else attended
        hidden = self.ffn_in(self.norm_ffn(a))
        if self.ffn == "geglu":
            value, gate = hidden.chunk(2, dim=-1)
            hidden = value * F.gelu(gate)
        else:
            hidden = F.gelu(hidden)
        out = self.ffn_out(hidden)
        return a + out if self.residual else out

    def _attend(self, x: Tensor, context: Tensor, mask: Tensor | None) -> Tensor:
        def split(y: Tensor) -> Tensor:
            return y.unflatten(-1, (self.heads, self.dim_head)).transpose(1, 2)

        keys, values = self.to_kv(self.norm_context(context)).chunk(2, dim=-1)
        mixed = F.scaled_dot_product_attention(
            split(self.to_q(self.norm_x(x))),
            split(keys),
            split(values),
            attn_mask=None if mask is None else mask[:, None, None, :],
        )
        return torch.flatten(mixed.transpose(1, 2), 2)
