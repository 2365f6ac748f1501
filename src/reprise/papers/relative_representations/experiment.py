"""Relative representations: do spaces that were trained apart become comparable, and can their parts be swapped?

Five parts: word vectors of two kinds (A), autoencoders (B) and classifiers (C) stitched across seeds, a classifier
read in another language (D), and similarity to a good model as a proxy of accuracy (E). Each sets the relative form
beside absolute coordinates and, where it can, beside a map fitted on the same anchors, the strongest simple rival.
A seed is a draw of anchors in A and D, a model in B and C, a set of configurations in E.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from reprise.papers.relative_representations.languages import Languages, language_rows
from reprise.papers.relative_representations.networks import Networks, autoencoder_rows, classifier_rows
from reprise.papers.relative_representations.proxy import Proxy, proxy_rows
from reprise.papers.relative_representations.words import Words, isometry_rows, word_rows
from reprise.report import (
    Figure,
    Judge,
    Progress,
    Row,
    Scale,
    Table,
    all_of,
    at_least,
    at_most,
    gap,
    mean,
    new_figure,
    only_at,
    per_scale,
    ratio,
    reported,
)
from reprise.report.figures import line_with_band
from reprise.train import threads


@dataclass(frozen=True)
class Settings:
    """A part that is None does not run at that scale; ``isometry`` is (vectors, dimensions, anchors)."""

    seeds: int
    isometry: tuple[int, int, int]
    networks: Networks
    more_networks: Networks | None = None
    words: Words | None = None
    languages: Languages | None = None
    proxy: Proxy | None = None


DIGITS = Networks("digits", 800, 500, 32, 48, 100, (10, 30, 100), epochs=4, batch=32, rate=3e-3, models=2)
MNIST = Networks("mnist", 60_000, 10_000, 64, 96, 500, (10, 30, 100, 300, 500), epochs=5, batch=128, models=5)
CIFAR = Networks(
    "cifar10", 50_000, 10_000, 64, 96, 500, (500,), epochs=10, batch=128, models=4, kinds=("conv", "resnet18")
)
BIG_WORDS = Words(9_500_000, 20_000, 300, (300, 300), epochs=3, max_words=60_000)
EUROPE = ("de", "es", "fr", "hu", "it", "nl", "pl", "pt", "ru", "sv", "tr")

SETTINGS = {
    Scale.TINY: Settings(2, (300, 20, 50), DIGITS),
    Scale.LAPTOP: Settings(5, (2000, 100, 300), Networks(), None, Words(), Languages(), Proxy()),
    Scale.GPU: Settings(
        5, (5000, 100, 300), MNIST, CIFAR, BIG_WORDS, Languages(targets=EUROPE), Proxy(500, 200, seeds=5)
    ),
}


def perform(settings: Settings, seed: int, progress: Progress) -> Iterator[Row]:
    """All parts, one after the other; networks as small as these run fastest on one thread of a processor."""
    progress.say("an exact isometry")
    yield from isometry_rows(*settings.isometry, seed)
    if settings.words is not None:
        yield from word_rows(settings.words, seed, progress)
    with threads(1):
        if seed < settings.networks.models:
            yield from autoencoder_rows(settings.networks, seed, progress)
            yield from classifier_rows(settings.networks, seed, progress)
        if settings.more_networks is not None and seed < settings.more_networks.models:
            yield from classifier_rows(settings.more_networks, seed, progress)
        if settings.languages is not None:
            yield from language_rows(settings.languages, seed, progress)
        if settings.proxy is not None and seed < settings.proxy.seeds:
            yield from proxy_rows(settings.proxy, seed, progress)


BIG = (Scale.LAPTOP, Scale.GPU)
STITCHED, OWN = "stitched accuracy", "own accuracy"
MSE = "reconstruction MSE"


def networks(judge: Callable[[str, int], Judge]) -> Judge:
    """``judge(data set, largest number of anchors)`` for the networks of each scale."""
    return per_scale(SETTINGS, lambda settings: judge(settings.networks.source, settings.networks.anchors))


def classifiers(name: str, most: int) -> Judge:
    relative = mean("relative", STITCHED, f"{name} m={most}") - mean("relative", OWN, f"{name} m={most}")
    return all_of(at_least(relative, -0.10), at_most(mean("absolute", STITCHED, name), 0.30))


def never_falls(name: str, most: int) -> Judge:
    counts = [m for m in (10, 30, 100, 300, 500) if m <= most]
    steps = [
        gap("relative", "relative", STITCHED, f"{name} m={more}", over_setting=f"{name} m={fewer}")
        for fewer, more in itertools.pairwise(counts)
    ]
    return all_of(*(at_least(step, -0.02) for step in steps))


OFFICIAL = "en to de, official head"

CLAIMS: dict[str, Judge] = {
    "isometry-exact": all_of(
        at_least(mean("relative", "cosine", "isometry"), 1 - 1e-5),
        at_least(mean("relative", "jaccard", "isometry"), 1.0),
        at_least(mean("relative", "mrr", "isometry"), 1.0),
        at_most(mean("absolute", "mrr", "isometry"), 0.05),
    ),
    "words-mrr": only_at(
        BIG,
        all_of(
            at_least(mean("relative", "mrr", "words"), 0.5),
            at_most(mean("absolute", "mrr", "words"), 0.05),
            at_least(mean("relative", "jaccard", "words"), 0.1),
            at_least(mean("relative", "jaccard", "words") - 10 * mean("absolute", "jaccard", "words"), 0.0),
        ),
        "no text at this scale",
    ),
    "stitch-ae": all_of(
        at_most(mean("relative", f"stitched {MSE}") / mean("relative", f"own {MSE}"), 3.0),
        at_most(ratio("relative", "absolute", f"stitched {MSE}"), 0.2),
    ),
    "stitch-clf": networks(classifiers),
    "no-loss-e2e": networks(
        lambda name, most: at_least(
            gap("relative", "absolute", OWN, f"{name} m={most}", over_setting=name), -0.02
        )
    ),
    "proxy-correlates": only_at(
        BIG,
        all_of(
            at_least(mean("relative", "spearman", "cora"), 0.5),
            at_least(mean("all configurations", "range of accuracy", "cora"), 0.10),
        ),
        "no graph at this scale",
    ),
    "cross-lingual": only_at(
        BIG, at_least(gap("relative", "absolute", "accuracy", OFFICIAL), 0.10), "no texts at this scale"
    ),
    "vs-procrustes": networks(
        lambda name, most: reported(
            gap("relative", "procrustes", STITCHED, f"{name} m={most}", over_setting=name),
            "reported without a threshold: the literature finds direct maps as good or better",
        )
    ),
    "more-anchors": networks(never_falls),
}


def figure(table: Table) -> Figure:
    """Stitched accuracy against the number of anchors, and how well counterparts are found in two word spaces."""
    result, axes = new_figure(1, 2, width=8.4)
    left, right = axes[0]
    settings = [s for s in table.settings("relative", STITCHED) if " m=" in s and "cifar" not in s]
    name = settings[0].split(" m=")[0]
    counts = [int(s.split("m=")[1]) for s in settings]
    line_with_band(left, counts, table.curve("relative", OWN, settings), "relative, own head")
    line_with_band(left, counts, table.curve("relative", STITCHED, settings), "relative, stitched")
    for method in ("procrustes", "affine", "absolute"):
        value = table.mean(method, STITCHED, name)
        (line,) = left.plot(counts, [value] * len(counts), linestyle="--", label=f"{method}, stitched")
        line.set_marker("")
    left.set(
        xscale="log",
        xlabel="anchors",
        ylabel="test accuracy",
        title=f"heads swapped, {name}",
        xticks=counts,
        xticklabels=counts,
    )
    left.minorticks_off()
    left.legend()
    where = "words" if "words" in table.settings("relative", "mrr") else "isometry"
    methods = ("relative", "relative, centred", "procrustes", "absolute")
    spans = [table.interval(method, "mrr", where) for method in methods]
    bars = right.barh(methods, [span.mean for span in spans])
    right.errorbar(
        [span.mean for span in spans],
        methods,
        xerr=[span.high - span.mean for span in spans],
        fmt="none",
        color="0.5",
    )
    right.bar_label(bars, fmt="%.2f", padding=8, fontsize=8)
    right.set(xlim=(0, 1.15), xlabel="mean reciprocal rank", title=f"finding counterparts, {where}")
    right.invert_yaxis()
    return result
