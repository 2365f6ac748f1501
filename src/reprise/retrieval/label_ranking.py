"""Ranking quality when relevant means "of the same class"."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float, Int, Shaped


def label_precision_recall(
    found: Int[np.ndarray, "queries k"],
    labels: Shaped[np.ndarray, " items"],
    wanted: Shaped[np.ndarray, " queries"],
) -> tuple[float, float]:
    """Mean precision and recall at k; queries whose class the database lacks are left out.

    Raises:
        ValueError: no query has a relevant item.
    """
    total = _relevant_items(labels, wanted)
    hits = (labels[found] == wanted[:, None]).sum(1)[total > 0]
    return float(hits.mean() / found.shape[1]), float((hits / total[total > 0]).mean())


def _relevant_items(labels: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    classes, counts = np.unique(labels, return_counts=True)
    place = np.minimum(np.searchsorted(classes, wanted), len(classes) - 1)
    total: np.ndarray = np.where(classes[place] == wanted, counts[place], 0)
    if not (total > 0).any():
        raise ValueError("no query's class occurs in the database, so there is nothing to rank")
    return total


def label_map(
    found: Int[np.ndarray, "queries k"],
    labels: Shaped[np.ndarray, " items"],
    wanted: Shaped[np.ndarray, " queries"],
) -> float:
    """Mean average precision at k over the queries.

    AP@k = (1 / min(k, R)) * sum over ranks i <= k of precision(i) * relevant(i), with R the number of items
    of the query's class; a query whose class the database lacks has no AP and is left out.

    Raises:
        ValueError: no query has a relevant item.
    """
    k = found.shape[1]
    relevant: Float[np.ndarray, "queries k"] = (labels[found] == wanted[:, None]).astype(float)
    total = _relevant_items(labels, wanted)
    precision = relevant.cumsum(1) / np.arange(1, k + 1)
    average = (precision * relevant).sum(1)[total > 0] / np.minimum(k, total[total > 0])
    return float(average.mean())
