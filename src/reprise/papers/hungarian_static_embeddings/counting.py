"""Vectors counted on running text: skip-gram, CBOW and fastText on the same words; GloVe where there is time for it."""

from __future__ import annotations

import functools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from reprise.papers.hungarian_static_embeddings.texts import Text
from reprise.words import FastText, GloVe, Word2Vec, WordVectors
from reprise.words.corpus import read_corpus


@dataclass(frozen=True)
class Counting:
    """As many passes over the text for all three.

    So short a text needs higher rates than the customary 0.025 (skip-gram) and 0.05 (CBOW, fastText). Each method's is the
    best of its customary one, 0.05, 0.1 and 0.2 (CBOW: 0.4 too), by the mean of the correlation on English MTurk and SimVerb
    pairs and the reciprocal rank on MSR questions, which no verdict uses. Both languages use it.
    """

    dim: int = 100
    window: int = 5
    epochs: int = 3
    min_count: int = 5
    subsample: float = 1e-3
    buckets: int = 200_000
    skipgram_lr: float = 0.1
    cbow_lr: float = 0.2
    fasttext_lr: float = 0.05


USUAL = Counting()
COUNTED = ("skip-gram", "CBOW", "fastText")
GLOVE = "GloVe"


@functools.lru_cache(maxsize=4)
def counted_sets(text: Text, settings: Counting, seed: int) -> dict[str, WordVectors]:
    """The three trained beside each other, a thread each, so that the vectors are the same in every run."""
    corpus = read_corpus(text.lines, settings.min_count)
    common = {
        "dim": settings.dim,
        "window": settings.window,
        "epochs": settings.epochs,
        "subsample": settings.subsample,
        "threads": 1,
        "seed": seed,
    }
    models: dict[str, Word2Vec] = {
        "fastText": FastText(buckets=settings.buckets, lr=settings.fasttext_lr, **common),  # type: ignore[arg-type]
        "skip-gram": Word2Vec(lr=settings.skipgram_lr, **common),  # type: ignore[arg-type]
        "CBOW": Word2Vec(mode="cbow", lr=settings.cbow_lr, **common),  # type: ignore[arg-type]
    }

    def train(model: Word2Vec) -> WordVectors:
        found = model.fit_corpus(corpus).vectors
        return WordVectors(found.words, found.vectors, found.counts)

    with ThreadPoolExecutor(2) as pool:
        running = {name: pool.submit(train, model) for name, model in models.items()}
        return {name: running[name].result() for name in COUNTED}


def skipgram_on(lines: list[str], settings: Counting, epochs: int, seed: int) -> WordVectors:
    """Skip-gram on a small part of the text, with more passes over it."""
    settings = replace(settings, epochs=epochs, min_count=2)
    model = Word2Vec(
        dim=settings.dim,
        window=settings.window,
        epochs=settings.epochs,
        min_count=settings.min_count,
        subsample=settings.subsample,
        lr=settings.skipgram_lr,
        threads=1,
        seed=seed,
    )
    return model.fit(lines).vectors


def glove_on(text: Text, settings: Counting, epochs: int, seed: int) -> WordVectors:
    """GloVe with its published settings."""
    model = GloVe(dim=settings.dim, min_count=settings.min_count, epochs=epochs, threads=1, seed=seed)
    return model.fit(text.lines).vectors
