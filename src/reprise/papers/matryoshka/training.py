"""Training of the arms: one optimiser, one number of epochs, one learning rate for all of them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from reprise.elastic import MatryoshkaHead, NestedCrossEntropy, PCATruncation, nested_dims
from reprise.papers.matryoshka.arenas import Arena, Part, Split, load, make_encoder
from reprise.train import TensorBatches, cosine, fit, seeded

TUNING_SEED = 10_007  # not among the seeds that are judged
PENALTIES = (1e-6, 1e-5, 1e-4)


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


def train(make: Callable[[], nn.Module], arena: Arena, part: Part, rate: float, seed: int) -> Classifier:
    """Adam with a cosine to zero; the loss is the sum over sizes where the head has several."""
    with seeded(seed):
        model = make()
    assert isinstance(model, Classifier)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    criterion = NestedCrossEntropy()

    def loss(model: nn.Module, batch: tuple[Tensor, ...]) -> Tensor:
        logits = model(batch[0])
        if logits.ndim == 3:
            value: Tensor = criterion(logits, batch[1])
            return value
        return nn.functional.cross_entropy(logits, batch[1])

    layout = torch.channels_last if part.x.ndim == 4 else torch.preserve_format
    x = part.x.to(device, memory_format=layout)
    batches = TensorBatches(x, part.y.to(device), batch_size=arena.batch, seed=seed)
    model.to(device).to(memory_format=layout)  # type: ignore[call-overload]
    optimizer = torch.optim.Adam(model.parameters(), rate)
    fit(model, loss, batches, optimizer, epochs=arena.epochs, schedule=cosine(0.05), seed=seed)
    return model.eval()


def linear_head(x: Tensor, y: Tensor, classes: int, l2: float, iterations: int = 100) -> nn.Linear:
    """Logistic regression on fixed features, to convergence: L-BFGS on the whole training part.

    The paper gives the post-hoc baselines the epochs of the others; so few leave short prefixes far from what
    their features can do, and the comparison would measure that instead.
    """
    head = nn.Linear(x.shape[1], classes).to(x.device)
    nn.init.zeros_(head.weight)
    nn.init.zeros_(head.bias)
    optimizer = torch.optim.LBFGS(head.parameters(), max_iter=iterations, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(head(x), y) + l2 * head.weight.pow(2).sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    return head


@torch.no_grad()
def outputs(model: nn.Module, x: Tensor, batch: int = 1024) -> Tensor:
    """The model's outputs, on the CPU; the batch axis of nested logits is their second."""
    device = next(model.parameters()).device
    parts = [model(chunk.to(device)).cpu() for chunk in x.split(batch)]
    return torch.cat(parts, dim=1 if parts[0].ndim == 3 else 0)


def accuracy(logits: Tensor, y: Tensor) -> Tensor:
    """Share of right answers, one for each size of nested logits."""
    return (logits.argmax(-1) == y).float().mean(-1)


@dataclass(frozen=True)
class Tuned:
    """What calibration items chose: one learning rate for all trained arms, one penalty for the post-hoc heads."""

    rate: float
    l2: float


@functools.cache
def tuned(arena: Arena) -> Tuned:
    """Chosen with a seed and with items that no verdict sees.

    The rate by the mean of Matryoshka over its sizes and of separate networks at the smallest and the largest
    size, so that it suits both ends; the penalty by the mean of PCA prefixes of the full-size network.
    """
    split = load(arena, TUNING_SEED)
    dims = nested_dims(arena.dim, arena.smallest)

    def right(model: nn.Module) -> float:
        return float(accuracy(outputs(model, split.calibration.x), split.calibration.y).mean())

    def arms(rate: float) -> tuple[float, Classifier]:
        mrl = train(lambda: nested(arena, split, tied=False), arena, split.train, rate, TUNING_SEED)
        ends = [
            train(functools.partial(independent, arena, split, dim), arena, split.train, rate, TUNING_SEED)
            for dim in (dims[0], dims[-1])
        ]
        return right(mrl) + sum(right(model) for model in ends) / 2, ends[1]

    found = {rate: arms(rate) for rate in arena.rates}
    rate = max(found, key=lambda rate: found[rate][0])
    encoder = found[rate][1].encoder
    features = {part: outputs(encoder, getattr(split, part).x) for part in ("train", "calibration")}
    axes = PCATruncation().fit(features["train"].numpy())
    short = {part: torch.from_numpy(axes.transform(z.numpy())) for part, z in features.items()}

    def score(l2: float) -> float:
        values = []
        for dim in dims:
            head = linear_head(short["train"][:, :dim], split.train.y, split.classes, l2)
            values.append(float(accuracy(head(short["calibration"][:, :dim]), split.calibration.y)))
        return sum(values)

    return Tuned(rate, max(PENALTIES, key=score))
