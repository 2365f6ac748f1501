"""Which order suits data whose dimension nobody knows: digits and photographs on the sphere of pixels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from sklearn.neighbors import KNeighborsClassifier

from reprise import data
from reprise.analysis import Cosines, InfiniteDepthClassifier
from reprise.papers.optimal_classifiers.kernels import of_order
from reprise.report import Progress, Row


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
    """The order is chosen on one half of the test points; everything is judged on the other."""
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
    rows, chosen = {}, []
    for order in images.orders:
        kernel = of_order(order)
        right = InfiniteDepthClassifier(kernel.dual, zonal=kernel).fit(x, y).label(cosines) == truth
        chosen.append(right[:half].mean())
        rows[f"order {order}", "accuracy"] = float(right[half:].mean())
    best = images.orders[int(np.argmax(chosen))]
    rows["chosen order", "accuracy"] = rows[f"order {best}", "accuracy"]
    rows["chosen order", "order"] = float(best)
    nearest = KNeighborsClassifier(1).fit(x, y).predict(queries[half:])
    rows["1-nn", "accuracy"] = float((nearest == truth[half:]).mean())
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
