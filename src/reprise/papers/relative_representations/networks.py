"""Autoencoders and classifiers on images, trained end to end on relative or absolute codes, then stitched."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from reprise import data
from reprise.compose import (
    AnchorSet,
    RelativeAutoencoder,
    RelativeClassifier,
    RelativeEncoder,
    RelativeLayer,
    select_anchors,
    stitch,
    stitching_matrix,
)
from reprise.nn import ResNet18
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
    kinds: tuple[str, ...] = ("conv",)  # architectures that the models take in turn


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


def make_encoder(shape: tuple[int, ...], latent: int, kind: str = "conv") -> nn.Module:
    """Two strided convolutions and a linear map, or a ResNet; for images under 16 pixels one hidden layer."""
    channels, height, _ = shape
    if kind == "resnet18":
        return ResNet18(channels, latent)
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
        encoder = make_encoder(shape, latent, settings.kinds[seed % len(settings.kinds)])
        head = make_decoder(shape, width) if task == "ae" else make_head(width, classes)
        if kind == "relative":
            front = RelativeEncoder(encoder, anchors(settings, count), RelativeLayer(count))
            model: nn.Module = (
                RelativeAutoencoder(front, head) if task == "ae" else RelativeClassifier(front, head)
            )
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
    """Encoder ``seed`` with every decoder: relative, absolute, and absolute through fitted maps."""
    test = images(settings)[1]
    models: dict[str, list[nn.Module]] = {}
    for kind in ("relative", "absolute"):
        models[kind] = [
            trained(settings, "ae", kind, settings.anchors, settings.latent, i)
            for i in progress.track(range(settings.models), f"autoencoders, {kind}")
        ]
    yield from _row_of_matrix(
        models, settings, seed, lambda model: error(model, test), "reconstruction MSE", "autoencoder"
    )


def classifier_rows(settings: Networks, seed: int, progress: Progress) -> Iterator[Row]:
    """Encoder ``seed`` with every head: relative with few and many anchors, absolute, and through fitted maps."""
    test = images(settings)[1]
    name = settings.source

    def models(kind: str, count: int, latent: int, message: str) -> list[nn.Module]:
        return [
            trained(settings, "clf", kind, count, latent, i)
            for i in progress.track(range(settings.models), f"classifiers, {message}")
        ]

    def score(model: nn.Module) -> float:
        return accuracy(run(model, test.x), test)

    absolute = models("absolute", settings.anchors, settings.latent, "absolute")
    for count in settings.anchor_counts:
        relative = {"relative": models("relative", count, settings.latent, f"{count} anchors")}
        yield from _row_of_matrix(relative, settings, seed, score, "accuracy", f"{name} m={count}")
    yield from _row_of_matrix({"absolute": absolute}, settings, seed, score, "accuracy", name)

    # A front of another latent size; and absolute codes as long as the relative ones, whose heads are as large.
    progress.say("classifiers, other latent sizes")
    wide = trained(settings, "clf", "relative", settings.anchors, settings.other_latent, seed)
    backs = relative["relative"]
    values = [score(_join(wide, back)) for i, back in enumerate(backs) if i != seed]
    yield Row("relative", "stitched accuracy", float(np.mean(values)), seed, f"{name} other size")
    wide = trained(settings, "clf", "absolute", settings.anchors, settings.other_latent, seed)
    for method, aligner in ALIGNERS.items():
        joined = [_join(wide, back, aligner, settings) for i, back in enumerate(absolute) if i != seed]
        value = float(np.mean([score(model) for model in joined]))
        yield Row(method, "stitched accuracy", value, seed, f"{name} other size")
    long = trained(settings, "clf", "absolute", settings.anchors, settings.anchors, seed)
    yield Row("absolute", "own accuracy", score(long), seed, f"{name}, codes as long as the relative ones")


Aligner = type[ProcrustesAligner] | type[AffineAligner] | None
ALIGNERS: dict[str, Aligner] = {"absolute": None, "procrustes": ProcrustesAligner, "affine": AffineAligner}


def _row_of_matrix(
    models: dict[str, list[nn.Module]],
    settings: Networks,
    seed: int,
    score: Callable[[nn.Module], float],
    metric: str,
    setting: str,
) -> Iterator[Row]:
    """Row ``seed`` of each stitching matrix: every cell, the model itself, and the mean of the foreign ones."""
    for kind, members in models.items():
        ways = {kind: None} if kind == "relative" else ALIGNERS
        names = {f"decoder {i}": member for i, member in enumerate(members)}
        for method, aligner in ways.items():

            def join(front: nn.Module, back: nn.Module, aligner: Aligner = aligner) -> nn.Module:
                return front if front is back else _join(front, back, aligner, settings)

            row = stitching_matrix({f"encoder {seed}": members[seed]}, names, join, score).iloc[0]
            for decoder, value in row.items():
                yield Row(method, metric, float(value), seed, f"{setting} encoder {seed} {decoder}")
            if method == kind:
                yield Row(method, f"own {metric}", float(row.iloc[seed]), seed, setting)
            foreign = row.drop(f"decoder {seed}")
            yield Row(method, f"stitched {metric}", float(foreign.mean()), seed, setting)


def _join(
    front: nn.Module, back: nn.Module, aligner: Aligner = None, settings: Networks | None = None
) -> nn.Module:
    """A foreign encoder with a head; absolute codes go through a map fitted on the anchors when one is given."""
    if isinstance(front, RelativeClassifier) and isinstance(back, RelativeClassifier):
        return stitch(front, back)
    assert isinstance(front, Absolute)
    assert isinstance(back, Absolute)
    if aligner is None or settings is None:
        return _Read(front.encoder, back)
    fixed = anchors(settings, settings.anchors).inputs
    codes = [run(model.encoder, fixed).numpy() for model in (front, back)]
    return _Read(front.encoder, back, aligner().fit(*codes))
