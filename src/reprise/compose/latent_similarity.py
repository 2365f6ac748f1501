"""How alike are two spaces whose samples correspond? Five measures without labels.

Moschella et al. 2023 (arXiv 2209.15430), table 1, with the protocol of the official notebook: queries of both
spaces are searched in the *same* database, the second space, and a sample counts among its own neighbours.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from reprise.vectors import linear_cka, nearest, normalize

MODES = ("cross", "within")


def latent_similarity(
    first: Float[np.ndarray, "n d"],
    second: Float[np.ndarray, "n width"],
    k: int = 10,
    mode: str = "cross",
    include_self: bool = True,
    truncate_rank: bool = True,
) -> dict[str, float]:
    """Cosine, Jaccard, mean reciprocal rank, linear CKA and mean squared error of row-aligned vectors.

    Args:
        first, second: vectors of the same samples, of equal width (pad or project them first if need be).
        k: neighbours in the Jaccard index; also where the rank is cut off. The paper's text has 10 (as
            recalled), the official notebook 5.
        mode: Jaccard of the neighbours of first[i] and of second[i] both in ``second`` (``"cross"``), or each in
            its own space (``"within"``).
        include_self: whether a sample counts among its own neighbours.
        truncate_rank: a counterpart beyond rank k scores 0, as officially; else its rank counts.

    Returns:
        ``cosine``: mean cosine of counterparts; ``jaccard``: mean intersection over union of the neighbours;
        ``mrr``: mean of 1 / rank of second[i] when first[i] is searched in ``second``; ``cka``; ``mse``.
    """
    if mode not in MODES:
        raise ValueError(f"mode must be one of {', '.join(MODES)}, got {mode!r}")
    if first.shape != second.shape:
        raise ValueError(
            f"both spaces must have the same samples and width, got {first.shape} and {second.shape}"
        )
    n = len(first)
    most = n if include_self else n - 1
    if not 1 <= k <= most:
        raise ValueError(f"k must lie between 1 and {most}, got {k}")
    a, b = normalize(first), normalize(second)
    # In "cross" both are searched in the second space, in "within" the first is searched in itself.
    left = _neighbours(a, b if mode == "cross" else a, k, include_self)
    right = _neighbours(b, b, k, include_self)
    shared = np.concatenate(
        [
            (p[:, :, None] == q[:, None, :]).sum((1, 2))
            for p, q in zip(_blocks(left), _blocks(right), strict=True)
        ]
    )
    rank = _rank_of_counterpart(a, b)
    reciprocal = np.where(rank <= k, 1 / rank, 0.0) if truncate_rank else 1 / rank
    return {
        "cosine": float(np.einsum("nd,nd->n", a, b).mean()),
        "jaccard": float((shared / (2 * k - shared)).mean()),
        "mrr": float(reciprocal.mean()),
        "cka": linear_cka(first, second),
        "mse": float(((first - second) ** 2).mean()),
    }


def _neighbours(queries: np.ndarray, database: np.ndarray, k: int, include_self: bool) -> np.ndarray:
    if include_self:
        return nearest(queries, database, k, cosine=False)[1]
    found = nearest(queries, database, min(k + 1, len(database)), cosine=False)[1]
    others = found != np.arange(len(queries))[:, None]
    others[others.all(1), -1] = False  # the sample was not among its own k + 1: drop the farthest
    return found[others].reshape(len(queries), k)


def _rank_of_counterpart(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Rank of b[i] when a[i] is searched in ``b``; among equals it counts as the middle one."""
    ranks = []
    start = 0
    for block in _blocks(a):
        scores = block @ b.T
        rows = np.arange(len(block))
        own = scores[rows, start + rows][:, None]
        ranks.append(1 + (scores > own).sum(1) + ((scores == own).sum(1) - 1) / 2)
        start += len(block)
    return np.concatenate(ranks)


def _blocks(x: np.ndarray, size: int = 1024) -> list[np.ndarray]:
    return [x[start : start + size] for start in range(0, len(x), size)]
