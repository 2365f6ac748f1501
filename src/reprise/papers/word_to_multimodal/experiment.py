"""What a survey of embeddings asserts, made testable: counts against dense vectors, context, bias, numbers, compression.

Six sections, each with its own baselines: sentences and search (``similarity``), documents and topics (``topics``), senses
in context (``senses``), bias and its removal (``bias``), codes of numbers (``numbers``), small and readable tables
(``compression``, ``readability``). A seed is a model of the word vectors, a draw of labels, and first weights of the probes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reprise.papers.word_to_multimodal import (
    bias,
    compression,
    numbers,
    readability,
    senses,
    similarity,
    topics,
)
from reprise.papers.word_to_multimodal.bias import Bias, bias_rows
from reprise.papers.word_to_multimodal.compression import Compression, compression_rows
from reprise.papers.word_to_multimodal.figures import draw
from reprise.papers.word_to_multimodal.numbers import Numbers, number_rows
from reprise.papers.word_to_multimodal.numbers_in_text import NumbersInText, masked_number_rows
from reprise.papers.word_to_multimodal.readability import Readability, readability_rows
from reprise.papers.word_to_multimodal.senses import Contexts, context_rows
from reprise.papers.word_to_multimodal.similarity import Similarity, similarity_rows
from reprise.papers.word_to_multimodal.topics import Topics, topic_rows
from reprise.papers.word_to_multimodal.word_vectors import Vectors
from reprise.report import (
    Figure,
    Judge,
    Progress,
    Quantity,
    Row,
    Scale,
    Table,
    all_of,
    at_least,
    at_most,
    gap,
    mean,
    only_at,
    ratio,
)
from reprise.words import Probe


@dataclass(frozen=True)
class Settings:
    """A settings object a section; one that is None does not run at that scale."""

    seeds: int
    vectors: Vectors
    similarity: Similarity
    topics: Topics
    contexts: Contexts
    bias: Bias
    numbers: Numbers
    compression: Compression
    readability: Readability
    numbers_in_text: NumbersInText | None = None


TINY = Settings(
    2,
    Vectors(None, dim=20, window=3, epochs=2, min_count=2),
    Similarity((), lsa=10, minilm=False),
    Topics(False, 3, 8, 6, 10, 120, 100, 60, 120, 1, 2),
    Contexts(
        None, 0, 4000, 4000, 4, 2, (10, 400), 10, dim=16, units=16, sampled=32, word_epochs=2, encoder=False
    ),
    Bias(each=25, frequent=300, rounds=3),
    Numbers(Probe(width=40, hidden=8, steps=10, batch=16, tests=100), together=2),
    Compression((10, 5), 3, (10,), (0.5,), 200),
    Readability(100, 30, 0.1, 3, 5, 50),
)
LAPTOP = Settings(
    4,
    Vectors(),
    Similarity(),
    Topics(),
    Contexts(),
    Bias(),
    Numbers(),
    Compression(),
    Readability(),
    NumbersInText(),
)
GPU = Settings(
    8,
    Vectors(epochs=3, window=10, max_words=100_000),
    Similarity(("ir-cranfield", "ir-cisi", "ir-scifact")),
    Topics(documents=10_000, tests=8000, topics=100, sweeps=300),
    Contexts(tokens=8_000_000, groups=4, dim=512, units=512, depth=2, sampled=4096, batch=64),
    Bias(),
    Numbers(Probe(width=40, hidden=64, steps=5000, batch=256)),
    Compression(),
    Readability(10_000, 1000, steps=200, training=10_000),
    NumbersInText(60_000),
)
SETTINGS = {Scale.TINY: TINY, Scale.LAPTOP: LAPTOP, Scale.GPU: GPU}


def perform(settings: Settings, seed: int, progress: Progress) -> Iterator[Row]:
    """All sections, one after the other; small networks run fastest on one thread."""
    vectors = settings.vectors
    yield from similarity_rows(settings.similarity, vectors, seed, progress)
    yield from bias_rows(settings.bias, vectors, seed, progress)
    yield from compression_rows(settings.compression, vectors, seed, progress)
    yield from readability_rows(settings.readability, vectors, seed, progress)
    yield from topic_rows(settings.topics, vectors, seed, progress)
    yield from number_rows(settings.numbers, seed, progress)
    if settings.numbers_in_text is not None:
        yield from masked_number_rows(settings.numbers_in_text, vectors, seed, progress)
    if seed < settings.contexts.groups:  # each seed has pseudo-words of its own
        yield from context_rows(settings.contexts, seed, progress)


BIG = (Scale.LAPTOP, Scale.GPU)
STS, SPEARMAN = similarity.STS, similarity.SPEARMAN


def on_real_text(judge: Judge) -> Judge:
    return only_at(BIG, judge, "made-up text at this scale")


def inside(metric: str) -> Quantity:
    return mean(numbers.LSTM, metric, numbers.INSIDE)


CLAIMS: dict[str, Judge] = {
    "dense-over-sparse": on_real_text(
        all_of(
            at_least(mean(similarity.DENSE, SPEARMAN, STS) - mean(similarity.SPARSE, SPEARMAN, STS), 0.02),
            at_most(mean("one-hot", similarity.COSINE, STS), 0.0),
        )
    ),
    "sif-over-mean": on_real_text(at_least(gap("SIF", "mean", SPEARMAN, STS), 0.03)),
    "lsa-few-labels": on_real_text(at_least(gap("LSA-100", "TF-IDF", topics.ACCURACY, topics.GROUPS), 0.02)),
    "context-separates-senses": on_real_text(at_least(gap("biLM", "majority", senses.METRIC), 0.15)),
    "debias-lowers-weat-but-leaks": on_real_text(
        all_of(
            at_most(ratio(bias.HARD, bias.BEFORE, bias.STRENGTH, bias.TESTS), 0.5),
            at_least(mean(bias.HARD, bias.RBF, bias.LEAK), 0.7),
            at_most(mean(bias.ERASED, bias.HELD_OUT, bias.LEAK), 0.55),
        )
    ),
    "number-encoders": only_at(
        BIG,
        all_of(
            at_most(ratio(numbers.CHOSEN, numbers.LSTM, numbers.LOG_MAE, numbers.OUTSIDE), 0.5),
            at_least(inside(numbers.LIST_MAX), 0.9),
            at_least(inside(numbers.LIST_MAX) - mean(numbers.LSTM, numbers.LIST_MAX, numbers.OUTSIDE), 0.1),
        ),
        "too few steps at this scale",
    ),
    "compression-cheap": all_of(
        at_least(gap(compression.INT8, compression.FULL, compression.SPEARMAN), -0.002),
        at_least(gap("PQ 1/16", compression.FULL, compression.SPEARMAN), -0.05),
    ),
    "sparse-is-readable": at_least(ratio(readability.SPARSE, readability.DENSE, readability.RATIO), 1.2),
}


def figure(table: Table) -> Figure:
    """One panel a section."""
    return draw(table)
