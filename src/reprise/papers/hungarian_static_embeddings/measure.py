"""Sets of vectors on a common vocabulary: scores, and how sure their differences are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from reprise.papers.hungarian_static_embeddings.texts import Similarities, Text, covered
from reprise.report import Judge, Quantity, Row, Scale, Table, Verdict, at_least
from reprise.vectors import all_but_the_top, spearman_rows
from reprise.words import WordVectors, pair_bootstrap, reciprocal_ranks
from reprise.words.evaluation import Question

RESAMPLES = 500
ENDS = {"lower end": 0.025, "upper end": 0.975}
Sets = Mapping[str, WordVectors]


def restricted(sets: Sets, counts: Mapping[str, int], most: int) -> dict[str, WordVectors]:
    """All sets on the ``most`` frequent words that every one of them has."""
    shared = set.intersection(*(set(vectors.words) for vectors in sets.values()))
    words = sorted(shared, key=lambda word: (-counts[word], word))[:most]
    return {name: vectors.restrict(words) for name, vectors in sets.items()}


def post_processed(sets: Sets) -> dict[str, WordVectors]:
    """Without mean and top components (Mu and Viswanath 2018), a hundredth of the dimensions."""
    return {
        name: WordVectors(vectors.words, all_but_the_top(vectors.vectors), vectors.counts)
        for name, vectors in sets.items()
    }


@dataclass(frozen=True, eq=False)
class Analogies:
    """Reciprocal ranks (0 beyond the tenth) of every set on the questions that the common vocabulary covers."""

    questions: list[Question]
    categories: np.ndarray
    values: Mapping[str, np.ndarray]
    first: Mapping[str, np.ndarray]

    @classmethod
    def ask(cls, sets: Sets, questions: Mapping[str, list[Question]]) -> Analogies:
        words = next(iter(sets.values())).words
        asked = list(covered(questions, words))
        if not asked:
            raise ValueError(f"no question is covered by the {len(words)} common words")
        only = [question for _, question in asked]
        ranks = {name: vectors.analogy_ranks(only) for name, vectors in sets.items()}
        return cls(
            only,
            np.array([category for category, _ in asked]),
            {name: reciprocal_ranks(found, 10) for name, found in ranks.items()},
            {name: (found == 1).astype(float) for name, found in ranks.items()},
        )

    def rows(self, seed: int, setting: str, by_category: bool = True) -> Iterator[Row]:
        for name, values in self.values.items():
            yield Row(name, "mrr", float(values.mean()), seed, setting)
            yield Row(name, "accuracy", float(self.first[name].mean()), seed, setting)
            if by_category:
                for category in dict.fromkeys(self.categories.tolist()):
                    value = float(values[self.categories == category].mean())
                    yield Row(name, "mrr of a category", value, seed, f"{setting}, {category}")

    def gap_rows(self, method: str, over: str, seed: int, setting: str) -> Iterator[Row]:
        """The ends of the interval of a difference in MRR, from resampled word pairs."""
        gaps = pair_bootstrap(self.questions, self.values[method] - self.values[over], RESAMPLES, seed)
        yield from end_rows(gaps, method, f"mrr over {over}", seed, setting)


def coverage_rows(
    found: Analogies, questions: Mapping[str, list[Question]], seed: int, setting: str
) -> Iterator[Row]:
    """What share of the questions of each category the common vocabulary covers."""
    for category, asked in questions.items():
        share = int((found.categories == category).sum()) / max(1, len(asked))
        yield Row("common vocabulary", "coverage", share, seed, f"{setting}, {category}")


def end_rows(gaps: np.ndarray, method: str, metric: str, seed: int, setting: str) -> Iterator[Row]:
    for end, share in ENDS.items():
        yield Row(method, f"{metric}, {end}", float(np.quantile(gaps, share)), seed, setting)


class Correlations:
    """Spearman's correlation of every set with people's judgements, as it is and over resampled pairs."""

    def __init__(self, sets: Sets, similarities: Mapping[str, Similarities], seed: int) -> None:
        words = set(next(iter(sets.values())).words)
        self.full: dict[str, dict[str, float]] = {name: {} for name in sets}
        self.coverage: dict[str, float] = {}
        self._samples: list[tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]] = []
        self._resampled: dict[str, np.ndarray] = {}
        rng = np.random.default_rng(seed)
        for benchmark, pairs in similarities.items():
            rows = [
                i
                for i, (a, b) in enumerate(zip(pairs.first, pairs.second, strict=True))
                if a in words and b in words
            ]
            self.coverage[benchmark] = len(rows) / len(pairs.first)
            first, second = [pairs.first[i] for i in rows], [pairs.second[i] for i in rows]
            scores = pairs.scores[rows]
            cosines = {
                name: vectors.similarity(first, second).astype(float) for name, vectors in sets.items()
            }
            for name, own in cosines.items():
                self.full[name][benchmark] = float(spearman_rows(own[None], scores[None])[0])
            self._samples.append((cosines, scores, rng.integers(0, len(rows), (RESAMPLES, len(rows)))))

    def resampled(self, name: str) -> np.ndarray:
        """The mean correlation on each draw of pairs, which are the same for all sets."""
        if name not in self._resampled:
            found = [spearman_rows(own[name][drawn], scores[drawn]) for own, scores, drawn in self._samples]
            self._resampled[name] = np.mean(found, axis=0)
        return self._resampled[name]

    def mean(self, name: str) -> float:
        return float(np.mean(list(self.full[name].values())))

    def rows(self, seed: int, setting: str) -> Iterator[Row]:
        for name, scores in self.full.items():
            yield Row(name, "spearman", self.mean(name), seed, setting)
            for benchmark, value in scores.items():
                yield Row(name, "spearman of a benchmark", value, seed, f"{setting}, {benchmark}")
        for benchmark, share in self.coverage.items():
            yield Row("common vocabulary", "coverage", share, seed, f"{setting}, {benchmark}")

    def gap_rows(self, method: str, over: str, seed: int, setting: str) -> Iterator[Row]:
        gaps = self.resampled(method) - self.resampled(over)
        yield from end_rows(gaps, method, f"spearman over {over}", seed, setting)


@dataclass(frozen=True)
class ResampledAtLeast(Judge):
    """A difference against a threshold by its interval over resampled test items, whose ends are averaged over seeds.

    Seeds share the test items: their spread knows nothing of how few there are, and this interval nothing of training.
    A claim that asks for both judges says so with ``all_of``.
    """

    method: str
    metric: str
    setting: str
    threshold: float
    items: str

    def judge(self, id: str, table: Table, scale: Scale) -> Verdict:
        low, high = (table.mean(self.method, f"{self.metric}, {end}", self.setting) for end in ENDS)
        word = "holds" if low >= self.threshold else "fails" if high < self.threshold else "inconclusive"
        return Verdict(
            id=id,
            verdict=word,
            scale=scale,
            seeds=len(table.seeds),
            quantity=f"{self.metric} of {self.method} [{self.setting}]",
            measured=(low + high) / 2,
            interval=(low, high),
            threshold=f">= {self.threshold:g}",
            reason=f"95% interval over {RESAMPLES} resamples of {self.items}, averaged over {len(table.seeds)} seeds",
        )


@dataclass(frozen=True)
class MeanAtLeast(Judge):
    """The mean over seeds itself against a threshold, for a claim whose interval is judged by another, lower one.

    Fails when the whole interval lies below; inconclusive when only the mean does.
    """

    quantity: Quantity
    threshold: float

    def judge(self, id: str, table: Table, scale: Scale) -> Verdict:
        verdict = at_least(self.quantity, self.threshold).judge(id, table, scale)
        if verdict.verdict != "inconclusive" or verdict.measured is None or verdict.measured < self.threshold:
            return verdict
        return replace(verdict, verdict="holds", reason=f"the mean; {verdict.reason}")


def text_rows(text: Text, words: int, taught: int, seed: int, setting: str) -> Iterator[Row]:
    """What the comparison stands on."""
    yield Row("text", "tokens", float(sum(text.counts.values())), seed, setting)
    yield Row("common vocabulary", "words", float(words), seed, setting)
    yield Row("teacher", "sentences", float(taught), seed, setting)
