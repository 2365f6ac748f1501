"""How much a word counts in a mean, from how often it occurs."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float, Float64, Num


def sif_weights(counts: Num[np.ndarray, " words"], a: float = 1e-3) -> Float64[np.ndarray, " words"]:
    """Smooth inverse frequency a / (a + p(w)), p(w) the word's share of all occurrences.

    Arora, Liang and Ma 2017, "A simple but tough-to-beat baseline for sentence embeddings", eq. 3. A word that
    never occurs has weight 1.

    >>> sif_weights(np.array([999, 1, 0]), a=1e-3).round(3).tolist()
    [0.001, 0.5, 1.0]
    """
    if a <= 0:
        raise ValueError(f"a must be positive, got {a}")
    if (counts < 0).any() or not counts.sum() > 0:
        raise ValueError("counts must not be negative and must not all be 0")
    return a / (a + counts / counts.sum())


def zipf_probabilities(words: int, exponent: float = 1.0) -> Float[np.ndarray, " words"]:
    """p(rank) proportional to 1 / rank^exponent, for a vocabulary in order of frequency without counts."""
    if words < 1:
        raise ValueError(f"words must be at least 1, got {words}")
    p = np.arange(1, words + 1, dtype=np.float64) ** -exponent
    return p / p.sum()
