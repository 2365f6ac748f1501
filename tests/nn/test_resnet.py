"""Convolutional encoders: sizes, shifts, and what a residual block does at rest."""

from __future__ import annotations

import torch
from torch import nn

from reprise.nn import ResNet18, SmallConvNet


def count(module: nn.Module) -> int:
    return sum(p.numel() for p in module.parameters())


def test_resnet18_has_the_known_number_of_parameters():
    # The ImageNet network has 11,176,512 without its classifier; the small stem saves (49 - 9) * 3 * 64.
    assert count(ResNet18()) == 11_176_512 - (49 - 9) * 3 * 64


def test_stages_halve_the_picture():
    net = ResNet18(base=4).eval()
    assert net.stages(net.stem(torch.zeros(1, 3, 32, 32))).shape == (1, 32, 4, 4)
    assert ResNet18(1, 7, base=4).eval()(torch.zeros(2, 1, 28, 28)).shape == (2, 7)


def test_a_block_whose_body_is_silent_passes_its_input():
    block = ResNet18(base=4).eval().stages[1]
    nn.init.zeros_(block.body[-1].weight)
    x = torch.rand(2, 4, 8, 8)
    torch.testing.assert_close(block(x), x)


def test_small_net_averages_over_space():
    net = SmallConvNet(1, (4, 8), 3).eval()
    assert net.features(torch.zeros(1, 1, 28, 28)).shape == (1, 8, 7, 7)
    x = torch.rand(1, 1, 32, 32)
    features = net.features(x)
    torch.testing.assert_close(net(x), net.project(features.mean((2, 3))))
