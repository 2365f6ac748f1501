"""Autoencoders and classifiers on images, trained end to end on relative or absolute codes, then stitched."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from reprise import data
from reprise.compose import (
    AnchorSet,
    RelativeClassifier,
    RelativeEncoder,
    RelativeLayer,
    select_anchors,
    stitch,
)
from reprise.report import Progress, Row
from reprise.train import TensorBatches, fit, generator, seeded
from reprise.vectors import AffineAligner, ProcrustesAligner, resize

ANCHOR_SEED = 20_011  # anchors must be the same in all models that are stitched


@dataclass(frozen=True)
class Networks:
    """One data set, several models that differ in their seed; ``models`` of them are judged against each other."""

    source: str = "mnist"
    train: int = 8000
    test: int = 2000
    latent: int = 64
    other_latent: int = 96
    anchors: int = 300
    anchor_counts: tuple[int, ...] = (10, 30, 100, 300)
    epochs: int = 3
    batch: int = 64
    rate: float = 1e-3
    models: int = 3


@dataclass(frozen=True)
class Images:
    """Inputs in [0, 1], shape (n, channels, height, width), and class indices."""

    x: Tensor
    y: Tensor


@functools.cache
def images(settings: Networks) -> tuple[Images, Images]:
    """Training and test part, cut at random with a seed of their own."""
    loaded = data.load(settings.source)
    if settings.source == "digits":
        loaded = loaded.holdout(0.3)
    parts = []
    for split, count in ((loaded.train, settings.train), (loaded.test, settings.test)):
        order = torch.randperm(len(split.y), generator=generator(ANCHOR_SEED))[:count].numpy()
        x = torch.from_numpy(split.x[order]).float() / (16.0 if settings.source == "digits" else 255.0)
        x = x[:, None] if x.ndim == 3 else x.permute(0, 3, 1, 2)
        parts.append(Images(x.contiguous(), torch.from_numpy(split.y[order])))
    return parts[0], parts[1]


def anchors(settings: Networks, count: int) -> AnchorSet:
    """The same training images for every model."""
    part = images(settings)[0]
    chosen = select_anchors(
        part.x.flatten(1).numpy(), count, "stratified", y=part.y.numpy(), seed=ANCHOR_SEED
    )
    return AnchorSet.take(part.x, chosen)


def make_encoder(shape: tuple[int, ...], latent: int) -> nn.Module:
    """Two strided convolutions and a linear map; for images under 16 pixels one hidden layer."""
    channels, height, _ = shape
    if height < 16:
        return nn.Sequential(
            nn.Flatten(), nn.Linear(channels * height * height, 128), nn.ReLU(), nn.Linear(128, latent)
        )
    side = height // 4
    return nn.Sequential(
        nn.Conv2d(channels, 16, 3, 2, 1), nn.ReLU(), nn.Conv2d(16, 32, 3, 2, 1), nn.ReLU(),
        nn.Flatten(), nn.Linear(32 * side * side, latent),
    )  # fmt: skip


def make_decoder(shape: tuple[int, ...], width: int) -> nn.Module:
    """The mirror image of the encoder, from ``width`` numbers."""
    channels, height, _ = shape
    if height < 16:
        return nn.Sequential(
            nn.Linear(width, 128),
            nn.ReLU(),
            nn.Linear(128, channels * height * height),
            nn.Unflatten(1, shape),
        )
    side = height // 4
    return nn.Sequential(
        nn.Linear(width, 32 * side * side), nn.ReLU(), nn.Unflatten(1, (32, side, side)),
        nn.ConvTranspose2d(32, 16, 4, 2, 1), nn.ReLU(), nn.ConvTranspose2d(16, channels, 4, 2, 1),
    )  # fmt: skip


def make_head(width: int, classes: int) -> nn.Module:
    """The classifier: one hidden layer, the same for relative and absolute codes."""
    return nn.Sequential(nn.Linear(width, 64), nn.ReLU(), nn.Linear(64, classes))


class Absolute(nn.Module):
    """The baseline: the head reads the encoder's output itself, through the LayerNorm that the other side has too."""

    def __init__(self, encoder: nn.Module, head: nn.Module, latent: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.norm = nn.LayerNorm(latent)
        self.head = head

    def read(self, z: Tensor) -> Tensor:
        out: Tensor = self.head(self.norm(z))
        return out

    def forward(self, x: Tensor) -> Tensor:
        return self.read(self.encoder(x))


@functools.cache
def trained(settings: Networks, task: str, kind: str, count: int, latent: int, seed: int) -> nn.Module:
    """A model of one task (``"ae"`` or ``"clf"``) and kind (``"relative"`` or ``"absolute"``)."""
    part = images(settings)[0]
    shape = tuple(part.x.shape[1:])
    classes = int(part.y.max()) + 1
    width = count if kind == "relative" else latent
    with seeded(seed):
        encoder = make_encoder(shape, latent)
        head = make_decoder(shape, width) if task == "ae" else make_head(width, classes)
        if kind == "relative":
            front = RelativeEncoder(encoder, anchors(settings, count), RelativeLayer(count))
            model: nn.Module = RelativeClassifier(front, head)
        else:
            model = Absolute(encoder, head, latent)

    def loss(model: nn.Module, batch: tuple[Tensor, ...]) -> Tensor:
        out = model(batch[0])
        return (
            nn.functional.mse_loss(out, batch[0])
            if task == "ae"
            else nn.functional.cross_entropy(out, batch[1])
        )

    device = "cuda" if torch.cuda.is_available() else "cpu"
    batches = TensorBatches(part.x.to(device), part.y.to(device), batch_size=settings.batch, seed=seed)
    model.to(device)
    fit(
        model,
        loss,
        batches,
        torch.optim.Adam(model.parameters(), settings.rate),
        epochs=settings.epochs,
        seed=seed,
    )
    return model.eval()


@torch.no_grad()
def run(module: nn.Module, x: Tensor) -> Tensor:
    """Outputs on the CPU, in chunks."""
    device = next(module.parameters()).device
    return torch.cat([module(chunk.to(device)).cpu() for chunk in x.split(500)])


def error(model: nn.Module, part: Images) -> float:
    """Mean squared error of the reconstruction, in squared grey levels of a [0, 1] scale."""
    return float((run(model, part.x) - part.x).pow(2).mean())


def accuracy(logits: Tensor, part: Images) -> float:
    """Share of right answers."""
    return float((logits.argmax(1) == part.y).float().mean())


class _Read(nn.Module):
    """A foreign encoder in front of an absolute model's head, through an optional map between the spaces."""

    def __init__(
        self, front: nn.Module, back: Absolute, aligner: ProcrustesAligner | AffineAligner | None = None
    ) -> None:
        super().__init__()
        self.front, self.back, self.aligner = front, back, aligner

    def forward(self, x: Tensor) -> Tensor:
        z = self.front(x)
        width = self.back.norm.normalized_shape[0]
        numbers = z.cpu().numpy()
        moved = resize(numbers, width) if self.aligner is None else self.aligner.transform(numbers)
        return self.back.read(torch.from_numpy(np.ascontiguousarray(moved, dtype=np.float32)).to(z.device))


def autoencoder_rows(settings: Networks, seed: int, progress: Progress) -> Iterator[Row]:
    """Encoder ``seed`` with the decoders of the other models, beside its own."""
    test = images(settings)[1]
    for kind in ("relative", "absolute"):
        models = []
        for i in progress.track(range(settings.models), f"autoencoders, {kind}"):
            models.append(trained(settings, "ae", kind, settings.anchors, settings.latent, i))
        own = models[seed]
        others = [_join(own, model) for i, model in enumerate(models) if i != seed]
        yield Row(kind, "reconstruction MSE", error(own, test), seed, "autoencoder own")
        stitched = float(np.mean([error(model, test) for model in others]))
        yield Row(kind, "reconstruction MSE", stitched, seed, "autoencoder stitched")


def _join(front: nn.Module, back: nn.Module) -> nn.Module:
    if isinstance(front, RelativeClassifier) and isinstance(back, RelativeClassifier):
        return stitch(front, back)
    assert isinstance(front, Absolute)
    assert isinstance(back, Absolute)
    return _Read(front.encoder, back)


def classifier_rows(settings: Networks, seed: int, progress: Progress) -> Iterator[Row]:
    """Encoder ``seed`` with the heads of the others: relative, absolute, and absolute through fitted maps."""
    test = images(settings)[1]
    fixed = anchors(settings, settings.anchors)
    name = settings.source

    def models(kind: str, count: int, latent: int) -> list[nn.Module]:
        return [trained(settings, "clf", kind, count, latent, i) for i in range(settings.models)]

    def stitched(front: nn.Module, backs: list[nn.Module]) -> float:
        joined = [_join(front, back) for i, back in enumerate(backs) if i != seed]
        return float(np.mean([accuracy(run(model, test.x), test) for model in joined]))

    for count in progress.track(settings.anchor_counts, "classifiers, relative"):
        found = models("relative", count, settings.latent)
        yield Row("relative", "stitched accuracy", stitched(found[seed], found), seed, f"{name} m={count}")
        yield Row(
            "relative", "own accuracy", accuracy(run(found[seed], test.x), test), seed, f"{name} m={count}"
        )
    progress.say("classifiers, another latent size")
    wide = trained(settings, "clf", "relative", settings.anchors, settings.other_latent, seed)
    full = models("relative", settings.anchors, settings.latent)
    yield Row("relative", "stitched accuracy", stitched(wide, full), seed, f"{name} other size")
    wide = trained(settings, "clf", "absolute", settings.anchors, settings.other_latent, seed)
    progress.say("classifiers, absolute")
    plain = models("absolute", settings.anchors, settings.latent)
    yield Row("absolute", "stitched accuracy", stitched(wide, plain), seed, f"{name} other size")
    own = plain[seed]
    assert isinstance(own, Absolute)
    yield Row("absolute", "own accuracy", accuracy(run(own, test.x), test), seed, name)
    yield Row("absolute", "stitched accuracy", stitched(own, plain), seed, name)
    codes = [run(model.encoder, fixed.inputs).numpy() for model in plain if isinstance(model, Absolute)]
    for method, make in (("procrustes", ProcrustesAligner), ("affine", AffineAligner)):
        values = []
        for i, back in enumerate(plain):
            if i != seed and isinstance(back, Absolute):
                aligner = make().fit(codes[seed], codes[i])
                values.append(accuracy(run(_Read(own.encoder, back, aligner), test.x), test))
        yield Row(method, "stitched accuracy", float(np.mean(values)), seed, name)
