"""The data sets and encoders that nested embeddings are tried on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from reprise import data
from reprise.nn import ResNet18, SmallConvNet
from reprise.text import embed
from reprise.train import generator

TEXT_SCALE = 20.0  # unit-norm features are multiplied by this before the network sees them


@dataclass(frozen=True)
class Arena:
    """What to train on: the encoder's width and the schedule of all arms alike.

    ``source`` names the loader below; ``train`` and ``test`` cut the sets, ``calibration`` items are taken
    from the training part and are never trained on: the learning rate and the cascade's thresholds come
    from them.
    """

    source: str
    dim: int
    smallest: int
    train: int
    calibration: int
    test: int
    epochs: int
    batch: int = 128
    rates: tuple[float, ...] = (2e-3, 4e-3, 8e-3, 1.6e-2)
    encoder: str = "mlp"
    hidden: int = 256
    seeds: int = 5


@dataclass(frozen=True)
class Part:
    """Inputs and class indices."""

    x: Tensor
    y: Tensor


@dataclass(frozen=True)
class Split:
    """The three parts and the number of classes."""

    train: Part
    calibration: Part
    test: Part
    classes: int


def load(arena: Arena, seed: int) -> Split:
    """Read the arena's data; which training items calibrate is drawn anew for each seed."""
    x, y, x_test, y_test, classes = SOURCES[arena.source]()
    order = torch.randperm(len(x), generator=generator(seed)).numpy()
    train, calibration = np.split(order[: arena.train + arena.calibration], [arena.train])
    if len(calibration) < arena.calibration:
        raise ValueError(
            f"{arena.source} has {len(x)} training items, {arena.train} + {arena.calibration} are asked for"
        )
    test = slice(arena.test)

    def part(inputs: np.ndarray, labels: np.ndarray, rows: np.ndarray | slice) -> Part:
        return Part(torch.from_numpy(inputs[rows]), torch.from_numpy(labels[rows]))

    return Split(part(x, y, train), part(x, y, calibration), part(x_test, y_test, test), classes)


Arrays = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, int]


def _digits() -> Arrays:
    digits = data.load("digits").holdout(0.27)
    x = (digits.train.x.reshape(len(digits.train.x), -1) / 16.0).astype(np.float32)
    x_test = (digits.test.x.reshape(len(digits.test.x), -1) / 16.0).astype(np.float32)
    return x, digits.train.y, x_test, digits.test.y, 10


def _banking77() -> Arrays:
    texts = data.load("banking77")
    x, x_test = (TEXT_SCALE * embed(part.texts) for part in (texts.train, texts.test))
    return x, texts.train.y, x_test, texts.test.y, len(texts.classes)


def _cifar(name: str) -> Arrays:
    images = data.load(name)
    x, x_test = (
        part.x.transpose(0, 3, 1, 2).astype(np.float32) / 255.0 for part in (images.train, images.test)
    )
    mean, std = x.mean((0, 2, 3), keepdims=True), x.std((0, 2, 3), keepdims=True)
    return (x - mean) / std, images.train.y, (x_test - mean) / std, images.test.y, len(images.classes)


SOURCES: dict[str, Callable[[], Arrays]] = {
    "digits": _digits,
    "banking77": _banking77,
    "cifar10": lambda: _cifar("cifar10"),
    "cifar100": lambda: _cifar("cifar100"),
}


def make_encoder(arena: Arena, inputs: Tensor) -> nn.Module:
    """A fresh encoder; its weights come from the global generator, so seed it first."""
    if arena.encoder == "mlp":
        return nn.Sequential(
            nn.Linear(inputs.shape[1], arena.hidden), nn.ReLU(), nn.Linear(arena.hidden, arena.dim)
        )
    if arena.encoder == "conv":
        return SmallConvNet(inputs.shape[1], (16, 32, 64), arena.dim)
    if arena.encoder == "resnet18":
        return ResNet18(inputs.shape[1], arena.dim)
    raise ValueError(f"unknown encoder {arena.encoder!r}; there are mlp, conv, resnet18")
