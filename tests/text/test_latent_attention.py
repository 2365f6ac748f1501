"""Latent pooling: closed forms, invariances, masks."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from reprise.text import LatentAttentionPooling, SelfAttentionPooling


def states() -> tuple[torch.Tensor, torch.Tensor]:
    hidden = torch.randn(3, 6, 8, generator=torch.Generator().manual_seed(0))
    mask = torch.ones(3, 6, dtype=torch.bool)
    mask[1, 4:], mask[2, :2] = False, False
    return hidden, mask


def test_one_latent_adds_the_same_vector_to_every_token():
    hidden, mask = states()
    pooling = LatentAttentionPooling(8, num_latents=1, heads=2)
    block = pooling.block
    value = block.to_kv(block.norm_context(pooling.latents)).chunk(2, -1)[1]
    a = hidden + block.to_out(value)
    kv, gate = block.ffn_in(block.norm_ffn(a)).chunk(2, -1)
    out = a + block.ffn_out(kv * torch.nn.functional.gelu(gate))
    weight = mask[..., None].float()
    torch.testing.assert_close(pooling(hidden, mask), (out * weight).sum(1) / weight.sum(1))


@pytest.mark.parametrize(
    "make", [lambda: LatentAttentionPooling(8, 5, 2), lambda: SelfAttentionPooling(8, 2)]
)
def test_without_its_outputs_it_is_masked_mean_pooling(make):
    hidden, mask = states()
    pooling = make()
    for layer in (pooling.block.to_out, pooling.block.ffn_out):
        nn.init.zeros_(layer.weight)
    nn.init.zeros_(pooling.block.ffn_out.bias)
    expected = torch.stack([row[m].mean(0) for row, m in zip(hidden, mask, strict=True)])
    torch.testing.assert_close(pooling(hidden, mask), expected)


@pytest.mark.parametrize("roles", ["tokens_query", "latents_query"])
def test_order_of_latents_and_of_tokens_does_not_matter_and_padding_neither(roles):
    hidden, mask = states()
    pooling = LatentAttentionPooling(8, 5, 2, roles=roles)
    expected = pooling(hidden, mask)
    order = torch.tensor([3, 0, 5, 1, 4, 2])
    torch.testing.assert_close(pooling(hidden[:, order], mask[:, order]), expected)
    padded = torch.cat([hidden, torch.full((3, 13, 8), 7.0)], dim=1)
    longer = torch.cat([mask, torch.zeros(3, 13, dtype=torch.bool)], dim=1)
    torch.testing.assert_close(pooling(padded, longer), expected)
    with torch.no_grad():
        pooling.latents.copy_(pooling.latents[torch.tensor([4, 2, 0, 1, 3])])
    torch.testing.assert_close(pooling(hidden, mask), expected)


def test_a_single_key_leaves_the_queries_projection_out():
    hidden = torch.randn(2, 1, 8)
    mask = torch.ones(2, 1, dtype=torch.bool)
    pooling = LatentAttentionPooling(8, 4, 2, roles="latents_query")
    before = pooling(hidden, mask)
    nn.init.normal_(pooling.block.to_q.weight)
    torch.testing.assert_close(pooling(hidden, mask), before)


def test_instructions_are_seen_but_not_pooled():
    hidden, _ = states()
    attention = torch.ones(3, 6, dtype=torch.bool)
    pooled = attention.clone()
    pooled[:, :2] = False
    pooling = SelfAttentionPooling(8, 2)
    with_instruction = pooling(hidden, pooled, attention)
    assert not torch.allclose(with_instruction, pooling(hidden, pooled))
    torch.testing.assert_close(pooling(hidden, pooled), pooling(hidden[:, 2:], pooled[:, 2:]))


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="num_latents must be at least 1, got 0"):
        LatentAttentionPooling(8, 0)
    with pytest.raises(ValueError, match="roles must be one of tokens_query, latents_query, got 'both'"):
        LatentAttentionPooling(8, roles="both")
    hidden, mask = states()
    mask[1] = False
    for roles in ("tokens_query", "latents_query"):
        with pytest.raises(ValueError, match="text 1 of the batch has no token to pool"):
            LatentAttentionPooling(8, heads=2, roles=roles)(hidden, mask)
