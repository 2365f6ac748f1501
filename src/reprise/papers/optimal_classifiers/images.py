"""Which order suits data whose dimension nobody knows: digits and photographs on the sphere of pixels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from sklearn.neighbors import KNeighborsClassifier

from reprise import data
from reprise.analysis import Cosines, HilbertClassifier, InfiniteDepthClassifier
from reprise.papers.optimal_classifiers.kernels import of_order
from reprise.report import Progress, Row

NEIGHBOURS = (1, 3, 5, 9)


@dataclass(frozen=True)
class Images:
    """A data set, how many points train and test, and the orders to choose from.

    ``draws`` random splits are averaged, each with a choice of its own.
    """

    source: str
    train: int
    test: int
    orders: tuple[int, ...] = (1, 2, 4, 6, 8, 12, 16, 24)
    draws: int = 1

    @property
    def name(self) -> str:
        return f"{self.source} n={self.train}"


def image_rows(images: Images, seed: int, progress: Progress) -> Iterator[Row]:
    """Orders, and numbers of neighbours, are chosen on one half of the test points; everything is judged on the other.

    So that the choice favours nobody: Hilbert's estimate chooses among the same orders, k-NN among as many labels.
    """
    draws = progress.track(range(images.draws), f"{images.name}: orders of the kernel")
    results = [choose(images, (seed, draw)) for draw in draws]
    for method, metric in results[0]:
        value = float(np.mean([result[method, metric] for result in results]))
        yield Row(method, metric, value, seed, images.name)


def choose(images: Images, seed: tuple[int, int]) -> dict[tuple[str, str], float]:
    """(method, metric) to value on one split."""
    x, y, queries, truth = split(images, seed)
    half = len(queries) // 2
    cosines = Cosines.between(queries, x)
    rows: dict[tuple[str, str], float] = {}

    def tried(options: tuple[int, ...], label: Callable[[int], np.ndarray]) -> tuple[int, list[float]]:
        """The option that is best on the first half, and the accuracy of each on the second."""
        right = [label(option) == truth for option in options]
        best = int(np.argmax([hits[:half].mean() for hits in right]))
        return best, [float(hits[half:].mean()) for hits in right]

    def network(order: int) -> np.ndarray:
        kernel = of_order(order)
        return InfiniteDepthClassifier(kernel.dual, zonal=kernel).fit(x, y).label(cosines)

    best, accuracies = tried(images.orders, network)
    for order, accuracy in zip(images.orders, accuracies, strict=True):
        rows[f"order {order}", "accuracy"] = accuracy
    rows["chosen order", "accuracy"] = accuracies[best]
    rows["chosen order", "order"] = float(images.orders[best])

    hilbert = {order: HilbertClassifier(order).fit(x, y) for order in images.orders}
    best, accuracies = tried(images.orders, lambda order: hilbert[order].label(cosines.log_sqdist))
    rows["hilbert, chosen order", "accuracy"] = accuracies[best]
    rows["hilbert, chosen order", "order"] = float(images.orders[best])

    best, accuracies = tried(NEIGHBOURS, lambda k: KNeighborsClassifier(k).fit(x, y).predict(queries))
    rows["1-nn", "accuracy"] = accuracies[0]
    rows["chosen k-nn", "accuracy"] = accuracies[best]
    rows["chosen k-nn", "k"] = float(NEIGHBOURS[best])
    return rows


def split(images: Images, seed: tuple[int, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Training and test points, drawn at random, as pixels of norm 1."""
    loaded = data.load(images.source)
    rng = np.random.default_rng(seed)
    if "all" in loaded:
        order = rng.permutation(len(loaded["all"]))
        picks = [
            (loaded["all"], order[: images.train]),
            (loaded["all"], order[images.train :][: images.test]),
        ]
    else:
        picks = [
            (part, rng.permutation(len(part))[:count])
            for part, count in ((loaded.train, images.train), (loaded.test, images.test))
        ]
    parts: list[np.ndarray] = []
    for (part, rows), count in zip(picks, (images.train, images.test), strict=True):
        if len(rows) < count:
            raise ValueError(f"{images.source} has {len(rows)} points left where {count} are asked for")
        pixels = part.x[rows].reshape(count, -1).astype(float)
        parts += [pixels / np.linalg.norm(pixels, axis=1, keepdims=True), part.y[rows]]
    return parts[0], parts[1], parts[2], parts[3]
