"""One ranking from several: by ranks or by scores."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

import numpy as np

Key = TypeVar("Key", bound=Hashable)
SCALES = ("minmax", "zscore", "none")


def _weights(given: Sequence[float] | None, count: int) -> Sequence[float]:
    if given is None:
        return [1.0] * count
    if len(given) != count:
        raise ValueError(f"give one weight a ranking: {count} rankings, {len(given)} weights")
    if min(given) < 0:
        raise ValueError(f"weights must not be negative, got {list(given)}")
    return given


def reciprocal_rank_fusion(
    rankings: Sequence[Sequence[Key]], constant: float = 60.0, weights: Sequence[float] | None = None
) -> list[tuple[Key, float]]:
    """score(d) = sum over rankings of weight / (constant + rank of d), rank from 1; absent adds nothing.

    Cormack, Clarke and Büttcher 2009 (SIGIR), with their constant 60. Equal scores stay in the order in which
    the documents are met, first ranking first.

    Args:
        rankings: documents, best first; a document once a ranking.

    >>> reciprocal_rank_fusion([["a", "b"], ["b", "c"]], constant=1)[0][0]
    'b'
    """
    if constant < 0:
        raise ValueError(f"constant must not be negative, got {constant}")
    total: dict[Key, float] = {}
    for ranking, weight in zip(rankings, _weights(weights, len(rankings)), strict=True):
        if len(set(ranking)) != len(ranking):
            raise ValueError("a ranking names a document twice")
        for rank, document in enumerate(ranking, 1):
            total[document] = total.get(document, 0.0) + weight / (constant + rank)
    return sorted(total.items(), key=lambda item: -item[1])


def score_fusion(
    scored: Sequence[Mapping[Key, float]], weights: Sequence[float] | None = None, scale: str = "minmax"
) -> list[tuple[Key, float]]:
    """Weighted sum of scores, each source brought to a common scale first.

    Args:
        scored: document -> score, one mapping a source.
        scale: ``"minmax"`` (the source's scores to 0..1, one constant value to 1), ``"zscore"`` (mean 0,
            standard deviation 1) or ``"none"``.

    A document that a source lacks gets that source's lowest scaled score (with ``"none"``: adds nothing).
    """
    if scale not in SCALES:
        raise ValueError(f"scale must be one of {', '.join(SCALES)}, got {scale!r}")
    total: dict[Key, float] = {document: 0.0 for source in scored for document in source}
    for source, weight in zip(scored, _weights(weights, len(scored)), strict=True):
        if not source:
            continue
        values = np.fromiter(source.values(), np.float64, len(source))
        if not np.isfinite(values).all():
            raise ValueError("scores must be finite numbers")
        if scale == "minmax":
            spread = np.ptp(values)
            values = (values - values.min()) / spread if spread > 0 else np.ones_like(values)
        elif scale == "zscore":
            values = (values - values.mean()) / max(values.std(), 1e-12)
        # A constant source tells its documents from the absent ones only.
        absent = 0.0 if scale == "none" or np.ptp(values) == 0 else float(values.min())
        own = dict(zip(source, values.tolist(), strict=True))
        for document in total:
            total[document] += weight * own.get(document, absent)
    return sorted(total.items(), key=lambda item: -item[1])
