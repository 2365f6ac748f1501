"""The block against torch's own attention and closed forms."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from reprise.nn import CrossAttentionBlock


def inputs(seed: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    g = torch.Generator().manual_seed(seed)
    return torch.randn(2, 5, 8, generator=g), torch.randn(2, 3, 6, generator=g)


def test_attention_agrees_with_torchs():
    x, context = inputs()
    block = CrossAttentionBlock(8, 6, heads=2)
    theirs = nn.MultiheadAttention(8, 2, bias=False, kdim=6, vdim=6, batch_first=True)
    with torch.no_grad():
        theirs.q_proj_weight.copy_(block.to_q.weight)
        theirs.k_proj_weight.copy_(block.to_kv.weight[:8])
        theirs.v_proj_weight.copy_(block.to_kv.weight[8:])
        theirs.out_proj.weight.copy_(block.to_out.weight)
    mask = torch.tensor([[True, True, False], [True, False, True]])
    normed = block.norm_context(context)
    expected, _ = theirs(block.norm_x(x), normed, normed, key_padding_mask=~mask)
    a = x + expected
    value, gate = block.ffn_in(block.norm_ffn(a)).chunk(2, -1)
    torch.testing.assert_close(block(x, context, mask), a + block.ffn_out(value * F.gelu(gate)))


def test_without_its_outputs_it_is_the_identity_and_without_residuals_nothing():
    x, context = inputs()
    for residual in (True, False):
        block = CrossAttentionBlock(8, 6, heads=2, residual=residual)
        for layer in (block.to_out, block.ffn_out):
            nn.init.zeros_(layer.weight)
        nn.init.zeros_(block.ffn_out.bias)
        torch.testing.assert_close(block(x, context), x if residual else torch.zeros_like(x))


def test_masked_rows_of_the_context_do_not_matter():
    x, context = inputs()
    block = CrossAttentionBlock(8, 6, heads=4, dim_head=3, ffn="gelu")
    mask = torch.tensor([[True, True, False]] * 2)
    other = context.clone()
    other[:, 2] += 9
    torch.testing.assert_close(block(x, context, mask), block(x, other, mask))
    torch.testing.assert_close(block(x, context, mask), block(x, context[:, :2]))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"heads": 3}, "dim 8 is not a multiple of heads 3"),
        ({"heads": 0}, "at least 1"),
        ({"ffn": "relu"}, "ffn must be one of geglu, gelu, got 'relu'"),
    ],
)
def test_refuses_what_cannot_be(options, message):
    with pytest.raises(ValueError, match=message):
        CrossAttentionBlock(8, 6, **options)
