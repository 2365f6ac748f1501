"""Wide and deep networks as classifiers: does the right activation make infinite depth optimal?

Five studies. Mixtures of two Dirichlet classes on spheres of dimension 1, 2, 4 and 8, where the Bayes rule is known:
singular kernels of matching and of other orders, Hilbert's estimate, the nearest neighbour and the majority, all on the
same points. Images, whose dimension is unknown: the order is chosen on one half of the test points. Neighbours: how
deep a network without linear part must be to act as the nearest neighbour. Depth: regression with finitely many layers
against the closed form. ReLU: how deep a network must be to vote by majority. At gpu scale
also networks of finite width. A seed draws all points anew.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from reprise.papers.optimal_classifiers.depths import SHARE, Depths, ReLUs, depth_rows, relu_rows
from reprise.papers.optimal_classifiers.drawing import figure as figure
from reprise.papers.optimal_classifiers.finite import FiniteNets, finite_rows
from reprise.papers.optimal_classifiers.images import Images, image_rows
from reprise.papers.optimal_classifiers.mixtures import Mixtures, mixture_rows
from reprise.papers.optimal_classifiers.neighbours import AGREEMENT as NEAREST
from reprise.papers.optimal_classifiers.neighbours import DEGREES, Neighbours, neighbour_rows
from reprise.report import (
    Judge,
    Progress,
    Quantity,
    Row,
    Scale,
    all_of,
    at_least,
    at_most,
    average,
    by_scale,
    gap,
    magnitude,
    mean,
    only_at,
    per_scale,
)
from reprise.train import threads

FIRST_DRAW = 100


@dataclass(frozen=True)
class Settings:
    """The studies and their sizes; ``finite`` runs at gpu scale only."""

    seeds: int
    mixtures: Mixtures
    images: tuple[Images, ...]
    neighbours: Neighbours
    depths: Depths
    relus: ReLUs
    finite: FiniteNets | None = None


SETTINGS = {
    Scale.TINY: Settings(
        2,
        Mixtures((2,), (50, 200), 500, (2, 1)),
        (Images("digits", 300, 300, (1, 8)),),
        Neighbours((2,), (4, 30), 50, 200),
        Depths((2,), (5, 40), 40, 200, ("erf",)),
        ReLUs((2,), (10, 100), 40, 100, deepest=None, draws=2),
        FiniteNets(width=64, depths=(1,), train=20, test=100, steps=50, activations=("erf",)),
    ),
    Scale.LAPTOP: Settings(
        5,
        Mixtures(),
        (Images("digits", 1000, 797, draws=5), Images("mnist", 1000, 2000)),
        Neighbours(),
        Depths(),
        ReLUs(),
    ),
    Scale.GPU: Settings(
        5,
        Mixtures(sizes=(100, 1000, 3000, 10_000, 30_000), draws=(8, 1, 1, 1, 1)),
        (
            Images("digits", 1000, 797, draws=5),
            Images("mnist", 1000, 2000),
            Images("mnist", 10_000, 4000),
            Images("cifar10", 10_000, 4000),
        ),
        Neighbours(),
        Depths(depths=(1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500)),
        ReLUs(),
        FiniteNets(),
    ),
}


def perform(settings: Settings, seed: int, progress: Progress) -> Iterator[Row]:
    """All studies, one after the other; rows carry the seed, the points are drawn from ``FIRST_DRAW`` on.

    Draws below it served to decide how many of them a seed averages, so they judge nothing.
    """
    for row in studies(settings, FIRST_DRAW + seed, progress, deepest=seed == 0):
        yield replace(row, seed=seed)


def studies(settings: Settings, seed: int, progress: Progress, deepest: bool) -> Iterator[Row]:
    """The rows of one draw; with ``deepest``, also those of the costly network that one seed runs."""
    yield from mixture_rows(settings.mixtures, seed, progress)
    for images in settings.images:
        yield from image_rows(images, seed, progress)
    yield from neighbour_rows(settings.neighbours, seed, progress)
    yield from depth_rows(settings.depths, seed, progress)
    yield from relu_rows(settings.relus, seed, progress, deepest)
    if settings.finite is not None:
        with threads(1):
            yield from finite_rows(settings.finite, seed, progress)


BIG = (Scale.LAPTOP, Scale.GPU)
BIG_SETTINGS = {scale: SETTINGS[scale] for scale in BIG}
ACCURACY = "accuracy"
AGREEMENT = "agreement with infinite depth"
POINTS = 3000  # the size that claims are judged at, where a scale has it


def size(settings: Settings) -> int:
    return min(POINTS, max(settings.mixtures.sizes))


def low(settings: Settings) -> list[int]:
    return [d for d in settings.mixtures.dimensions if d <= 4]


def close_to_bayes(settings: Settings) -> Judge:
    n, few = size(settings), min(settings.mixtures.sizes)
    closed = [
        gap("matched", "1-nn", ACCURACY, f"d={d} n={n}") / gap("bayes", "1-nn", ACCURACY, f"d={d} n={n}")
        for d in low(settings)
    ]
    shrinks = [
        gap("matched", "bayes", ACCURACY, f"d={d} n={n}")
        - gap("matched", "bayes", ACCURACY, f"d={d} n={few}")
        for d in low(settings)
    ]
    return all_of(at_least(average(*closed), 0.35), at_least(average(*shrinks), 0.0))


def matches_hilbert(settings: Settings) -> Judge:
    distances = [
        magnitude(gap("matched", "hilbert", ACCURACY, f"d={d} n={size(settings)}"))
        for d in settings.mixtures.dimensions
    ]
    return at_most(average(*distances), 0.01)


def beats(other: int, d: int) -> Quantity:
    return gap("matched", f"order {other}", ACCURACY, f"d={d} n={POINTS}")


def real_order() -> Judge:
    judges = []
    for source in ("digits n=1000", "mnist n=1000"):  # other sets and sizes are printed, not judged
        judges.append(at_least(gap("chosen order", "1-nn", ACCURACY, source), -0.005))
        judges.append(at_least(gap("chosen order", "order 1", ACCURACY, source), 0.05))
    return all_of(*judges)


def one_nn(settings: Settings) -> Judge:
    """In every setting: the closed form, and the deepest regression."""
    deepest = max(settings.neighbours.depths)
    places = [f"d={d} n={n}" for d in settings.mixtures.dimensions for n in settings.mixtures.sizes]
    places += [f"d={d} L={deepest}" for d in settings.neighbours.dimensions]
    return all_of(*(at_least(mean(f"h_{p}", NEAREST, place), 0.999) for p in DEGREES for place in places))


def majority(settings: Settings) -> Judge:
    shallow, deep = min(settings.relus.depths), max(settings.relus.depths)
    rises = [
        at_least(mean("relu", SHARE, f"d={d} L={deep}") - mean("relu", SHARE, f"d={d} L={shallow}"), 0.0)
        for d in settings.relus.dimensions
    ]
    return all_of(at_least(mean("relu", SHARE, f"d=4 L={deep}"), 0.95), *rises)


def depth_limit(settings: Settings) -> Judge:
    """From 30 layers on: at ten, doubles do not decide what the regression predicts."""
    depths = (30, 100, 300)
    names = settings.depths.activations

    def agreement(depth: int) -> Quantity:
        return average(*(mean(name, AGREEMENT, f"* L={depth}") for name in names))

    rises = [at_least(agreement(more) - agreement(fewer), 0.0) for fewer, more in itertools.pairwise(depths)]
    return all_of(*rises, *(at_least(mean(name, AGREEMENT, f"* L={depths[-1]}"), 0.97) for name in names))


CLAIMS: dict[str, Judge] = {
    "optimal-close-to-bayes": per_scale(SETTINGS, close_to_bayes),
    "matches-hilbert": per_scale(SETTINGS, matches_hilbert),
    "order-matters": only_at(
        BIG,
        all_of(at_least(beats(1, d=4), 0.01), at_least(beats(8, d=4), 0.01), at_least(beats(8, d=1), 0.03)),
        "one dimension only at this scale",
    ),
    "real-order": only_at(BIG, real_order(), "tiny has no 1,000 training images"),
    "one-nn": per_scale(SETTINGS, one_nn),
    "majority": by_scale(
        {scale: majority(own) for scale, own in BIG_SETTINGS.items()},
        "tiny has no points in four dimensions and no 2,000 layers",
    ),
    "depth-limit": by_scale(
        {scale: depth_limit(own) for scale, own in BIG_SETTINGS.items()}, "tiny has no 300 layers"
    ),
}
