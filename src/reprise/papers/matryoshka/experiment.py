"""Matryoshka representation learning: is every prefix as good as an embedding of its own?

Arms on the same data with the same optimiser, epochs and learning rate: Matryoshka with a classifier for
each size (``mrl``) and with one shared by columns (``mrl-e``); a network trained on its own for every size
(``ff``); and on the features of the full-size network, principal axes (``pca``) and random coordinates
(``random``) with linear classifiers fitted to convergence. Then what nesting is for: a cascade of sizes, and search by funnel.

Sizes start at 8 as in the paper; the smallest size is a row of its own.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from reprise.elastic import (
    ConfidenceCascade,
    MatryoshkaHead,
    PCATruncation,
    RandomTruncation,
    nested_dims,
    oracle_bound,
    prefix_report,
)
from reprise.papers.matryoshka.arenas import Arena, Split, load
from reprise.papers.matryoshka.few_shot import FewShot, few_shot
from reprise.papers.matryoshka.search import TextSearch, funnel_rows, text_search
from reprise.papers.matryoshka.training import (
    Classifier,
    accuracy,
    independent,
    linear_head,
    nested,
    outputs,
    train,
    tuned,
)
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
)
from reprise.report.figures import line_with_band
from reprise.train import threads

Features = Mapping[str, np.ndarray]  # vectors of the training and the test part


@dataclass(frozen=True)
class Settings:
    """``arenas`` by name; ``main`` is the one that the claims about cascade, search and tying are judged on."""

    seeds: int
    arenas: Mapping[str, Arena]
    main: str
    few_shot: FewShot | None = None
    text_search: TextSearch | None = None


DIGITS = Arena(
    "digits", 32, 4, train=1000, calibration=300, test=485, epochs=6, batch=32, hidden=64, rates=(8e-3,)
)
TEXT = Arena("banking77", dim=128, smallest=8, train=5000, calibration=2000, test=3080, epochs=12)
IMAGES = Arena(
    "cifar10",
    64,
    8,
    train=10_000,
    calibration=2000,
    test=2000,
    epochs=4,
    rates=(2e-3, 4e-3, 8e-3),
    encoder="conv",
    seeds=3,
)
CIFAR10 = Arena(
    "cifar10", 512, 8, train=45_000, calibration=5000, test=10_000, epochs=15, encoder="resnet18", seeds=3
)
CIFAR100 = Arena(
    "cifar100", 512, 8, train=9000, calibration=1000, test=2000, epochs=20, encoder="resnet18", seeds=3
)

SETTINGS = {
    Scale.TINY: Settings(2, {"images": DIGITS}, "images"),
    Scale.LAPTOP: Settings(5, {"text": TEXT, "images": IMAGES}, "text"),
    Scale.GPU: Settings(
        5, {"text": TEXT, "images": CIFAR10, "images-100": CIFAR100}, "images", FewShot(), TextSearch()
    ),
}


def perform(settings: Settings, seed: int, progress: Progress) -> Iterator[Row]:
    """All arms on all arenas; networks as small as these run fastest on one thread of a processor."""
    for name, arena in settings.arenas.items():
        if seed >= arena.seeds:
            continue
        with threads(1):
            yield from compare(name, arena, seed, progress, main=name == settings.main)
    if settings.few_shot is not None and seed < settings.few_shot.seeds:
        yield from few_shot(settings.few_shot, seed, progress)
    if settings.text_search is not None and seed < settings.text_search.seeds:
        yield from text_search(settings.text_search, seed, progress)


def compare(name: str, arena: Arena, seed: int, progress: Progress, main: bool) -> Iterator[Row]:
    """One arena: accuracies of every arm at every size, then cascade and funnel on the main one."""
    progress.say(f"{name}: choosing learning rate and penalty")
    chosen = tuned(arena)
    split = load(arena, seed)
    dims = nested_dims(arena.dim, arena.smallest)
    x, y = split.test.x, split.test.y
    yield Row("all arms", "learning rate", chosen.rate, seed, name)
    yield Row("post-hoc heads", "penalty", chosen.l2, seed, name)

    def rows(method: str, accuracies: torch.Tensor) -> Iterator[Row]:
        for dim, value in zip(dims, accuracies.tolist(), strict=True):
            yield Row(method, "accuracy", value, seed, f"{name} d={dim}")

    def features(model: Classifier) -> Features:
        return {part: outputs(model.encoder, getattr(split, part).x).numpy() for part in ("train", "test")}

    progress.say(f"{name}: nested embeddings")
    mrl = train(lambda: nested(arena, split, tied=False), arena, split.train, chosen.rate, seed)
    tied = train(lambda: nested(arena, split, tied=True), arena, split.train, chosen.rate, seed)
    yield from rows("mrl", accuracy(outputs(mrl, x), y))
    yield from rows("mrl-e", accuracy(outputs(tied, x), y))
    yield from between(name, dims, tied, split, seed)

    scores, separate = [], {}
    for dim in progress.track(dims, f"{name}: a network for each size"):
        make = functools.partial(independent, arena, split, dim)
        full = train(make, arena, split.train, chosen.rate, seed)
        scores.append(accuracy(outputs(full, x), y))
        separate[dim] = {part: z[:, :dim] for part, z in features(full).items()}
    yield from rows("ff", torch.stack(scores))
    whole = separate[arena.dim]

    for method, shorten in (("pca", PCATruncation()), ("random", RandomTruncation(arena.dim, seed))):
        shorten.fit(whole["train"])
        short = {part: torch.from_numpy(shorten.transform(z).astype(np.float32)) for part, z in whole.items()}
        values = []
        for dim in progress.track(dims, f"{name}: {method}"):
            head = linear_head(short["train"][:, :dim], split.train.y, split.classes, chosen.l2)
            values.append(accuracy(head(short["test"][:, :dim]), y))
        yield from rows(method, torch.stack(values))

    rotation = PCATruncation(center=False).fit(whole["train"])
    vectors = {
        "mrl": features(mrl),
        "ff full, prefix": whole,
        "pca": {part: rotation.transform(z) for part, z in whole.items()},
    }
    progress.say(f"{name}: neighbours")
    sizes = sorted({*dims, *((low + high) // 2 for low, high in itertools.pairwise(dims))})
    for method, parts in vectors.items():
        yield from prefixes(method, name, sizes, parts, split, seed)
    for dim, parts in separate.items():
        yield from prefixes("ff", name, [dim], parts, split, seed)
    if main:
        yield from cascade(name, dims, mrl, split, seed)
        yield from funnel_rows(name, vectors, split, seed)


def between(name: str, dims: tuple[int, ...], tied: Classifier, split: Split, seed: int) -> Iterator[Row]:
    """Sizes that were never trained, halfway between those that were: the tied head serves any size."""
    head = tied.head
    assert isinstance(head, MatryoshkaHead)
    z = outputs(tied.encoder, split.test.x).to(next(head.parameters()).device)
    for low, high in itertools.pairwise(dims):
        dim = (low + high) // 2
        with torch.no_grad():
            logits = head.logits_at(z, dim).cpu()
        yield Row(
            "mrl-e",
            "accuracy at untrained size",
            float(accuracy(logits, split.test.y)),
            seed,
            f"{name} d={dim}",
        )


def prefixes(
    method: str, name: str, sizes: Sequence[int], parts: Features, split: Split, seed: int
) -> Iterator[Row]:
    """Nearest neighbour and nearest class mean on prefixes."""
    labels = split.train.y.numpy(), split.test.y.numpy()
    report = prefix_report(parts["train"], labels[0], parts["test"], labels[1], sizes, ("knn1", "ncm"))
    for dim, kind, value in report.itertuples(index=False):
        yield Row(method, f"{kind} accuracy", value, seed, f"{name} d={dim}")


def cascade(name: str, dims: tuple[int, ...], mrl: Classifier, split: Split, seed: int) -> Iterator[Row]:
    """Thresholds and the largest size in use are chosen on calibration items, the result is on the test."""
    probs = {
        part: outputs(mrl, getattr(split, part).x).softmax(-1).double().numpy()
        for part in ("calibration", "test")
    }
    labels = {part: getattr(split, part).y.numpy() for part in probs}
    chain = ConfidenceCascade(dims).fit(probs["calibration"], labels["calibration"])
    allowed = [
        cap
        for cap in range(len(dims))
        if chain.predict(probs["calibration"], cap).expected_size <= dims[-1] / 4
    ]
    result = chain.predict(probs["test"], max(allowed))
    yield Row(
        "cascade", "accuracy", float((result.labels == labels["test"]).mean()), seed, f"{name} budget D/4"
    )
    yield Row("cascade", "expected size", result.expected_size, seed, f"{name} budget D/4")
    for cap, (size, value) in zip(dims, chain.curve(probs["test"], labels["test"]), strict=True):
        yield Row("cascade", "accuracy", value, seed, f"{name} cap={cap}")
        yield Row("cascade", "expected size", size, seed, f"{name} cap={cap}")
    value, size = oracle_bound(probs["test"], labels["test"], dims)
    yield Row("oracle", "accuracy", value, seed, name)
    yield Row("oracle", "expected size", size, seed, name)


def on_main(judge: Callable[[str, int, int], Judge]) -> Judge:
    """``judge(arena, smallest size, full size)`` for the main arena of each scale."""

    def of(settings: Settings) -> Judge:
        arena = settings.arenas[settings.main]
        return judge(settings.main, arena.smallest, arena.dim)

    return per_scale(SETTINGS, of)


def cascade_smaller(arena: str, smallest: int, dim: int) -> Judge:
    budget = f"{arena} budget D/4"
    return all_of(
        at_least(gap("cascade", "ff", "accuracy", budget, over_setting=f"{arena} d={dim}"), -0.005),
        at_most(mean("cascade", "expected size", budget), dim / 4),
    )


def funnel_parity(arena: str, smallest: int, dim: int) -> Judge:
    return all_of(
        at_least(gap("mrl funnel", "mrl exact", "knn1 accuracy by search", arena), -0.005),
        at_most(mean("mrl funnel", "cost relative to exact", arena), 0.1),
    )


BIG = (Scale.LAPTOP, Scale.GPU)
FEW_SHOT = f"omniglot d={FewShot().dim}"

CLAIMS: dict[str, Judge] = {
    "prefix-parity-text": only_at(
        BIG, at_least(gap("mrl", "ff", "accuracy", "text d=*"), -0.01), "no texts at this scale"
    ),
    "prefix-parity-images": at_least(gap("mrl", "ff", "accuracy", "images d=*"), -0.01),
    "prefix-vs-pca": on_main(
        lambda arena, smallest, dim: at_least(gap("mrl", "pca", "accuracy", f"{arena} d={smallest}"), 0.01)
    ),
    "no-cost-at-full": on_main(
        lambda arena, smallest, dim: at_least(gap("mrl", "ff", "accuracy", f"{arena} d={dim}"), -0.01)
    ),
    "cascade-smaller": on_main(cascade_smaller),
    "funnel-parity": only_at(
        BIG, on_main(funnel_parity), "with a thousand short vectors a funnel saves nothing"
    ),
    "tied-at-full": on_main(
        lambda arena, smallest, dim: at_least(gap("mrl-e", "mrl", "accuracy", f"{arena} d={dim}"), -0.01)
    ),
    "tied-trades-small": on_main(
        lambda arena, smallest, dim: at_most(gap("mrl-e", "mrl", "accuracy", f"{arena} d={smallest}"), 0.0)
    ),
    "few-shot": only_at(
        Scale.GPU,
        at_least(gap("mrl", "ff", "few-shot accuracy", FEW_SHOT), 0.0),
        "few-shot runs at gpu scale only",
    ),
}

NAMES = {
    "mrl": "Matryoshka",
    "mrl-e": "Matryoshka, tied",
    "ff": "one network a size",
    "pca": "PCA",
    "random": "random",
}


def figure(table: Table) -> Figure:
    """Accuracy against size for every arm, and the cascade's trade between size and accuracy."""
    arenas = list(dict.fromkeys(s.split(" d=")[0] for s in table.settings("ff", "accuracy")))
    result, axes = new_figure(1, len(arenas) + 1, width=3.2 * (len(arenas) + 1))
    for axis, arena in zip(axes[0], arenas, strict=False):
        settings = [s for s in table.settings("ff", "accuracy") if s.startswith(f"{arena} d=")]
        sizes = [int(s.split("d=")[1]) for s in settings]
        for method, label in NAMES.items():
            line_with_band(axis, sizes, table.curve(method, "accuracy", settings), label)
        axis.set(xscale="log", xlabel="size of the prefix", title=arena, xticks=sizes, xticklabels=sizes)
        axis.minorticks_off()
    axes[0, 0].set_ylabel("test accuracy")
    axes[0, 0].legend()
    last = axes[0, -1]
    caps = table.settings("cascade", "accuracy")[1:]
    main = caps[0].split(" cap=")[0]
    full = [s for s in table.settings("mrl", "accuracy") if s.startswith(f"{main} d=")]
    for method, settings, label in (("mrl", full, "one prefix for all"), ("ff", full, "one network a size")):
        last.plot(
            [int(s.split("d=")[1]) for s in settings],
            [table.mean(method, "accuracy", s) for s in settings],
            label=label,
        )
    costs = [table.mean("cascade", "expected size", cap) for cap in caps]
    last.plot(costs, [table.mean("cascade", "accuracy", cap) for cap in caps], marker="o", label="cascade")
    last.set(xscale="log", xlabel="(expected) size", title=f"cascade, {main}")
    last.legend()
    return result
