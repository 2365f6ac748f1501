"""Wide and deep networks as classifiers: does the right activation make infinite depth optimal?

Four studies. Mixtures of two Dirichlet classes on spheres of dimension 1, 2, 4 and 8, where the Bayes rule is known:
singular kernels of matching and of other orders, Hilbert's estimate, the nearest neighbour and the majority, all on the
same points. Images, whose dimension is unknown: the order is chosen on one half of the test points. Depth: regression
with finitely many layers against the closed form. ReLU: how deep a network must be to vote by majority. At gpu scale
also networks of finite width. A seed draws all points anew.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from reprise.papers.optimal_classifiers.depths import Depths, ReLUs, depth_rows, relu_rows
from reprise.papers.optimal_classifiers.drawing import figure as figure
from reprise.papers.optimal_classifiers.finite import FiniteNets, finite_rows
from reprise.papers.optimal_classifiers.images import Images, image_rows
from reprise.papers.optimal_classifiers.mixtures import Mixtures, mixture_rows
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
    depths: Depths
    relus: ReLUs
    finite: FiniteNets | None = None


SETTINGS = {
    Scale.TINY: Settings(
        2,
        Mixtures((2,), (50, 200), 500, (2, 1)),
        (Images("digits", 300, 300, (1, 8)),),
        Depths((2,), (5, 40), 40, 200, ("erf",)),
        ReLUs((2,), (10, 100), 40, 100, deepest=None, draws=2),
        FiniteNets(width=64, depths=(1,), train=20, test=100, steps=50, activations=("erf",)),
    ),
    Scale.LAPTOP: Settings(
        5, Mixtures(), (Images("digits", 1000, 797, draws=5), Images("mnist", 1000, 2000)), Depths(), ReLUs()
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
        Depths(depths=(1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500)),
        ReLUs(),
        FiniteNets(),
    ),
}


def perform(settings: Settings, seed: int, progress: Progress) -> Iterator[Row]:
    """All studies, one after the other; rows carry the seed, the points are drawn from ``FIRST_DRAW`` on.

    Draws below it served to decide how many of them a seed averages, so they judge nothing.
    """
    draw = FIRST_DRAW + seed
    for row in studies(settings, draw, progress):
        yield replace(row, seed=seed)


def studies(settings: Settings, seed: int, progress: Progress) -> Iterator[Row]:
    """The rows of one draw."""
    yield from mixture_rows(settings.mixtures, seed, progress)
    for images in settings.images:
        yield from image_rows(images, seed, progress)
    yield from depth_rows(settings.depths, seed, progress)
    yield from relu_rows(settings.relus, seed, progress)
    if settings.finite is not None:
        with threads(1):
            yield from finite_rows(settings.finite, seed, progress)


BIG = (Scale.LAPTOP, Scale.GPU)
ACCURACY = "accuracy"
AGREEMENT = "agreement with infinite depth"
SHARE = "share of the larger class"
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


def real_order(settings: Settings) -> Judge:
    return all_of(
        *(
            judge
            for images in settings.images
            for judge in (
                at_least(gap("chosen order", "1-nn", ACCURACY, images.name), -0.005),
                at_least(gap("chosen order", "order 1", ACCURACY, images.name), 0.05),
            )
        )
    )


def one_nn(settings: Settings) -> Judge:
    return all_of(*(at_least(mean(f"h_{p}", "agreement with 1-nn"), 0.999) for p in (2, 3)))


def majority(settings: Settings) -> Judge:
    shallow, deep = min(settings.relus.depths), max(settings.relus.depths)
    rises = [
        at_least(mean("relu", SHARE, f"d={d} L={deep}") - mean("relu", SHARE, f"d={d} L={shallow}"), 0.0)
        for d in settings.relus.dimensions
    ]
    votes = [at_least(mean("relu", SHARE, f"d=4 L={deep}"), 0.95)] if 4 in settings.relus.dimensions else []
    return all_of(*votes, *rises)


def depth_limit(settings: Settings) -> Judge:
    depths = [
        depth for depth in settings.depths.depths if depth in (10, 30, 100, 300)
    ] or settings.depths.depths
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
    "real-order": per_scale(SETTINGS, real_order),
    "one-nn": per_scale(SETTINGS, one_nn),
    "majority": per_scale(SETTINGS, majority),
    "depth-limit": per_scale(SETTINGS, depth_limit),
}
