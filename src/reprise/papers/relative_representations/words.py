"""Two kinds of word vectors trained on the same text, and an exact isometry as a check."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import ortho_group

from reprise import data
from reprise.compose import RelativeTransformer, latent_similarity, select_anchors
from reprise.report import Progress, Row
from reprise.vectors import ProcrustesAligner, resize
from reprise.words import FastText, Vocabulary, Word2Vec


@dataclass(frozen=True)
class Words:
    """Skip-gram with negative sampling on whole words, and on words with character n-grams.

    ``trainings``: how many pairs of models; seeds share them, and differ in their anchors.
    """

    tokens: int = 4_000_000
    compared: int = 4000
    anchors: int = 300
    dims: tuple[int, int] = (100, 150)
    epochs: int = 2
    trainings: int = 2
    max_words: int = 30_000
    subsample: float = 1e-4
    lr: float = 0.05


@functools.cache
def encoded(settings: Words) -> tuple[Vocabulary, np.ndarray]:
    """The Wikipedia part of the corpus, lower-cased letters only, as numbers."""
    lines, count = [], 0
    for line in data.load("corpus-en").lines("wikipedia"):
        found = re.findall(r"[a-z]+", line.lower())
        lines.append(" ".join(found))
        count += len(found)
        if count >= settings.tokens:
            break
    if count < settings.tokens:
        raise ValueError(f"the Wikipedia part has {count:,} words, {settings.tokens:,} are asked for")
    vocabulary = Vocabulary.build(lines, min_count=5, max_words=settings.max_words)
    return vocabulary, vocabulary.encode(lines)


@functools.cache
def spaces(settings: Words) -> list[tuple[np.ndarray, np.ndarray]]:
    """Vectors of the most frequent words in both kinds of space, for each training.

    Trainings run beside each other in threads; each is one thread's work, so the vectors do not depend on it.
    """
    vocabulary, tokens = encoded(settings)

    def train(dim: int, subwords: bool, seed: int) -> np.ndarray:
        options: dict[str, Any] = {
            "dim": dim,
            "epochs": settings.epochs,
            "subsample": settings.subsample,
            "lr": settings.lr,
            "threads": 1,
            "seed": seed,
        }
        model = FastText(**options, buckets=200_000) if subwords else Word2Vec(**options)
        vectors: np.ndarray = model.fit_tokens(vocabulary, tokens).vectors.vectors[: settings.compared]
        return vectors

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        words = [pool.submit(train, settings.dims[0], False, seed) for seed in range(settings.trainings)]
        subwords = [
            pool.submit(train, settings.dims[1], True, 1000 + seed) for seed in range(settings.trainings)
        ]
        return [(first.result(), second.result()) for first, second in zip(words, subwords, strict=True)]


def isometry(words: int, dim: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Random vectors, and the same turned and scaled."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(words, dim))
    return x, 2.5 * x @ ortho_group.rvs(dim, random_state=seed)


def word_rows(settings: Words, seed: int, progress: Progress) -> Iterator[Row]:
    """Relative, absolute and aligned agreement; anchors are left out of what is compared."""
    progress.say(f"words: training {settings.trainings} pairs of models")
    first, second = spaces(settings)[seed % settings.trainings]
    yield from agreement("words", first, second, settings.anchors, seed)
    tops = [top for top in (1000, 5000, 10_000) if top <= len(first)]
    ways = [("uniform", top) for top in tops] + [("farthest", None), ("kmeans", None), ("frequent", None)]
    for method, top in progress.track(ways, "words: other choices of anchors"):
        chosen = select_anchors(first, settings.anchors, method, top=top, seed=seed)
        rest = np.setdiff1d(np.arange(len(first)), chosen)
        r = [
            RelativeTransformer().fit_anchors(space[chosen]).transform(space[rest])
            for space in (first, second)
        ]
        name = f"words, {method} anchors" + (f" of the top {top}" if top else "")
        yield Row("relative", "mrr", latent_similarity(r[0], r[1])["mrr"], seed, name)


def isometry_rows(words: int, dim: int, anchors: int, seed: int) -> Iterator[Row]:
    """The same measures where the answer is known."""
    yield from agreement("isometry", *isometry(words, dim, seed), anchors, seed)


def agreement(setting: str, first: np.ndarray, second: np.ndarray, anchors: int, seed: int) -> Iterator[Row]:
    """How well counterparts are found with each way of comparing the two spaces."""
    one, two = RelativeTransformer(anchors, seed=seed).fit_pair(first, second)
    chosen = one.anchor_indices_
    assert chosen is not None
    rest = np.setdiff1d(np.arange(len(first)), chosen)
    width = min(first.shape[1], second.shape[1])
    centred = RelativeTransformer(center=True)
    aligned = ProcrustesAligner().fit(second[chosen], first[chosen]).transform(second[rest])
    pairs = {
        "relative": (one.transform(first[rest]), two.transform(second[rest])),
        "relative, centred": (
            centred.fit_anchors(first[chosen]).transform(first[rest]),
            centred.fit_anchors(second[chosen]).transform(second[rest]),
        ),
        "absolute": (resize(first[rest], width), resize(second[rest], width)),
        "procrustes": (first[rest], aligned),
    }
    for method, (left, right) in pairs.items():
        for metric, value in latent_similarity(left, right).items():
            yield Row(method, metric, value, seed, setting)
