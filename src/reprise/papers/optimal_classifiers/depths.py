"""How depth approaches its limit: regression with many layers against the closed form, and ReLU against the majority."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reprise.analysis import DIRICHLET_PROBLEMS, Cosines, InfiniteDepthClassifier
from reprise.papers.optimal_classifiers.kernels import activation, deep, limit
from reprise.report import Progress, Row

TRAIN, TEST = 2, 3
SHARE = "share of the larger class"
DEEPEST_SHARE = "share of the larger class, deepest"  # of one seed


@dataclass(frozen=True)
class Depths:
    """Regression at several depths against infinite depth."""

    dimensions: tuple[int, ...] = (2, 4)
    depths: tuple[int, ...] = (10, 30, 100, 300)
    train: int = 200
    test: int = 1000
    activations: tuple[str, ...] = ("erf", "sine 1")


@dataclass(frozen=True)
class ReLUs:
    """Deep ReLU networks on 60% and 40% of two classes; shares are averaged over ``draws`` sets of points.

    ``deepest`` is one more network, as (dimension, layers, test points); it is costly, so one seed runs it on one set.
    """

    dimensions: tuple[int, ...] = (1, 2, 4, 8)
    depths: tuple[int, ...] = (50, 300, 2000)
    train: int = 100
    test: int = 300
    deepest: tuple[int, int, int] | None = (2, 20_000, 100)
    draws: int = 5


def depth_rows(depths: Depths, seed: int, progress: Progress) -> Iterator[Row]:
    """Share of test points on which a finite network says what the infinitely deep one says, and both accuracies.

    Also the rank of the kernel matrix in double precision: where it is below the number of points, the finite
    network is known only up to the choice of the smallest eigenvalue that counts.
    """
    for d in progress.track(depths.dimensions, "finite depth"):
        x, y = DIRICHLET_PROBLEMS[d].sample(depths.train, (seed, TRAIN, d))
        queries, truth = DIRICHLET_PROBLEMS[d].sample(depths.test, (seed, TEST, d))
        cosines = Cosines.between(queries, x)
        for name in depths.activations:
            closed = limit(name)
            infinite = InfiniteDepthClassifier(closed.dual, zonal=closed).fit(x, y).label(cosines)
            yield Row(name, "accuracy", float((infinite == truth).mean()), seed, f"d={d} L=inf")
            for depth in depths.depths:
                kernel = deep(name, depth)
                network = InfiniteDepthClassifier(kernel.dual, "ntk", depth, zonal=kernel).fit(x, y)
                labels = network.label(cosines)
                setting = f"d={d} L={depth}"
                yield Row(
                    name, "agreement with infinite depth", float((labels == infinite).mean()), seed, setting
                )
                yield Row(name, "accuracy", float((labels == truth).mean()), seed, setting)
                yield Row(name, "rank", float(network.rank_), seed, setting)


def relu_rows(relus: ReLUs, seed: int, progress: Progress, deepest: bool) -> Iterator[Row]:
    """Share of test points that a deep ReLU network gives to the larger class; with ``deepest``, also of that one."""
    cases = [(SHARE, d, depth, relus.test, relus.draws) for d in relus.dimensions for depth in relus.depths]
    if deepest and relus.deepest is not None:
        cases.append((DEEPEST_SHARE, *relus.deepest, 1))
    for metric, d, depth, test, draws in progress.track(cases, "deep ReLU"):
        problem = DIRICHLET_PROBLEMS[d]
        kernel = deep("relu", depth)
        network = InfiniteDepthClassifier(activation("relu"), "ntk", depth, zonal=kernel)
        shares = []
        for draw in range(draws):
            x, y = problem.sample(relus.train, (seed, TRAIN, d, draw), exact=True)
            queries, _ = problem.sample(test, (seed, TEST, d, draw))
            shares.append(float((network.fit(x, y).predict(queries) == 0).mean()))
        yield Row("relu", metric, sum(shares) / draws, seed, f"d={d} L={depth}")
