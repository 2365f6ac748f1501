"""How good are word vectors? Analogies and similarity judgements, with what they cover.

Analogies as in Mikolov et al. 2013 (arXiv 1301.3781); questions with a word that has no vector are left out and counted.
Similarity is the rank correlation of cosines with people's scores.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from reprise.words.word_vectors import WordVectors

Question = tuple[str, str, str, str]


class CategoryScore(NamedTuple):
    """One category of questions: scores over the ``covered`` ones, which are ``coverage`` of all."""

    accuracy: float
    mrr: float
    covered: int
    coverage: float


@dataclass(frozen=True)
class AnalogyResult:
    """``accuracy``: the expected word is first. ``mrr``: mean of 1 / rank among the first k, 0 beyond.

    Both over all questions that are covered, in ``by_category`` over those of each category that has any.
    ``coverage`` is the share of questions whose four words all have vectors.
    """

    accuracy: float
    mrr: float
    coverage: float
    by_category: Mapping[str, CategoryScore]


def analogy_accuracy(
    vectors: WordVectors,
    questions: Mapping[str, Sequence[Question]],
    method: str = "add",
    k: int | None = 10,
) -> AnalogyResult:
    """Ask all questions (a, b, c, d): a : b = c : ?

    Args:
        questions: by category.
        method: ``"add"`` or ``"mul"``, see :meth:`WordVectors.analogies`.
        k: how many answers count for the reciprocal rank; None counts every rank.

    Raises:
        ValueError: no question is covered, or k below 1.
    """
    if k is not None and k < 1:
        raise ValueError(f"k must be at least 1, or None for every rank; got {k}")
    total = sum(len(asked) for asked in questions.values())
    ranks: dict[str, np.ndarray] = {}
    for category, asked in questions.items():
        covered = [question for question in asked if all(word in vectors for word in question)]
        ranks[category] = vectors.analogy_ranks(covered, method)
    everything = np.concatenate([*ranks.values(), np.empty(0, dtype=np.int64)])
    if not len(everything):
        raise ValueError(
            f"none of the {total} questions has all its words among the {len(vectors):,} vectors"
        )
    return AnalogyResult(
        *_scores(everything, k),
        coverage=len(everything) / total,
        by_category={
            name: CategoryScore(*_scores(found, k), len(found), len(found) / len(questions[name]))
            for name, found in ranks.items()
            if len(found)
        },
    )


def reciprocal_ranks(ranks: Int[np.ndarray, " questions"], k: int | None) -> Float[np.ndarray, " questions"]:
    """1 / rank, 0 where the rank is 0 (no answer) or beyond ``k``."""
    counts = (ranks > 0) if k is None else (ranks > 0) & (ranks <= k)
    return np.divide(1.0, ranks, out=np.zeros(len(ranks)), where=counts)


def _scores(ranks: np.ndarray, k: int | None) -> tuple[float, float]:
    return float((ranks == 1).mean()), float(reciprocal_ranks(ranks, k).mean())


def read_analogies(path: str | Path) -> dict[str, list[Question]]:
    """Questions by category from the format of the Google set: ``: category``, then four words a line.

    Raises:
        ValueError: a line without four words, or questions before the first category; says which line.
    """
    questions: dict[str, list[Question]] = {}
    category: str | None = None
    for number, line in enumerate(Path(path).read_text(encoding="utf-8").splitlines(), 1):
        words = line.split()
        if not words:
            continue
        if words[0].startswith(":"):
            category = line.strip()[1:].strip()
            questions.setdefault(category, [])
            continue
        if category is None:
            raise ValueError(f"line {number} of {Path(path).name} asks before a line ': category'")
        if len(words) != 4:
            raise ValueError(
                f"line {number} of {Path(path).name} has {len(words)} words, not 4: {line[:60]!r}"
            )
        a, b, c, d = words
        questions[category].append((a, b, c, d))
    return questions


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
