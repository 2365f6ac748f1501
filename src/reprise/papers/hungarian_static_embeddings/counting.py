"""Vectors counted on running text: skip-gram, CBOW and fastText on the same words."""

from __future__ import annotations

import functools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from reprise.papers.hungarian_static_embeddings.texts import Text
from reprise.words import FastText, Word2Vec, WordVectors
from reprise.words.corpus import read_corpus


@dataclass(frozen=True)
class Counting:
    """As many passes over the text for all three; rates are each method's own customary ones."""

    dim: int = 100
    window: int = 5
    epochs: int = 3
    min_count: int = 5
    subsample: float = 1e-3
    buckets: int = 200_000


USUAL = Counting()
COUNTED = ("skip-gram", "CBOW", "fastText")


@functools.lru_cache(maxsize=4)
def counted_sets(text: Text, settings: Counting, seed: int) -> dict[str, WordVectors]:
    """The three trained beside each other, a thread each, so that the vectors are the same in every run."""
    corpus = read_corpus(text.lines, settings.min_count)
    common = {
        "dim": settings.dim,
        "window": settings.window,
        "epochs": settings.epochs,
        "threads": 1,
        "seed": seed,
    }
    models: dict[str, Word2Vec] = {
        "fastText": FastText(buckets=settings.buckets, subsample=settings.subsample, **common),  # type: ignore[arg-type]
        "skip-gram": Word2Vec(subsample=settings.subsample, **common),  # type: ignore[arg-type]
        "CBOW": Word2Vec(mode="cbow", subsample=settings.subsample, **common),  # type: ignore[arg-type]
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
        threads=1,
        seed=seed,
    )
    return model.fit(lines).vectors
