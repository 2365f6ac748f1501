"""Word sense induction: occurrences of a word in clusters, compared with gold senses.

Measured by the adjusted Rand index (Hubert and Arabie 1985) as in Grzegorczyk and Kurdziel 2018 (D18-1174): 1 for the
same partition, 0 on average for random ones and exactly for a single cluster.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, Int


def choose_senses(
    scores: Float[np.ndarray, "occurrences senses"],
    words: Int[np.ndarray, " rows"],
    least: float = 0.05,
) -> Int[np.ndarray, " occurrences"]:
    """The best scored sense of each occurrence, among the senses that its word uses.

    A sense that is the best for less than the share ``least`` of a word's occurrences is given up, the rarest first,
    and its occurrences go to the best of the others: every method is scored after the same clean-up.

    Args:
        scores: higher is better; -inf excludes a sense.

    Raises:
        ValueError: ``least`` is not a share, or an occurrence has no sense that is allowed.
    """
    if not 0 <= least < 1:
        raise ValueError(f"least must be a share in [0, 1), got {least}")
    if len(scores) != len(words):
        raise ValueError(f"{len(scores)} rows of scores for {len(words)} occurrences")
    lost = np.flatnonzero(np.isnan(scores).any(1) | (scores == -np.inf).all(1))
    if len(lost):
        raise ValueError(f"occurrence {lost[0]} has no sense with a score: {scores[lost[0]]}")
    chosen = scores.argmax(1)
    for word in np.unique(words):
        rows = np.flatnonzero(words == word)
        own = scores[rows].astype(float)
        while True:
            labels = own.argmax(1)
            counts = np.bincount(labels, minlength=own.shape[1])
            used = np.flatnonzero(counts)
            rarest = used[counts[used].argmin()]
            if len(used) == 1 or counts[rarest] >= least * len(rows):
                break
            own[:, rarest] = -np.inf
        chosen[rows] = labels
    return chosen


def wsi_score(
    assigned: Int[np.ndarray, " occurrences"],
    gold: Int[np.ndarray, " truths"] | Sequence[str],
    words: Int[np.ndarray, " rows"],
    weighted: bool = False,
) -> float:
    """The adjusted Rand index of each word's clusters, averaged over words.

    Args:
        assigned, gold: induced and true sense of each occurrence; names are not compared, partitions are.
        weighted: by the words' occurrences, instead of every word alike.

    Raises:
        ValueError: different lengths, or no occurrences.
    """
    scores, counts = word_scores(assigned, gold, words)
    return float(np.average(scores, weights=counts if weighted else None))


def word_scores(
    assigned: Int[np.ndarray, " occurrences"],
    gold: Int[np.ndarray, " truths"] | Sequence[str],
    words: Int[np.ndarray, " rows"],
) -> tuple[Float[np.ndarray, " different"], Int[np.ndarray, " different"]]:
    """Each word's adjusted Rand index and number of occurrences, in the order of the words' numbers."""
    from sklearn.metrics import adjusted_rand_score

    truth = np.asarray(gold)
    if not len(assigned) == len(truth) == len(words):
        raise ValueError(f"{len(assigned)} assignments, {len(truth)} gold senses, {len(words)} words")
    if not len(words):
        raise ValueError("there are no occurrences to score")
    scores, counts = [], []
    for word in np.unique(words):
        own = words == word
        scores.append(adjusted_rand_score(truth[own], assigned[own]))
        counts.append(int(own.sum()))
    return np.array(scores), np.array(counts)
