"""The mix of layers in its limits."""

from __future__ import annotations

import pytest
import torch

from reprise.nn import ScalarMix

LAYERS = torch.randn(3, 2, 5, 4, generator=torch.Generator().manual_seed(0))


def test_a_fresh_mix_is_the_mean():
    torch.testing.assert_close(ScalarMix(3)(LAYERS), LAYERS.mean(0))


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_one_hot_weights_give_that_layer_times_gamma(layer):
    mix = ScalarMix(3)
    with torch.no_grad():
        mix.scores[layer] = 200.0
        mix.gamma.fill_(2.5)
    torch.testing.assert_close(mix(LAYERS), 2.5 * LAYERS[layer])


def test_the_gradient_of_the_scores_is_that_of_a_softmax():
    mix = ScalarMix(3).double()
    with torch.no_grad():
        mix.scores.copy_(torch.tensor([0.3, -1.0, 0.7]))
    layers = LAYERS.double()
    up = torch.randn(2, 5, 4, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    (mix(layers) * up).sum().backward()
    s = torch.tensor([0.3, -1.0, 0.7], dtype=torch.float64).softmax(0)
    inner = (layers * up).sum((1, 2, 3))
    torch.testing.assert_close(mix.scores.grad, s * (inner - (s * inner).sum()))
    torch.testing.assert_close(mix.gamma.grad, (s * inner).sum())


def test_layer_norm_makes_scale_and_offset_of_a_token_irrelevant():
    mix = ScalarMix(3, layer_norm=True)
    moved = LAYERS.clone()
    moved[1, 0, 2] = 7 * moved[1, 0, 2] + 3
    torch.testing.assert_close(mix(moved), mix(LAYERS), atol=1e-4, rtol=1e-4)


def test_another_number_of_layers_is_refused():
    with pytest.raises(ValueError, match="for 2 layers, got 3"):
        ScalarMix(2)(LAYERS)
    with pytest.raises(ValueError, match="at least 1"):
        ScalarMix(0)
