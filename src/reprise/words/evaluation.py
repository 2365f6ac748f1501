"""How good are word vectors? Analogies and similarity judgements, with what they cover.

Analogies as in Mikolov et al. 2013 (arXiv 1301.3781); questions with a word that has no vector are left out and counted.
Similarity is the rank correlation of cosines with people's scores.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from reprise.words.word_vectors import WordVectors

Question = tuple[str, str, str, str]


@dataclass(frozen=True)
class AnalogyResult:
    """``accuracy``: the expected word is first. ``mrr``: mean of 1 / rank among the first k, 0 beyond.

    Both over all questions that are covered; ``by_category`` has (accuracy, mrr, questions covered) for each.
    ``coverage`` is the share of questions whose four words all have vectors.
    """

    accuracy: float
    mrr: float
    coverage: float
    by_category: Mapping[str, tuple[float, float, int]]


def analogy_accuracy(
    vectors: WordVectors, questions: Mapping[str, Sequence[Question]], method: str = "add", k: int = 10
) -> AnalogyResult:
    """Ask all questions (a, b, c, d): a : b = c : ?

    Args:
        questions: by category.
        method: ``"add"`` or ``"mul"``, see :meth:`WordVectors.analogies`.
        k: how many answers count for the reciprocal rank.

    Raises:
        ValueError: no question is covered.
    """
    total = sum(len(asked) for asked in questions.values())
    ranks: dict[str, np.ndarray] = {}
    for category, asked in questions.items():
        covered = [question for question in asked if all(word in vectors for word in question)]
        answers = vectors.analogies([(a, b, c) for a, b, c, _ in covered], k, method)
        found = [
            next((rank for rank, (word, _) in enumerate(answer, 1) if word == d), 0)
            for answer, (_, _, _, d) in zip(answers, covered, strict=True)
        ]
        ranks[category] = np.array(found, dtype=float)
    everything = np.concatenate([*ranks.values(), np.empty(0)])
    if not len(everything):
        raise ValueError(
            f"none of the {total} questions has all its words among the {len(vectors):,} vectors"
        )
    return AnalogyResult(
        *_scores(everything),
        coverage=len(everything) / total,
        by_category={name: (*_scores(found), len(found)) for name, found in ranks.items() if len(found)},
    )


def _scores(ranks: np.ndarray) -> tuple[float, float]:
    reciprocal = np.divide(1.0, ranks, out=np.zeros(len(ranks)), where=ranks > 0)
    return float((ranks == 1).mean()), float(reciprocal.mean())


def word_similarity(
    vectors: WordVectors, first: Sequence[str], second: Sequence[str], scores: Float[np.ndarray, " pairs"]
) -> tuple[float, float]:
    """Spearman's correlation of cosines with the scores, and the share of pairs that are covered.

    Raises:
        ValueError: fewer than three pairs are covered.
    """
    covered = np.array(
        [a in vectors and b in vectors for a, b in zip(first, second, strict=True)], dtype=bool
    )
    if covered.sum() < 3:
        raise ValueError(
            f"{int(covered.sum())} of {len(covered)} pairs have vectors; a correlation needs three"
        )
    from scipy.stats import spearmanr

    rows = np.flatnonzero(covered).tolist()
    cosines = vectors.similarity([first[i] for i in rows], [second[i] for i in rows])
    return float(spearmanr(cosines, np.asarray(scores)[rows]).statistic), float(covered.mean())
