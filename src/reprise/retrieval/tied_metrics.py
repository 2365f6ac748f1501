"""Ranking metrics where many scores are equal: their expectation over all orders of the ties.

Hamming distances of b-bit codes take b + 1 values, so most documents of a large base are tied. Metrics that rank ties
by their place in the file then measure the file. McSherry and Najork 2008, "Computing information retrieval performance
measures efficiently in the presence of tied scores", give the expectations over uniformly random orders in closed
form. In a group of n tied documents, r of them relevant, with N documents and R relevant ones before it: the i-th place
holds a relevant one with probability r/n, and then (i-1)(r-1)/(n-1) relevant ones are expected before it in the group.

All functions take ``scores`` [queries, documents], larger is better (for distances: their negative), and equally shaped
relevance or grades; every document counts as judged. Without ties they are the plain metrics.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Num

BLOCK = 2**20  # places worked on at once


@dataclass(frozen=True)
class _Places:
    """For each place of the ranking, what is known of its group of ties; arrays are [queries, documents].

    Attributes:
        start: documents before the group.
        size: documents in the group.
        gain: gains in the group.
        before: gains before the group.
    """

    start: np.ndarray
    size: np.ndarray
    gain: np.ndarray
    before: np.ndarray


def _places(scores: np.ndarray, gains: np.ndarray) -> _Places:
    queries, documents = scores.shape
    order = np.argsort(-scores, axis=1, kind="stable")
    ranked = np.take_along_axis(scores, order, 1)
    sorted_gains = np.take_along_axis(gains, order, 1).astype(float)
    first = np.ones((queries, documents), dtype=bool)
    first[:, 1:] = ranked[:, 1:] != ranked[:, :-1]
    group = np.cumsum(first.ravel()) - 1
    heads = np.flatnonzero(first.ravel())
    size = np.diff(heads, append=queries * documents)
    gain = np.add.reduceat(sorted_gains.ravel(), heads)
    cumulative = np.cumsum(sorted_gains, axis=1) - sorted_gains
    shape = (queries, documents)
    return _Places(
        (heads % documents)[group].reshape(shape),
        size[group].reshape(shape),
        gain[group].reshape(shape),
        cumulative.ravel()[heads][group].reshape(shape),
    )


def _check(scores: np.ndarray, gains: np.ndarray, k: int | None = None) -> None:
    if scores.shape != gains.shape:
        raise ValueError(f"scores have shape {scores.shape}, the judgements {gains.shape}")
    if scores.shape[1] == 0:
        raise ValueError("there is no document to rank")
    if scores.dtype.kind == "u":
        raise ValueError(f"scores are {scores.dtype}: subtract distances as signed numbers")
    if scores.dtype.kind == "f" and np.isnan(scores).any():
        raise ValueError("a score is not a number")
    if k is not None and k < 1:
        raise ValueError(f"k must be at least 1, got {k}")


def _blocks(scores: np.ndarray) -> list[slice]:
    step = max(1, BLOCK // scores.shape[1])
    return [slice(start, start + step) for start in range(0, len(scores), step)]


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.zeros(part.shape), where=whole > 0)


def tied_average_precision(
    scores: Num[np.ndarray, "queries documents"], relevant: Bool[np.ndarray, "queries judged"]
) -> Float[np.ndarray, " queries"]:
    """Expected average precision over the whole ranking; 0 for a query without a relevant document."""
    _check(scores, relevant)
    out = [np.zeros(0)]
    for part in _blocks(scores):
        at = _places(scores[part], relevant[part])
        rank = np.arange(1, scores.shape[1] + 1)
        within = (rank - at.start - 1) * (at.gain - 1) / np.maximum(at.size - 1, 1)
        total = (at.gain / at.size * (at.before + 1 + within) / rank).sum(1)
        out.append(_ratio(total, relevant[part].sum(1)))
    return np.concatenate(out)


def _expected_gains(at: _Places) -> np.ndarray:
    """Gain expected within the first 1, 2, ... places."""
    rank = np.arange(1, at.size.shape[1] + 1)
    expected: np.ndarray = at.before + at.gain * (rank - at.start) / at.size
    return expected


def tied_precision(
    scores: Num[np.ndarray, "queries documents"], relevant: Bool[np.ndarray, "queries judged"], k: int = 10
) -> Float[np.ndarray, " queries"]:
    """Expected share of relevant documents among the first ``k``, divided by ``k`` in any case."""
    _check(scores, relevant, k)
    place = min(k, scores.shape[1]) - 1
    found = [_expected_gains(_places(scores[p], relevant[p]))[:, place] / k for p in _blocks(scores)]
    return np.concatenate([np.zeros(0), *found])


def tied_recall(
    scores: Num[np.ndarray, "queries documents"], relevant: Bool[np.ndarray, "queries judged"], k: int = 10
) -> Float[np.ndarray, " queries"]:
    """Expected share of the relevant documents that is among the first ``k``; 0 where there is none."""
    _check(scores, relevant, k)
    return _ratio(tied_precision(scores, relevant, k) * k, relevant.sum(1))


def tied_ndcg(
    scores: Num[np.ndarray, "queries documents"], grades: Num[np.ndarray, "queries judged"], k: int = 10
) -> Float[np.ndarray, " queries"]:
    """Expected nDCG@k with gain / log2(rank + 1); 0 for a query without gain.

    Args:
        grades: gains, not negative.
    """
    _check(scores, grades, k)
    if (grades < 0).any():
        raise ValueError("grades must not be negative")
    cut = min(k, scores.shape[1])
    discount = 1 / np.log2(np.arange(2, cut + 2))
    out = [np.zeros(0)]
    for part in _blocks(scores):
        at = _places(scores[part], grades[part])
        ideal = -np.sort(-grades[part].astype(float), axis=1)[:, :cut]
        out.append(_ratio((at.gain / at.size)[:, :cut] @ discount, ideal @ discount))
    return np.concatenate(out)


def tied_precision_at_recall(
    scores: Num[np.ndarray, "queries documents"],
    relevant: Bool[np.ndarray, "queries judged"],
    levels: Float[np.ndarray, " levels"],
) -> Float[np.ndarray, "queries levels"]:
    """The precision-recall curve: at each level of recall the largest expected precision from there on.

    Both are expectations at a cut-off; the largest value to the right is the usual interpolation of such curves. A query
    without a relevant document has a curve of 0.

    Args:
        levels: between 0 and 1.
    """
    _check(scores, relevant)
    if ((levels < 0) | (levels > 1)).any():
        raise ValueError(f"levels of recall must lie between 0 and 1, got {levels}")
    out = [np.zeros((0, len(levels)))]
    rank = np.arange(1, scores.shape[1] + 1)
    for part in _blocks(scores):
        found = _expected_gains(_places(scores[part], relevant[part]))
        total = relevant[part].sum(1)
        best = np.maximum.accumulate((found / rank)[:, ::-1], axis=1)[:, ::-1]
        recall = _ratio(found, np.broadcast_to(total[:, None], found.shape))
        # A recall that is reached up to rounding is reached.
        place = np.stack([np.searchsorted(row, levels - 1e-9) for row in recall])
        curve = np.take_along_axis(best, np.minimum(place, scores.shape[1] - 1), 1)
        out.append(np.where(total[:, None] > 0, curve, 0.0))
    return np.concatenate(out)
