"""Which samples become anchors.

Moschella et al. 2023 (arXiv 2209.15430), appendix on anchor selection: uniform, farthest point, k-means, and the
most frequent words; the official vision configuration stratifies by class.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float, Int

from reprise.vectors import nearest, normalize

METHODS = ("uniform", "farthest", "kmeans", "stratified", "frequent")


@dataclass(frozen=True)
class AnchorSet:
    """Anchors as samples: their ids, which must agree between spaces that are compared, and their inputs.

    Raises:
        ValueError: fewer than two, or not as many inputs as ids. Ids that occur twice draw a warning.
    """

    ids: tuple[int, ...]
    inputs: Any

    def __post_init__(self) -> None:
        if len(self.ids) < 2:
            raise ValueError(f"at least two anchors are needed, got {len(self.ids)}")
        if len(self.ids) != len(self.inputs):
            raise ValueError(f"{len(self.ids)} anchor ids for {len(self.inputs)} inputs")
        if len(set(self.ids)) < len(self.ids):
            warnings.warn("an anchor occurs twice; the second adds no information", stacklevel=3)

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def take(cls, inputs: Any, indices: Sequence[int] | np.ndarray) -> AnchorSet:
        """The anchors at these indices of a data set's inputs (anything that can be indexed by an array)."""
        index = np.asarray(indices)
        return cls(tuple(int(i) for i in index), inputs[index])


def select_anchors(
    x: Float[np.ndarray, "n d"],
    m: int,
    method: str = "uniform",
    y: Int[np.ndarray, " labels"] | None = None,
    top: int | None = None,
    seed: int = 0,
) -> Int[np.ndarray, " m"]:
    """Indices of ``m`` anchors among the rows of ``x``.

    Args:
        method: ``"uniform"`` at random; ``"farthest"`` point sampling by cosine distance from a random start;
            ``"kmeans"``, the sample nearest to each of m centroids of normalised vectors; ``"stratified"``,
            uniform within each class, sizes as equal as they can be; ``"frequent"``, the first m rows (of words
            in order of frequency).
        y: class indices, for ``"stratified"``.
        top: choose among the first ``top`` rows only (of words in order of frequency).

    Raises:
        ValueError: m below 2 or above n, an unknown method, no labels, or a class with too few members.
    """
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}, got {method!r}")
    if top is not None:
        if not m <= top <= len(x):
            raise ValueError(
                f"top must lie between the number of anchors {m} and of samples {len(x)}, got {top}"
            )
        x, y = x[:top], None if y is None else y[:top]
    n = len(x)
    if not 2 <= m <= n:
        raise ValueError(f"the number of anchors must lie between 2 and the number of samples {n}, got {m}")
    rng = np.random.default_rng(seed)
    if method == "frequent":
        return np.arange(m)
    if method == "uniform":
        return rng.permutation(n)[:m]
    if method == "stratified":
        return _stratified(n, m, y, rng)
    unit = normalize(x)
    if method == "farthest":
        chosen = np.empty(m, dtype=np.int64)
        chosen[0] = rng.integers(n)
        closest = unit @ unit[chosen[0]]
        for i in range(1, m):
            chosen[i] = np.argmin(closest)
            closest = np.maximum(closest, unit @ unit[chosen[i]])
            closest[chosen[: i + 1]] = np.inf
        return chosen
    from sklearn.cluster import KMeans

    centroids = KMeans(m, n_init=1, random_state=seed).fit(unit).cluster_centers_.astype(unit.dtype)
    return _distinct_nearest(unit, centroids)


def _stratified(n: int, m: int, y: np.ndarray | None, rng: np.random.Generator) -> np.ndarray:
    if y is None or len(y) != n:
        raise ValueError(
            f"stratified anchors need one label a sample, got {None if y is None else len(y)} for {n}"
        )
    classes = np.unique(y)
    sizes = np.full(len(classes), m // len(classes))
    sizes[: m % len(classes)] += 1
    parts = []
    for label, size in zip(classes, sizes, strict=True):
        members = np.flatnonzero(y == label)
        if len(members) < size:
            raise ValueError(f"class {label} has {len(members)} samples, {size} anchors are asked of it")
        parts.append(rng.permutation(members)[:size])
    return np.concatenate(parts)


def _distinct_nearest(unit: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    """The sample nearest to each centroid; one that is taken already gives way to the next nearest."""
    _, ranked = nearest(centroids, unit, k=min(len(unit), len(centroids)))
    taken: dict[int, None] = {}
    for row in ranked:
        taken.setdefault(next(int(i) for i in row if int(i) not in taken))
    return np.fromiter(taken, dtype=np.int64)
