"""How sure is a mean over analogy questions? The questions of a category share their word pairs.

A question joins two pairs (a : b and c : d); k pairs give k (k - 1) questions, so a bootstrap over questions would
believe in far more evidence than there is. Pairs are drawn with replacement instead, and a question counts as often as
both its pairs were drawn together: the multiway bootstrap of Owen 2007 ("The pigeonhole bootstrap").
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from scipy.sparse import csr_array

from reprise.words.evaluation import Question


def pair_bootstrap(
    questions: Sequence[Question],
    values: Float[np.ndarray, " values"],
    resamples: int = 1000,
    seed: int = 0,
) -> Float[np.ndarray, " resamples"]:
    """Means of ``values`` (one a question) over resampled word pairs; their quantiles are an interval.

    Values may be differences of two sets of vectors on the same questions. A resample without a question is drawn
    anew.

    Raises:
        ValueError: not one value a question, no question, or no two different pairs.
    """
    if len(questions) != len(values):
        raise ValueError(f"{len(questions)} questions for {len(values)} values")
    if not len(questions):
        raise ValueError("there is no question to resample")
    if resamples < 1:
        raise ValueError(f"resamples must be at least 1, got {resamples}")
    pairs: dict[tuple[str, str], int] = {}
    joined = [
        (pairs.setdefault((a, b), len(pairs)), pairs.setdefault((c, d), len(pairs)))
        for a, b, c, d in questions
    ]
    if len(pairs) < 2:
        raise ValueError("all questions are of one pair with itself; there is nothing to resample")
    first, second = np.array(joined).T
    shape = (len(pairs), len(pairs))
    sums = csr_array((np.asarray(values, dtype=float), (first, second)), shape)
    counts = csr_array((np.ones(len(questions)), (first, second)), shape)
    rng = np.random.default_rng(seed)
    out = np.empty(0)
    chance = np.full(len(pairs), 1 / len(pairs))
    while len(out) < resamples:
        drawn = rng.multinomial(len(pairs), chance, size=resamples).astype(float)
        total, weight = ((drawn @ matrix * drawn).sum(1) for matrix in (sums, counts))
        out = np.concatenate([out, total[weight > 0] / weight[weight > 0]])
    return out[:resamples]
