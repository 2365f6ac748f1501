"""Characters that were never trained on, told apart by a few drawings each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from reprise import data
from reprise.elastic import nearest_class_mean, nested_dims
from reprise.papers.matryoshka.arenas import Arena, Part, Split
from reprise.papers.matryoshka.training import independent, nested, outputs, train
from reprise.report import Progress, Row
from reprise.train import generator


@dataclass(frozen=True)
class FewShot:
    """``unseen`` of the 8 alphabets are kept back; each of their characters is known by ``shots`` of 20 drawings."""

    unseen: int = 2
    shots: int = 5
    dim: int = 256
    epochs: int = 30
    rate: float = 1e-3
    encoder: str = "resnet18"
    seeds: int = 3


def few_shot(settings: FewShot, seed: int, progress: Progress) -> Iterator[Row]:
    """Nearest class mean on prefixes, for nested and plain embeddings of the same training.

    A prefix of the plain embedding was not trained to be one; only the full size is a fair comparison.
    """
    omniglot = data.load("omniglot")["all"]
    x = torch.from_numpy(omniglot.x.astype(np.float32))[:, None]
    x = nn.functional.interpolate(x, size=28, mode="area")
    y = torch.from_numpy(omniglot.y)
    alphabet = torch.from_numpy(omniglot.fields["alphabet"].astype(np.int64))
    kept = torch.randperm(int(alphabet.max()) + 1, generator=generator(seed))[: settings.unseen]
    unseen = torch.isin(alphabet, kept)
    _, labels = torch.unique(y[~unseen], return_inverse=True)
    part = Part(x[~unseen], labels)
    split = Split(part, part, part, int(labels.max()) + 1)
    arena = Arena("omniglot", settings.dim, 8, len(labels), 0, 0, settings.epochs, encoder=settings.encoder)
    shown, asked = _drawings(y[unseen], settings.shots, seed)
    arms = {
        "mrl": lambda: nested(arena, split, tied=False),
        "ff": lambda: independent(arena, split, settings.dim),
    }
    for method, make in arms.items():
        progress.say(f"omniglot, {method}")
        model = train(make, arena, part, settings.rate, seed)
        z, truth = outputs(model.encoder, x[unseen]).numpy(), y[unseen].numpy()
        for dim in nested_dims(settings.dim):
            guess = nearest_class_mean(z[shown, :dim], truth[shown], z[asked, :dim])
            yield Row(
                method, "few-shot accuracy", float((guess == truth[asked]).mean()), seed, f"omniglot d={dim}"
            )


def _drawings(y: torch.Tensor, shots: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Indices of ``shots`` drawings of every character, and of all the others."""
    order = torch.randperm(len(y), generator=generator(seed)).numpy()
    labels = y.numpy()[order]
    rank = np.empty(len(labels), dtype=int)
    for label in np.unique(labels):
        where = labels == label
        rank[where] = np.arange(where.sum())
    return order[rank < shots], order[rank >= shots]
