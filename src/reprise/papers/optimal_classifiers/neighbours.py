"""How depth makes a network without linear part the nearest neighbour: regression at several depths."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sklearn.neighbors import KNeighborsClassifier

from reprise.analysis import DIRICHLET_PROBLEMS, Cosines, InfiniteDepthClassifier, hermite_dual
from reprise.report import Progress, Row

TRAIN, TEST = 6, 7
DEGREES = (2, 3)
AGREEMENT = "agreement with 1-nn"


@dataclass(frozen=True)
class Neighbours:
    """Kernel regression with Hermite activations h_2 and h_3 against the nearest neighbour."""

    dimensions: tuple[int, ...] = (1, 2, 4, 8)
    depths: tuple[int, ...] = (4, 8, 16, 30)
    train: int = 100
    test: int = 1000


def neighbour_rows(neighbours: Neighbours, seed: int, progress: Progress) -> Iterator[Row]:
    """Share of test points on which the regression of a finite number of layers says what the nearest neighbour says.

    The closed form of infinite depth picks a neighbour by construction; the regression has to get there.
    """
    for d in progress.track(neighbours.dimensions, "nearest neighbours"):
        x, y = DIRICHLET_PROBLEMS[d].sample(neighbours.train, (seed, TRAIN, d))
        queries, _ = DIRICHLET_PROBLEMS[d].sample(neighbours.test, (seed, TEST, d))
        cosines = Cosines.between(queries, x)
        nearest = KNeighborsClassifier(1).fit(x, y).predict(queries)
        for degree in DEGREES:
            for depth in neighbours.depths:
                network = InfiniteDepthClassifier(hermite_dual(degree), "ntk", depth).fit(x, y)
                share = float((network.label(cosines) == nearest).mean())
                yield Row(f"h_{degree}", AGREEMENT, share, seed, f"d={d} L={depth}")
