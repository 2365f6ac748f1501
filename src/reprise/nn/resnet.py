"""Small convolutional encoders for 28 to 64 pixel images.

:class:`ResNet18` is He et al. 2016 (arXiv 1512.03385), table 1, with the stem that is usual for small
images: one 3 x 3 convolution with stride 1 and no pooling.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn


class SmallConvNet(nn.Module):
    """3 x 3 convolutions with stride 2, each with batch norm and ReLU, then a mean over space and a linear map.

    Args:
        channels: of the images.
        widths: of the convolutions.
        out_features: width of the embedding.
    """

    def __init__(self, channels: int, widths: Sequence[int], out_features: int) -> None:
        super().__init__()
        blocks: list[nn.Module] = []
        for before, after in zip((channels, *widths), widths, strict=False):
            blocks += [
                nn.Conv2d(before, after, 3, stride=2, padding=1, bias=False),
                nn.BatchNorm2d(after),
                nn.ReLU(),
            ]
        self.features = nn.Sequential(*blocks)
        self.project = nn.Linear(widths[-1], out_features)

    def forward(self, x: Float[Tensor, "batch channels height width"]) -> Float[Tensor, "batch out"]:
        """One vector an image."""
        out: Tensor = self.project(self.features(x).mean((2, 3)))
        return out


class _BasicBlock(nn.Module):
    def __init__(self, before: int, after: int, stride: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(before, after, 3, stride=stride, padding=1, bias=False),
            nn.BatchNorm2d(after),
            nn.ReLU(),
            nn.Conv2d(after, after, 3, padding=1, bias=False),
            nn.BatchNorm2d(after),
        )
        self.shortcut: nn.Module = nn.Identity()
        if stride != 1 or before != after:
            self.shortcut = nn.Sequential(
                nn.Conv2d(before, after, 1, stride=stride, bias=False), nn.BatchNorm2d(after)
            )

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(self.body(x) + self.shortcut(x))


class ResNet18(nn.Module):
    """Eighteen layers in four stages of two basic blocks.

    Args:
        channels: of the images.
        out_features: width of the embedding; None gives the pooled features as they are.
        base: width of the first stage; 64 in the paper. The last stage is eight times as wide.
    """

    def __init__(self, channels: int = 3, out_features: int | None = None, base: int = 64) -> None:
        super().__init__()
        widths = (base, 2 * base, 4 * base, 8 * base)
        self.stem = nn.Sequential(
            nn.Conv2d(channels, base, 3, padding=1, bias=False), nn.BatchNorm2d(base), nn.ReLU()
        )
        blocks = []
        for i, (before, after) in enumerate(zip((base, *widths), widths, strict=False)):
            blocks += [_BasicBlock(before, after, 1 if i == 0 else 2), _BasicBlock(after, after, 1)]
        self.stages = nn.Sequential(*blocks)
        self.project = nn.Identity() if out_features is None else nn.Linear(widths[-1], out_features)

    def forward(self, x: Float[Tensor, "batch channels height width"]) -> Float[Tensor, "batch out"]:
        """One vector an image."""
        out: Tensor = self.project(self.stages(self.stem(x)).mean((2, 3)))
        return out
