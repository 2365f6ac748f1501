"""Training of the arms: one optimiser, one number of epochs, one learning rate for all of them."""

from __future__ import annotations

import functools
from collections.abc import Callable

import torch
from torch import Tensor, nn

from reprise.elastic import MatryoshkaHead, NestedCrossEntropy, nested_dims
from reprise.papers.matryoshka.arenas import Arena, Part, Split, load, make_encoder
from reprise.train import TensorBatches, cosine, fit, seeded

TUNING_SEED = 10_007  # not among the seeds that are judged


class Classifier(nn.Module):
    """An encoder and a head on (a prefix of) its output."""

    def __init__(self, encoder: nn.Module, head: nn.Module, width: int | None = None) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = head
        self.width = width

    def forward(self, x: Tensor) -> Tensor:
        z: Tensor = self.encoder(x)
        logits: Tensor = self.head(z if self.width is None else z[:, : self.width])
        return logits


def nested(arena: Arena, split: Split, tied: bool) -> Classifier:
    """Matryoshka: one encoder, a classifier for each size, or one that is shared by columns."""
    dims = nested_dims(arena.dim, arena.smallest)
    head = MatryoshkaHead(arena.dim, split.classes, dims, tied=tied)
    return Classifier(make_encoder(arena, split.train.x), head)


def independent(arena: Arena, split: Split, width: int) -> Classifier:
    """FF: the same encoder, whose classifier sees the first ``width`` coordinates only."""
    return Classifier(make_encoder(arena, split.train.x), nn.Linear(width, split.classes), width)


def train(
    make: Callable[[], nn.Module],
    arena: Arena,
    part: Part,
    rate: float,
    seed: int,
    encode: nn.Module | None = None,
) -> nn.Module:
    """Adam with a cosine to zero; the loss is the sum over sizes where the head has several.

    Args:
        encode: a frozen map that the inputs go through once, before training.
    """
    with seeded(seed):
        model = make()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    x = part.x if encode is None else outputs(encode, part.x)
    criterion = NestedCrossEntropy()

    def loss(model: nn.Module, batch: tuple[Tensor, ...]) -> Tensor:
        logits = model(batch[0])
        if logits.ndim == 3:
            value: Tensor = criterion(logits, batch[1])
            return value
        return nn.functional.cross_entropy(logits, batch[1])

    batches = TensorBatches(x.to(device), part.y.to(device), batch_size=arena.batch, seed=seed)
    model.to(device)
    fit(
        model,
        loss,
        batches,
        torch.optim.Adam(model.parameters(), rate),
        epochs=arena.epochs,
        schedule=cosine(0.05),
        seed=seed,
    )
    return model.eval()


@torch.no_grad()
def outputs(model: nn.Module, x: Tensor, batch: int = 1024) -> Tensor:
    """The model's outputs, on the CPU; the batch axis of nested logits is their second."""
    device = next(model.parameters()).device
    parts = [model(chunk.to(device)).cpu() for chunk in x.split(batch)]
    return torch.cat(parts, dim=1 if parts[0].ndim == 3 else 0)


def accuracy(logits: Tensor, y: Tensor) -> Tensor:
    """Share of right answers, one for each size of nested logits."""
    return (logits.argmax(-1) == y).float().mean(-1)


@functools.cache
def tuned_rate(arena: Arena) -> float:
    """One learning rate for all arms: the best on calibration items by the mean of Matryoshka and FF at full size."""
    split = load(arena, TUNING_SEED)

    def score(rate: float) -> float:
        mrl = train(lambda: nested(arena, split, tied=False), arena, split.train, rate, TUNING_SEED)
        full = train(lambda: independent(arena, split, arena.dim), arena, split.train, rate, TUNING_SEED)
        parts = [accuracy(outputs(model, split.calibration.x), split.calibration.y) for model in (mrl, full)]
        return float(parts[0].mean() + parts[1])

    return max(arena.rates, key=score)
