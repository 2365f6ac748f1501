"""How fast is our skip-gram beside gensim's, at which loss on text that neither has seen?"""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from reprise.papers.hungarian_static_embeddings.texts import Text
from reprise.report import Progress, Row
from reprise.words import Word2Vec, heldout_loss
from reprise.words.corpus import read_corpus

GENSIM = "gensim"
OURS = "ours"
RATE, LOSS = "words a second", "held-out loss"
THREADS = 2


@dataclass(frozen=True)
class Speed:
    """About ``held_out`` of the first ``sentences`` measure the loss of the others."""

    sentences: int = 40_000
    epochs: int = 3
    dim: int = 100
    held_out: int = 4000


def has_gensim() -> bool:
    return importlib.util.find_spec(GENSIM) is not None


def speed_rows(settings: Speed, text: Text, seed: int, progress: Progress) -> Iterator[Row]:
    """Skip-gram with the same settings, words and threads; the time is that of training alone, compiled before.

    Held-out sentences stand at equal distances, so that both parts have the same topics.
    """
    used = text.lines[: settings.sentences]
    every = max(2, len(used) // settings.held_out)
    held = [line for i, line in enumerate(used) if i % every == 0]
    lines = [line for i, line in enumerate(used) if i % every]
    corpus = read_corpus(lines, min_count=5)
    tokens = corpus.vocabulary.encode(held)
    words = int(corpus.vocabulary.counts.sum()) * settings.epochs

    def rows(method: str, seconds: float, inputs: np.ndarray, outputs: np.ndarray) -> Iterator[Row]:
        loss = heldout_loss(inputs, outputs, tokens, corpus.vocabulary.counts)
        yield Row(method, RATE, words / seconds, seed, "skip-gram")
        yield Row(method, LOSS, loss, seed, "skip-gram")

    def ours(epochs: int) -> Word2Vec:
        return Word2Vec(dim=settings.dim, epochs=epochs, threads=THREADS, seed=seed)

    progress.say("speed: ours")
    warm = read_corpus(lines[:2000], min_count=1)
    ours(1).fit_corpus(warm)
    model = ours(settings.epochs)
    start = time.perf_counter()
    model.fit_corpus(corpus)
    yield from rows(OURS, time.perf_counter() - start, model.inputs, model.outputs)
    if not has_gensim():
        return
    from gensim.models import Word2Vec as Gensim

    progress.say("speed: gensim")
    sentences = [line.split() for line in lines]
    peer = Gensim(
        vector_size=settings.dim, window=5, negative=5, sg=1, sample=1e-3, min_count=5, alpha=0.025, min_alpha=2.5e-6,
        workers=THREADS, epochs=settings.epochs, seed=seed + 1,
    )  # fmt: skip
    peer.build_vocab(sentences)
    start = time.perf_counter()
    peer.train(sentences, total_examples=len(sentences), epochs=settings.epochs)
    seconds = time.perf_counter() - start
    order = [peer.wv.key_to_index[word] for word in corpus.vocabulary.words]
    yield from rows(GENSIM, seconds, peer.wv.vectors[order], peer.syn1neg[order])
