"""Gender in word vectors: measured, removed in several ways, looked for again, and what the removal costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

from reprise.papers.word_to_multimodal.word_sets import ASSOCIATIONS, DEFINING_PAIRS, GENDERED, SPECIFIC
from reprise.papers.word_to_multimodal.word_vectors import Vectors, similarity, word_vectors
from reprise.report import Progress, Row
from reprise.words import (
    INLP,
    LEACE,
    WordVectors,
    bias_subspace,
    hard_debias,
    most_biased,
    residual_bias,
    soft_debias,
    weat,
)

EFFECT, P, COVERAGE = "WEAT effect", "WEAT p", "share of words covered"
RBF, LINEAR, HELD_OUT = (
    "RBF accuracy",
    "linear accuracy",
    "linear accuracy, erasure fitted on the other folds",
)
CLUSTERS, NEIGHBOURS, COST = "cluster accuracy", "neighbour correlation", "word similarity"
STRENGTH, TESTS = "mean |WEAT effect|", "gendered tests"
LEAK, ALL = "most biased words", "all words"
BEFORE, HARD, SOFT, NULL, ERASED = "before", "hard debiasing", "soft debiasing", "INLP", "LEACE"


@dataclass(frozen=True)
class Bias:
    """Args:
    each: most biased words of either side.
    frequent: they are among so many most frequent words.
    trade_off: of soft debiasing.
    rounds: of null-space projection at most.
    """

    each: int = 250
    frequent: int = 20_000
    trade_off: float = 1e4
    rounds: int = 20
    folds: int = 5


def bias_rows(settings: Bias, vectors: Vectors, seed: int, progress: Progress) -> Iterator[Row]:
    """Associations, recoverability and word similarity before and after each removal."""
    model = word_vectors(vectors, seed, progress)
    progress.say("bias and its removal")
    pairs = [pair for pair in DEFINING_PAIRS if all(word in model for word in pair)]
    subspace = bias_subspace(np.stack([model.unit[model.rows(pair)] for pair in pairs]))
    yield Row(BEFORE, "defining pairs covered", float(len(pairs)), seed, ALL)
    tested = {word for sets in ASSOCIATIONS.values() for word in sets.words}
    sides = most_biased(model, subspace[0], settings.each, SPECIFIC | tested, settings.frequent)
    rows, leaning = np.concatenate(sides), np.repeat([1, 0], settings.each)
    before = model.unit[rows].astype(np.float64)
    removed = _removals(settings, model, subspace, rows, leaning)
    for method, after in removed.items():
        strengths = []
        for name, sets in ASSOCIATIONS.items():
            found = weat(sets.x, sets.y, sets.a, sets.b, after, samples=5000)
            yield Row(method, EFFECT, found.effect, seed, name)
            if name in GENDERED:
                strengths.append(abs(found.effect))
            yield Row(method, P, found.p, seed, name)
            if method == BEFORE:
                missing = sum(len(set(words)) for words in found.missing.values())
                yield Row(
                    method,
                    COVERAGE,
                    1 - missing / sum(map(len, (sets.x, sets.y, sets.a, sets.b))),
                    seed,
                    name,
                )
        yield Row(method, STRENGTH, float(np.mean(strengths)), seed, TESTS)
        left = residual_bias(before, after.unit[rows].astype(np.float64), subspace[0], settings.folds)
        for metric, value in (
            (RBF, left.rbf),
            (LINEAR, left.linear),
            (CLUSTERS, left.clusters),
            (NEIGHBOURS, left.neighbours),
        ):
            yield Row(method, metric, value, seed, LEAK)
        yield Row(method, COST, similarity(vectors, after), seed, ALL)
    erasers: dict[str, Callable[[], LEACE | INLP]] = {ERASED: LEACE, NULL: lambda: _inlp(settings)}
    for method, eraser in erasers.items():
        yield Row(method, HELD_OUT, _held_out(eraser, before, leaning, settings.folds, seed), seed, LEAK)


def _inlp(settings: Bias) -> INLP:
    return INLP(rounds=settings.rounds)


def _removals(
    settings: Bias, model: WordVectors, subspace: np.ndarray, rows: np.ndarray, leaning: np.ndarray
) -> dict[str, WordVectors]:
    """The vectors before and after; classifiers and erasure are fitted on the most biased words."""
    unit = model.unit.astype(np.float64)
    neutral = np.array([word not in SPECIFIC for word in model.words])
    frequent = neutral[: settings.frequent]
    soft = soft_debias(unit, unit[: settings.frequent][frequent], subspace, settings.trade_off)

    def with_vectors(x: np.ndarray) -> WordVectors:
        return WordVectors(model.words, x.astype(np.float32), model.counts)

    return {
        BEFORE: model,
        HARD: hard_debias(model, subspace, specific=SPECIFIC),
        SOFT: with_vectors(unit @ soft),
        NULL: with_vectors(_inlp(settings).fit(unit[rows], leaning).transform(unit)),
        ERASED: with_vectors(LEACE().fit(unit[rows], leaning).transform(unit)),
    }


def _held_out(
    eraser: Callable[[], LEACE | INLP], x: np.ndarray, leaning: np.ndarray, folds: int, seed: int
) -> float:
    """Accuracy of a linear classifier on folds that neither it nor the erasure was fitted on."""
    scores = []
    for train, test in StratifiedKFold(folds, shuffle=True, random_state=seed).split(x, leaning):
        fitted = eraser().fit(x[train], leaning[train])
        classifier = make_pipeline(StandardScaler(), LinearSVC(C=0.1, max_iter=20_000))
        classifier.fit(fitted.transform(x[train]), leaning[train])
        scores.append(classifier.score(fitted.transform(x[test]), leaning[test]))
    return float(np.mean(scores))
