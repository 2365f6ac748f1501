"""Infinitely deep networks on Dirichlet mixtures, whose dimension and Bayes rule are known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from sklearn.neighbors import KNeighborsClassifier

from reprise.analysis import (
    DIRICHLET_PROBLEMS,
    Cosines,
    HilbertClassifier,
    InfiniteDepthClassifier,
    Koenigs,
    MajorityVote,
    hermite_dual,
)
from reprise.papers.optimal_classifiers.kernels import limit, of_order
from reprise.papers.optimal_classifiers.neighbours import AGREEMENT, DEGREES
from reprise.report import Progress, Row

TRAIN, TEST = 0, 1  # streams of random numbers of a seed
ORDERS = (1, 2, 4, 8)


@dataclass(frozen=True)
class Mixtures:
    """Problems by dimension of the sphere, numbers of training points, number of test points.

    ``draws`` training sets of each size are averaged: few points vary most, and cost least.
    """

    dimensions: tuple[int, ...] = (1, 2, 4, 8)
    sizes: tuple[int, ...] = (100, 1000, 3000)
    test: int = 2000
    draws: tuple[int, ...] = (8, 1, 1)


def mixture_rows(mixtures: Mixtures, seed: int, progress: Progress) -> Iterator[Row]:
    """Every classifier on every problem at every size; all training sets of a problem share their test points."""
    cases = [
        (d, n, draws)
        for d in mixtures.dimensions
        for n, draws in zip(mixtures.sizes, mixtures.draws, strict=True)
    ]
    for d, n, draws in progress.track(cases, "mixtures"):
        problem = DIRICHLET_PROBLEMS[d]
        queries, truth = problem.sample(mixtures.test, (seed, TEST, d))
        results = []
        for draw in range(draws):
            x, y = problem.sample(n, (seed, TRAIN, d, n, draw))
            results.append(
                {(method, metric): value for method, metric, value in compare(d, x, y, queries, truth)}
            )
        for method, metric in results[0]:
            value = float(np.mean([result[method, metric] for result in results]))
            yield Row(method, metric, value, seed, f"d={d} n={n}")
        yield Row("bayes", "accuracy", float((problem.bayes(queries) == truth).mean()), seed, f"d={d} n={n}")


def compare(
    d: int, x: np.ndarray, y: np.ndarray, queries: np.ndarray, truth: np.ndarray
) -> Iterator[tuple[str, str, float]]:
    """(method, metric, value) of one problem; all kernels vote on the same cosines."""
    cosines = Cosines.between(queries, x)

    def accuracy(labels: np.ndarray) -> float:
        return float((labels == truth).mean())

    def voted(kernel: Koenigs) -> np.ndarray:
        return InfiniteDepthClassifier(kernel.dual, zonal=kernel).fit(x, y).label(cosines)

    for order in ORDERS:
        score = accuracy(voted(of_order(order)))
        yield f"order {order}", "accuracy", score
        if order == d:
            yield "matched", "accuracy", score
    if d > 1:  # no sine activation has order 1
        yield "matched, sine", "accuracy", accuracy(voted(of_order(d, "sine")))
    yield "erf", "accuracy", accuracy(voted(limit("erf")))

    nearest = KNeighborsClassifier(1).fit(x, y).predict(queries)
    yield "1-nn", "accuracy", accuracy(nearest)
    yield "hilbert", "accuracy", accuracy(HilbertClassifier(d).fit(x, y).label(cosines.log_sqdist))
    yield "majority", "accuracy", accuracy(MajorityVote().fit(x, y).predict(queries))
    for degree in DEGREES:
        labels = InfiniteDepthClassifier(hermite_dual(degree)).fit(x, y).label(cosines)
        yield f"h_{degree}", AGREEMENT, float((labels == nearest).mean())
