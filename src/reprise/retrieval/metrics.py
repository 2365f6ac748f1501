"""Ranking metrics on judgements and runs, with trec_eval's conventions.

``qrels`` maps query -> document -> grade, ``run`` maps query -> document -> score. A run is ranked by
descending score; equal scores by descending document id (trec_eval's rule). A grade of ``min_grade`` (1) or
more is relevant; unjudged documents and grades below 1 gain nothing. Every query of ``qrels`` counts: one that
the run lacks scores 0, one that only the run has is ignored. nDCG: Järvelin and Kekäläinen 2002 in the form
gain / log2(rank + 1), divided by the same sum for the best order of all judged documents.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

Qrels = Mapping[str, Mapping[str, int]]
Run = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Judged:
    """A run seen through its judgements, ready for any metric.

    Attributes:
        queries: the judged queries, in the order of the rows.
        grades: of the ranked documents, best rank first; 0 where unjudged or past the end of the ranking.
        ideal: all judged grades, descending, padded with 0.
    """

    queries: tuple[str, ...]
    grades: Int[np.ndarray, "queries depth"]
    ideal: Int[np.ndarray, "queries judged"]


def judge(qrels: Qrels, run: Run, depth: int | None = None) -> Judged:
    """Rank the run and look up its grades, to ``depth`` or to the longest ranking's end.

    Raises:
        ValueError: no judged query, a depth below 1, or a score that is not a number.
    """
    if not qrels:
        raise ValueError("qrels is empty: there is no query to evaluate")
    if depth is not None and depth < 1:
        raise ValueError(f"depth must be at least 1, got {depth}")
    ranked: list[list[int]] = []
    for query, judged in qrels.items():
        scored = run.get(query, {})
        if any(score != score for score in scored.values()):
            raise ValueError(f"query {query!r} has a score that is not a number")
        order = sorted(scored, reverse=True)
        order.sort(key=scored.__getitem__, reverse=True)  # stable: equal scores keep descending ids
        ranked.append([judged.get(document, 0) for document in order[:depth]])
    best = [sorted(judged.values(), reverse=True) for judged in qrels.values()]
    return Judged(tuple(qrels), _padded(ranked, depth or 1), _padded(best, 1))


def _padded(rows: list[list[int]], least: int) -> np.ndarray:
    lengths = np.fromiter(map(len, rows), np.int64, len(rows))
    out = np.zeros((len(rows), max(least, lengths.max())), np.int64)
    out[np.arange(out.shape[1]) < lengths[:, None]] = np.concatenate([np.array(r, np.int64) for r in rows])
    return np.maximum(out, 0)


def _cut(judged: Judged, k: int) -> np.ndarray:
    if k < 1:
        raise ValueError(f"k must be at least 1, got {k}")
    return judged.grades[:, :k]


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)


def ndcg(judged: Judged, k: int = 10, gain: str = "linear") -> Float[np.ndarray, " queries"]:
    """nDCG@k of each query; a query without a relevant document has 0.

    Args:
        gain: ``"linear"`` (the grade, as trec_eval) or ``"exponential"`` (2^grade - 1, Burges et al. 2005).
    """
    if gain not in ("linear", "exponential"):
        raise ValueError(f"gain must be 'linear' or 'exponential', got {gain!r}")

    def dcg(grades: np.ndarray) -> np.ndarray:
        gains = grades if gain == "linear" else np.exp2(grades) - 1
        return gains @ (1 / np.log2(np.arange(2, grades.shape[1] + 2)))

    return _ratio(dcg(_cut(judged, k)), dcg(judged.ideal[:, :k]))


def reciprocal_rank(judged: Judged, k: int = 10, min_grade: int = 1) -> Float[np.ndarray, " queries"]:
    """1 / rank of the first relevant document among the first k, else 0; its mean is MRR@k."""
    relevant = _cut(judged, k) >= min_grade
    return relevant.any(axis=1) / (1.0 + relevant.argmax(axis=1))


def average_precision(judged: Judged, k: int = 1000, min_grade: int = 1) -> Float[np.ndarray, " queries"]:
    """Mean over ALL relevant documents of the precision at their rank, 0 beyond k; its mean is MAP@k."""
    relevant = _cut(judged, k) >= min_grade
    precisions = np.cumsum(relevant, axis=1) / np.arange(1, relevant.shape[1] + 1)
    return _ratio((precisions * relevant).sum(axis=1), (judged.ideal >= min_grade).sum(axis=1))


def precision(judged: Judged, k: int = 10, min_grade: int = 1) -> Float[np.ndarray, " queries"]:
    """Relevant documents among the first k, divided by k (also where the ranking is shorter)."""
    return (_cut(judged, k) >= min_grade).sum(axis=1) / k


def recall(judged: Judged, k: int = 100, min_grade: int = 1) -> Float[np.ndarray, " queries"]:
    """Share of the relevant documents among the first k."""
    found = (_cut(judged, k) >= min_grade).sum(axis=1)
    return _ratio(found, (judged.ideal >= min_grade).sum(axis=1))


METRICS: dict[str, Callable[[Judged, int], np.ndarray]] = {
    "ndcg": ndcg, "mrr": reciprocal_rank, "map": average_precision, "p": precision, "recall": recall,
}  # fmt: skip


def evaluate(qrels: Qrels, run: Run, metrics: Sequence[str] = ("ndcg@10", "mrr@10")) -> dict[str, float]:
    """Means over the judged queries of metrics named ``ndcg@k``, ``mrr@k``, ``map@k``, ``p@k``, ``recall@k``.

    >>> evaluate({"q": {"a": 1}}, {"q": {"b": 2.0, "a": 1.0}}, ["mrr@10", "recall@1"])
    {'mrr@10': 0.5, 'recall@1': 0.0}
    """
    parsed = []
    for metric in metrics:
        name, _, cut = metric.partition("@")
        if name not in METRICS or not cut.isdecimal() or int(cut) < 1:
            raise ValueError(f"a metric is one of {', '.join(METRICS)}, '@' and a cut-off; got {metric!r}")
        parsed.append((METRICS[name], int(cut)))
    judged = judge(qrels, run, max((cut for _, cut in parsed), default=1))
    values = (function(judged, cut) for function, cut in parsed)
    return {metric: float(value.mean()) for metric, value in zip(metrics, values, strict=True)}
