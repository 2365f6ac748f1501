"""Coding layers by themselves and inside sentence-transformers."""

from __future__ import annotations

import pytest
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import BoW
from torch import nn

from reprise.nn import BinaryCode, RealBinaryCode, round_straight_through
from reprise.vectors import unpack_codes


def test_binary_code_is_the_rounded_input():
    x = torch.randn(3, 2, 12, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(BinaryCode(12)(x), round_straight_through(x))
    torch.testing.assert_close(BinaryCode(12, signed=True)(x), torch.where(x > 0, 1.0, -1.0))


def test_the_projection_learns_through_the_code_as_by_hand():
    generator = torch.Generator().manual_seed(0)
    layer = RealBinaryCode(5, 8).double()
    d = torch.randn(4, 8, dtype=torch.float64, generator=generator, requires_grad=True)
    upstream = torch.randn(4, 5, dtype=torch.float64, generator=generator)
    layer(d).backward(upstream)
    p = layer.projection.weight.detach()
    c = torch.sigmoid(d.detach() @ p.T)
    through = upstream * c * (1 - c)
    torch.testing.assert_close(layer.projection.weight.grad, through.T @ d.detach())
    torch.testing.assert_close(d.grad, through @ p)


@pytest.mark.parametrize("layer", [BinaryCode(11), RealBinaryCode(11, 11)])
def test_packed_codes_are_the_bits(layer):
    x = torch.randn(6, 11, generator=torch.Generator().manual_seed(2))
    assert (unpack_codes(layer.codes(x), 11) == layer(x).detach().numpy().astype(bool)).all()


@pytest.mark.parametrize("layer", [BinaryCode(4, signed=True), RealBinaryCode(6, 4)])
def test_a_sentence_transformer_runs_saves_and_reloads_with_it(layer, tmp_path):
    words = ["cat", "dog", "sun", "moon"]
    model = SentenceTransformer(modules=[BoW(words), layer], device="cpu")
    texts = ["cat sun", "dog", "moon moon"]
    codes = model.encode(texts)
    assert codes.shape == (3, layer.bits)
    assert set(codes.ravel().tolist()) <= {-1.0, 0.0, 1.0}
    real = model.encode(texts, output_value=None)[0]["real_embedding"]
    assert real.shape == (4,)
    model.save(str(tmp_path))
    again = SentenceTransformer(str(tmp_path), device="cpu", trust_remote_code=True, local_files_only=True)
    assert again[1].get_config_dict() == layer.get_config_dict()
    assert (again.encode(texts) == codes).all()
    assert model.get_embedding_dimension() == layer.bits


def test_after_any_encoder_it_trains():
    torch.manual_seed(0)
    encoder = nn.Sequential(nn.Linear(6, 8), BinaryCode(8), nn.Linear(8, 3))
    x, y = torch.randn(30, 6), torch.arange(30) % 3
    optimizer = torch.optim.Adam(encoder.parameters(), 0.02)
    losses = []
    for _ in range(200):
        loss = nn.functional.cross_entropy(encoder(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < 0.6 * losses[0]


def test_wrong_input_is_refused():
    with pytest.raises(ValueError, match="bits must be at least 1"):
        BinaryCode(0)
    with pytest.raises(ValueError, match="dim must be at least 1"):
        RealBinaryCode(4, 0)
    with pytest.raises(ValueError, match="use RealBinaryCode"):
        BinaryCode(4)(torch.zeros(2, 5))
    with pytest.raises(ValueError, match="made for 5 coordinates"):
        RealBinaryCode(4, 5)(torch.zeros(2, 4))
    with pytest.raises(ValueError, match="pooling"):
        BinaryCode(4)({"token_embeddings": torch.zeros(1, 2, 4)})
