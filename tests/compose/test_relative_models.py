"""Relative networks, their gradients, and stitching."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from reprise.compose import (
    AnchorSet,
    BatchStandardize,
    RelativeAutoencoder,
    RelativeClassifier,
    RelativeEncoder,
    RelativeLayer,
    relative_projection,
    stitch,
    stitching_head,
    stitching_matrix,
)
from reprise.train import seeded

X = torch.randn(16, 8, generator=torch.Generator().manual_seed(0))
ANCHORS = AnchorSet.take(X, [0, 3, 5, 7, 11])


def make(
    seed: int, anchor_grad: bool = False, norm: bool = False, anchors: AnchorSet = ANCHORS
) -> RelativeClassifier:
    with seeded(seed):
        layers: list[nn.Module] = [nn.Linear(8, 6), nn.BatchNorm1d(6) if norm else nn.Identity(), nn.Tanh()]
        front = RelativeEncoder(nn.Sequential(*layers), anchors, RelativeLayer(len(anchors)), anchor_grad)
        return RelativeClassifier(front, nn.Linear(len(anchors), 3))


def test_anchors_are_encoded_by_the_current_encoder():
    model = make(0)
    expected = relative_projection(model.front.encoder(X), model.front.encoder(ANCHORS.inputs), eps=1e-8)
    torch.testing.assert_close(model.front(X), expected)
    with torch.no_grad():
        model.front.encoder[0].weight.mul_(-0.5).add_(0.1)
    expected = relative_projection(model.front.encoder(X), model.front.encoder(ANCHORS.inputs), eps=1e-8)
    torch.testing.assert_close(model.front(X), expected)


def test_without_anchor_gradient_anchors_are_constants():
    model = make(1)
    model(X).pow(2).sum().backward()
    got = model.front.encoder[0].weight.grad.clone()
    model.zero_grad()
    constant = model.front.encoder(ANCHORS.inputs).detach()
    model.read(relative_projection(model.front.encoder(X), constant, eps=1e-8)).pow(2).sum().backward()
    torch.testing.assert_close(got, model.front.encoder[0].weight.grad)
    through = make(1, anchor_grad=True)
    through(X).pow(2).sum().backward()
    assert not torch.allclose(through.front.encoder[0].weight.grad, got)


def test_batch_statistics_come_from_samples_only():
    model = make(2, norm=True).train()
    plain = make(2, norm=True).train()
    model(X)
    plain.front.encoder(X)
    for name, value in plain.front.encoder.state_dict().items():
        torch.testing.assert_close(model.front.encoder.state_dict()[name], value)
    assert model.front.encoder[1].momentum == 0.1


def test_stitching_a_model_to_itself_changes_nothing():
    model = make(3)
    torch.testing.assert_close(stitch(model, model)(X), model(X))


def test_stitching_across_a_rotation_is_exact_and_uses_the_head_s_norm():
    first, second = make(4), make(4)
    q, _ = torch.linalg.qr(torch.randn(6, 6, generator=torch.Generator().manual_seed(1)))
    rotation = nn.Linear(6, 6, bias=False)
    rotation.weight.data = 3.0 * q
    first.front.encoder.append(rotation)
    with torch.no_grad():
        second.front.layer.layer_norm.weight.mul_(2.0)
    torch.testing.assert_close(stitch(first, second)(X), second(X), rtol=1e-4, atol=1e-5)
    assert not torch.allclose(stitch(first, second)(X), first(X))


def test_autoencoder_error_is_the_mean_square():
    with seeded(5):
        front = RelativeEncoder(nn.Linear(8, 6), ANCHORS, RelativeLayer(5))
        model = RelativeAutoencoder(front, nn.Linear(5, 8))
    torch.testing.assert_close(model.reconstruction_error(X)[2], ((model(X[2:3]) - X[2]) ** 2).mean())


def test_matrix_has_a_row_a_front_and_a_column_a_back():
    table = stitching_matrix(
        {"a": nn.Identity(), "b": nn.Identity()}, {"c": nn.Identity()}, lambda f, b: f, lambda m: 0.5
    )
    assert table.shape == (2, 1)
    assert table.loc["b", "c"] == 0.5


def test_official_head():
    x = torch.randn(32, 5, generator=torch.Generator().manual_seed(2))
    standard = BatchStandardize()(4 * x + 3)
    torch.testing.assert_close(standard.mean(0), torch.zeros(5), atol=1e-5, rtol=0)
    torch.testing.assert_close(standard.std(0, unbiased=False), torch.ones(5), atol=1e-4, rtol=0)
    for transductive in (True, False):
        with seeded(0):
            head = stitching_head(5, 3, transductive).eval()
        alone = torch.allclose(head(x)[:4], head(x[:4]), atol=1e-5)
        assert alone is not transductive


def test_refuses_other_anchors():
    other = AnchorSet.take(X, [0, 3, 6, 7, 11])
    with pytest.raises(ValueError, match="at position 2 the encoder's side has sample 5, the head's side 6"):
        stitch(make(0), make(1, anchors=other))
    with pytest.raises(ValueError, match="has 5 anchors, the head's side 4"):
        stitch(make(0), make(1, anchors=AnchorSet.take(X, [0, 1, 2, 3])))
    inner = make(0)
    inner.front.layer.similarity = "inner"
    with pytest.raises(ValueError, match="projects with similarity='inner', the head's side with 'cosine'"):
        stitch(inner, make(1))
    with pytest.raises(ValueError, match="made for 4 anchors, got 5"):
        RelativeEncoder(nn.Identity(), ANCHORS, RelativeLayer(4))
