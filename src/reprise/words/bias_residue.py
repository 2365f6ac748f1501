"""What is left of a bias after its removal.

Gonen and Goldberg 2019 (arXiv 1903.03862): words that leaned one way before can still be told from those that leaned
the other way, by a classifier with a radial kernel, by clustering, and by who their neighbours are.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from reprise.vectors.neighbours import nearest
from reprise.words.word_vectors import WordVectors


@dataclass(frozen=True)
class ResidualBias:
    """How well the former leaning is recovered; both leanings are equally many, so chance is 0.5.

    ``rbf`` and ``linear``: accuracy of support vector machines in cross-validation. ``clusters``: share of words in the
    2-means cluster of their leaning. ``neighbours``: Pearson correlation of the former bias with the share of former
    one-way words among the nearest.
    """

    rbf: float
    linear: float
    clusters: float
    neighbours: float


def most_biased(
    vectors: WordVectors,
    direction: Float[np.ndarray, " dim"],
    each: int = 250,
    leave_out: Collection[str] = (),
    most_frequent: int | None = None,
) -> tuple[Int[np.ndarray, " words"], Int[np.ndarray, " words"]]:
    """Rows of the ``each`` words that lean most along the direction and most against it, strongest first.

    Args:
        leave_out: words that define or measure the bias.
        most_frequent: look only among so many first words.
    """
    allowed = np.array([word not in leave_out for word in vectors.words[:most_frequent]])
    if not 1 <= each <= allowed.sum() // 2:
        raise ValueError(f"each must lie between 1 and {allowed.sum() // 2}, half of the words; got {each}")
    lean = vectors.unit[: len(allowed)] @ direction
    order = np.argsort(-lean, kind="stable")
    order = order[allowed[order]]
    return order[:each], order[-each:][::-1]


def residual_bias(
    before: Float[np.ndarray, "words dim"],
    after: Float[np.ndarray, "same width"],
    direction: Float[np.ndarray, " dim"],
    folds: int = 5,
    neighbours: int = 100,
    seed: int = 0,
) -> ResidualBias:
    """Recover from the vectors ``after`` removal which way the words leaned ``before``.

    Args:
        before, after: the same words, as many leaning along the direction as against it.
        direction: of the bias, in the space before.
        neighbours: how many for the neighbours' measure, at most the number of other words.
        seed: of folds and clustering.

    Raises:
        ValueError: rows that do not correspond, or leanings that are not equally many.
    """
    from sklearn.cluster import KMeans
    from sklearn.model_selection import StratifiedKFold, cross_val_score
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVC

    if len(before) != len(after):
        raise ValueError(f"rows must correspond, got {len(before)} before and {len(after)} after")
    lean = before @ direction
    leaning = lean > np.median(lean)
    if 2 * leaning.sum() != len(lean):
        raise ValueError(f"both leanings must be equally many, got {leaning.sum()} of {len(lean)} words")
    split = StratifiedKFold(folds, shuffle=True, random_state=seed)
    accuracy = {
        kernel: float(
            cross_val_score(
                make_pipeline(StandardScaler(), SVC(kernel=kernel)), after, leaning, cv=split
            ).mean()
        )
        for kernel in ("rbf", "linear")
    }
    cluster = KMeans(2, n_init=10, random_state=seed).fit_predict(after) == 1
    agreement = float((cluster == leaning).mean())
    count = min(neighbours, len(after) - 2)
    found = nearest(after, after, count + 1)[1]
    others = found != np.arange(len(after))[:, None]
    share = (leaning[found] & others).sum(axis=1) / others.sum(axis=1)
    return ResidualBias(
        accuracy["rbf"],
        accuracy["linear"],
        max(agreement, 1 - agreement),
        float(np.corrcoef(lean, share)[0, 1]) if share.std() > 0 else 0.0,
    )
