"""Text as learnt vectors: do codes that are trained end to end search better than codes made in other ways, and does a
model that chooses among several vectors of a word find its senses?

Two parts, of one thesis: binary paragraph vectors beside semantic hashing, hashing by hyperplanes and codes made from
finished vectors; and disambiguated skip-gram beside multi-sense skip-gram and clustered contexts. A seed is a draw of
documents in the first, a draw of ambiguous words in the second, and of all first weights in both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from reprise.papers.text_vectors.codes import (
    BINARY,
    FULL,
    HASHING,
    HYPERPLANES,
    LEVELS,
    MAP,
    NDCG,
    REAL,
    SHORT_LIST,
    TRANSFER,
    Codes,
    Training,
    code_rows,
)
from reprise.papers.text_vectors.documents import Documents
from reprise.papers.text_vectors.senses import METRIC, Senses, sense_rows
from reprise.report import (
    Figure,
    Judge,
    Progress,
    Row,
    Scale,
    Table,
    all_of,
    at_least,
    best,
    gap,
    mean,
    new_figure,
    only_at,
    per_scale,
    ratio,
)


@dataclass(frozen=True)
class Settings:
    """``code_seeds``, ``sense_seeds``: so many of the seeds measure codes, and senses."""

    seeds: int
    codes: Codes
    senses: Senses
    code_seeds: int
    sense_seeds: int


TINY_CODES = Codes(
    Documents("generated", train=60, test=30, words=100),
    bits=(16, 8),
    filter_bits=8,
    filter_dim=16,
    share=0.4,
    real=Training(20, 0.05, subsample=0),
    prose=Training(20, 0.01, subsample=0),
    binary=(Training(20, 0.01, subsample=0), Training(20, 0.02, subsample=0)),
    real_binary=Training(20, 0.02, subsample=0),
    noise=(1.0, 1.0),
    hashing_epochs=(20, 20),
    hashing_subsample=0,
    hidden=(32,),
    min_count=1,
)
TINY_SENSES = Senses(
    part=None, words=6000, pairs=6, senses=2, dim=16, blocks=2, word_epochs=2, multi_epochs=2, hungarian=None
)

SETTINGS = {
    Scale.TINY: Settings(2, TINY_CODES, TINY_SENSES, 2, 2),
    Scale.LAPTOP: Settings(5, Codes(), Senses(), 3, 5),
    Scale.GPU: Settings(
        5,
        # Three times the documents, eighteen times the prose: fewer passes, so that outputs travel as far.
        Codes(
            Documents(train=11_000, test=7000, prose=9_000_000),
            real=Training(30, 0.025),
            binary=(Training(40, 0.0004, 0.5), Training(120, 0.0006)),
            real_binary=Training(40, 0.003, 0.05),
            prose=Training(10, 0.0003, 0.5),
        ),
        Senses(words=4_000_000, blocks=2, senses=5, dim=300),
        5,
        5,
    ),
}


def perform(settings: Settings, seed: int, progress: Progress) -> Iterator[Row]:
    """Codes of documents, then senses of words."""
    if seed < settings.code_seeds:
        yield from code_rows(settings.codes, seed, progress)
    if seed < settings.sense_seeds:
        yield from sense_rows(settings.senses, seed, progress)


def lengths(judge: Callable[[str, str, str], Judge]) -> Judge:
    """``judge(long code, short code, real vector)`` with the settings of each scale by name."""

    def named(settings: Settings) -> Judge:
        long, short = settings.codes.bits
        return judge(f"{long} bits", f"{short} bits", f"{long} dimensions")

    return per_scale(SETTINGS, named)


CLAIMS: dict[str, Judge] = {
    "binary-beats-semantic-hashing": lengths(
        lambda long, short, real: at_least(gap(BINARY, HASHING, MAP, long), 0.03)
    ),
    "fewer-bits": lengths(
        lambda long, short, real: at_least(gap(BINARY, HASHING, MAP, short, over_setting=long), 0.0)
    ),
    "close-to-real": lengths(
        lambda long, short, real: at_least(mean(BINARY, MAP, long) / mean(REAL, MAP, real), 0.8)
    ),
    "end-to-end-beats-post-hoc": lengths(
        lambda long, short, real: at_least(
            mean(BINARY, MAP, short) - best(mean("sign of PCA", MAP, short), mean("ITQ", MAP, short)), 0.0
        )
    ),
    "filter-rerank": at_least(ratio(SHORT_LIST, FULL, NDCG), 0.95),
    "transfer": lengths(
        lambda long, short, real: at_least(
            gap(f"{BINARY}, {TRANSFER}", f"{HYPERPLANES}, {TRANSFER}", MAP, long), 0.0
        )
    ),
    "dsg-induces-senses": per_scale(
        SETTINGS,
        lambda settings: all_of(
            at_least(gap("DSG", "context clusters", METRIC, f"{settings.senses.pairs} pseudo-words"), 0.02),
            at_least(gap("DSG", "MSSG", METRIC, f"{settings.senses.pairs} pseudo-words"), -0.01),
        ),
    ),
    "relaxed-sample-helps": only_at(
        (Scale.GPU,),
        per_scale(
            SETTINGS,
            lambda settings: at_least(
                gap("DSG", "DSG, softmax", METRIC, f"{settings.senses.pairs} pseudo-words"), 0.0
            ),
        ),
        "the difference is smaller than what this scale can tell",
    ),
}

WAYS = (BINARY, HASHING, HYPERPLANES, "sign of PCA", "ITQ")


def figure(table: Table) -> Figure:
    """Precision against recall of the short codes beside the real vectors, MAP at both lengths, and senses found."""
    result, axes = new_figure(1, 3, width=9.0, height=4.0)
    curve, bars, senses = axes[0]
    long, short = sorted(table.settings(BINARY, MAP), key=lambda name: -int(name.split()[0]))
    (real,) = table.settings(REAL, MAP)
    for method, setting in ((REAL, real), *((method, short) for method in WAYS)):
        values = [table.mean(method, f"precision at recall {level:.1f}", setting) for level in LEVELS]
        curve.plot(LEVELS, values, label=method, linestyle="--" if method == REAL else "-")
    curve.set(xlabel="recall", ylabel="precision", title=f"search by {short}", ylim=(0, None))
    curve.legend(fontsize=7, loc="upper center", bbox_to_anchor=(0.75, -0.16), ncols=2)
    names = [*WAYS, REAL]
    for shift, setting in ((-0.2, long), (0.2, short)):
        spans = [table.interval(method, MAP, setting) for method in WAYS]
        drawn = bars.barh(
            [i + shift for i in range(len(WAYS))], [span.mean for span in spans], height=0.38, label=setting
        )
        bars.bar_label(drawn, fmt="%.2f", padding=2, fontsize=7)
    drawn = bars.barh([len(WAYS)], [table.mean(REAL, MAP, real)], height=0.38, label=real)
    bars.bar_label(drawn, fmt="%.2f", padding=2, fontsize=7)
    bars.set(yticks=range(len(names)), yticklabels=names, xlabel="mean average precision", title="by length")
    bars.margins(x=0.15)
    bars.invert_yaxis()
    bars.legend(fontsize=7, loc="upper center", bbox_to_anchor=(0.3, -0.16), ncols=3)
    (pseudo,) = table.settings("DSG", METRIC)
    induced = ("DSG", "DSG, softmax", "MSSG", "context clusters")
    spans = [table.interval(method, METRIC, pseudo) for method in induced]
    drawn = senses.barh(induced, [span.mean for span in spans], height=0.5)
    senses.errorbar(
        [span.mean for span in spans], induced, xerr=[span.high - span.mean for span in spans], fmt="none", color="0.5"
    )  # fmt: skip
    senses.set(xlabel="adjusted Rand index", title="senses found")
    senses.invert_yaxis()
    return result
