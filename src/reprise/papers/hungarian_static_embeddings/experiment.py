"""Static vectors for Hungarian and English: counted on running text, or extracted from a contextual model?

All sets of a language are compared on the words that every one of them has. The English arm has a real teacher and
decides what extraction is worth; the Hungarian one asks about word forms and tags. A seed trains everything anew but the
teachers and what they read. Differences on the same questions or documents are judged twice: over seeds, and over
resampled word pairs or documents, since seeds share those.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reprise.papers.hungarian_static_embeddings.counting import COUNTED, GLOVE, Counting
from reprise.papers.hungarian_static_embeddings.english import (
    CHOSEN,
    DISTILLED,
    OTHERS,
    English,
    english_rows,
)
from reprise.papers.hungarian_static_embeddings.english import X2STATIC as X2
from reprise.papers.hungarian_static_embeddings.hungarian import (
    ELMO,
    SETS,
    X2STATIC,
    Hungarian,
    hungarian_rows,
)
from reprise.papers.hungarian_static_embeddings.measure import MeanAtLeast, ResampledAtLeast
from reprise.papers.hungarian_static_embeddings.speed import GENSIM, LOSS, OURS, RATE, Speed, speed_rows
from reprise.report import (
    Figure,
    Judge,
    Progress,
    Row,
    Scale,
    Table,
    Verdict,
    all_of,
    at_least,
    at_most,
    gap,
    new_figure,
    only_at,
    per_scale,
    ratio,
    untested,
)


@dataclass(frozen=True)
class Settings:
    seeds: int
    english: English
    hungarian: Hungarian
    speed: Speed


SMALL = Counting(dim=16, epochs=1, min_count=2, buckets=2000)
SETTINGS = {
    Scale.TINY: Settings(
        2,
        English("generated", 0, 400, 100, SMALL, small_epochs=2, glove_epochs=2, x2_epochs=2, distilled_dim=8),
        Hungarian(
            "generated", 0, 200, 400, 100, SMALL, teacher_dim=8, teacher_units=8, x2_epochs=2, tagged=100, tested=50,
            units=(8,), tasks=("upos", "ner"), tag_epochs=1,
        ),
        Speed(epochs=1, dim=16, held_out=200),
    ),
    Scale.LAPTOP: Settings(3, English(), Hungarian(), Speed()),
    Scale.GPU: Settings(
        3,
        English(tokens=15_000_000, taught=400_000, common=20_000, small_epochs=5, glove_epochs=15),
        Hungarian(
            tokens=5_000_000, learned=250_000, taught=250_000, teacher_units=512, teacher_depth=2, tagged=40_000,
            tested=6700, units=(1, 2, 4, 8, 16, 32, 64), tasks=("upos", "ner"), tag_epochs=5, second_set=True,
        ),
        Speed(sentences=200_000),
    ),
}  # fmt: skip


def perform(settings: Settings, seed: int, progress: Progress) -> Iterator[Row]:
    """English, Hungarian, then the speed of the trainer on the English text."""
    yield from english_rows(settings.english, seed, progress)
    yield from hungarian_rows(settings.hungarian, seed, progress)
    yield from speed_rows(settings.speed, settings.english.text, seed, progress)


BIG = (Scale.LAPTOP, Scale.GPU)
NO_TEXT = "made-up text at this scale"
PAIRS, DOCUMENTS = "word pairs", "test documents"


def extraction(other: str) -> Judge:
    """X2Static over another way: more similar, and better at analogies by 0.02."""
    return all_of(
        at_least(gap(X2, over=other, metric="spearman", setting="en"), 0.0),
        at_least(gap(X2, over=other, metric="mrr", setting="en"), 0.02),
        ResampledAtLeast(X2, f"spearman over {other}", "en", 0.0, PAIRS),
        ResampledAtLeast(X2, f"mrr over {other}", "en", 0.02, PAIRS),
    )


def tagging(settings: Settings) -> Judge:
    name = f"parts of speech, {settings.hungarian.units[-1]} units"
    over = gap(X2STATIC, over="skip-gram", metric="tag accuracy", setting=name)
    return all_of(
        MeanAtLeast(over, 0.0),
        at_least(over, -0.005),
        ResampledAtLeast(X2STATIC, "tag accuracy over skip-gram", name, -0.005, DOCUMENTS),
    )


def elmo(settings: Settings) -> Judge:
    name = f"parts of speech, {settings.hungarian.units[-1]} units"
    return all_of(
        *(
            at_least(gap(ELMO, over=other, metric="tag accuracy", setting=name), -0.005)
            for other in SETS
            if other != ELMO
        )
    )


@dataclass(frozen=True)
class WherePeerIsInstalled(Judge):
    """A comparison with a peer that may be missing on the machine of the run."""

    peer: str
    inner: Judge

    def judge(self, id: str, table: Table, scale: Scale) -> Verdict:
        measured = self.peer in set(table.frame["method"])
        judge = self.inner if measured else untested(f"{self.peer} is not installed where this ran")
        return judge.judge(id, table, scale)


CLAIMS: dict[str, Judge] = {
    "static-wins-analogy": only_at(
        BIG,
        all_of(
            at_least(gap(CHOSEN, over="best extracted", metric="mrr", setting="en"), 0.05),
            ResampledAtLeast(CHOSEN, "mrr over best extracted", "en", 0.05, PAIRS),
        ),
        NO_TEXT,
    ),
    "x2static-best-extraction": only_at(BIG, all_of(*map(extraction, OTHERS)), NO_TEXT),
    # Judged at tiny too: the made-up grammar has endings, and a judge that runs is a judge that is tested.
    "fasttext-over-word2vec": all_of(
        at_least(gap("fastText", over="skip-gram", metric="mrr", setting="hu"), 0.02),
        ResampledAtLeast("fastText", "mrr over skip-gram", "hu", 0.02, PAIRS),
    ),
    "tagging-order-flips": only_at(BIG, per_scale(SETTINGS, tagging), NO_TEXT),
    "elmo-best-tagging": only_at(
        Scale.GPU, per_scale(SETTINGS, elmo), "the language model has read too little text at this scale"
    ),
    "faster-than-gensim": only_at(
        BIG,
        WherePeerIsInstalled(
            GENSIM,
            all_of(
                at_least(ratio(OURS, GENSIM, RATE), 1.5),
                at_most(ratio(OURS, GENSIM, LOSS), 1.005),
            ),
        ),
        "too little text to time at this scale",
    ),
}


def figure(table: Table) -> Figure:
    """Every set's analogies in English and in Hungarian, and what it is worth to a tagger."""
    result, axes = new_figure(1, 3, width=9.0, height=3.6)
    left, middle, right = axes[0]
    english = [*COUNTED, GLOVE, "skip-gram, equal text", X2, *OTHERS, DISTILLED]
    english = [method for method in english if method in set(table.frame["method"])]
    for axis, methods, setting, title in (
        (left, english, "en", "English analogies"),
        (middle, list(SETS), "hu", "Hungarian word forms"),
    ):
        means = [table.mean(method, "mrr", setting) for method in methods]
        bars = axis.barh(methods, means, color=_colours(methods))
        axis.bar_label(bars, fmt="%.2f", padding=3, fontsize=7)
        axis.set(title=title, xlabel="mean reciprocal rank", xlim=(0, 1.2 * max(means)))
    settings = [s for s in table.settings("skip-gram", "tag accuracy") if s.startswith("parts of speech, ")]
    spans = [table.interval(method, "tag accuracy", settings[-1]) for method in SETS]
    for method, span, colour in zip(SETS, spans, _colours(list(SETS)), strict=True):
        error = [[span.mean - span.low], [span.high - span.mean]]
        right.errorbar([span.mean], [method], xerr=error, fmt="o", color=colour)
    right.set(title="Hungarian POS tags", xlabel="tag accuracy, 95% over seeds", yticklabels=[])
    for axis in (left, middle, right):
        axis.tick_params(axis="y", labelsize=7, length=0)
        axis.grid(visible=False, axis="y")
        axis.invert_yaxis()
    right.set_ylim(middle.get_ylim())
    right.plot([], [], "o", color="C0", label="counted on text")
    right.plot([], [], "o", color="C1", label="extracted")
    result.legend(loc="outside lower right", ncols=2)
    return result


def _colours(methods: list[str]) -> list[str]:
    """Sets counted on text in one colour, extracted ones in another."""
    return [
        "C0" if method in (*COUNTED, GLOVE) or method.startswith("skip-gram") else "C1" for method in methods
    ]
