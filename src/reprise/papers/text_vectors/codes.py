"""Search among documents by codes: learnt end to end, by an autoencoder, or made from finished vectors.

Queries and base are the same test documents, whose codes are inferred, each document against all the others: no method
ranks what it was trained on. A document is relevant that has the query's topic. Equal distances count by their
expectation (:mod:`reprise.retrieval.tied_metrics`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from reprise.papers.text_vectors.documents import Documents, Split, draw
from reprise.report import Progress, Row
from reprise.retrieval import (
    filter_then_rerank,
    tied_average_precision,
    tied_ndcg,
    tied_precision_at_recall,
)
from reprise.train import threads
from reprise.vectors import ITQ, RandomHyperplanes, SignPCA, hamming_distances, nearest, normalize
from reprise.words import BagOfWords, ParagraphVectors, SemanticHashing

MAP, NDCG = "MAP", "NDCG@10"
LEVELS = np.linspace(0, 1, 11)
BINARY, REAL = "binary paragraph vectors", "paragraph vectors"
HASHING, HYPERPLANES = "semantic hashing", "random hyperplanes"
TRANSFER = "learnt on prose"
SHORT_LIST, FULL, RANDOM = "short list by codes", "full scan", "random short list"


@dataclass(frozen=True)
class Training:
    """Of paragraph vectors; chosen for each kind on held-out training documents of one draw, that of seed 90."""

    epochs: int
    lr: float
    doc_lr: float | None = None
    subsample: float = 1e-5


@dataclass(frozen=True)
class Codes:
    """Lengths of codes, and how each model trains.

    Args:
        bits: the long code and the short one.
        filter_bits, filter_dim: of the real-binary model.
        share: of the base that is in a short list.
        real, binary, real_binary, prose: of each model; ``binary`` for the long code and the short one, ``prose`` for the
            one that learns elsewhere.
        noise, hashing_epochs: of semantic hashing, for the long code and the short one. Noise of 1, 2 and 4 was tried on
            500 held-out training documents (``draw(..., 90, held_out=True)``), judged by MAP every 5 passes.
        hashing_subsample: its words count as in the paragraph vectors; with all in full it finds far less.
        hashing_batch, hashing_lr, hidden: of semantic hashing. Steps of few documents bring it further in the same time.
        variants: run bigrams as targets and PV-DM too.
    """

    documents: Documents = field(default_factory=Documents)
    bits: tuple[int, int] = (128, 32)
    filter_bits: int = 28
    filter_dim: int = 100
    share: float = 0.1
    real: Training = Training(60, 0.025)
    binary: tuple[Training, Training] = (Training(40, 0.001, 0.5), Training(160, 0.0012))
    real_binary: Training = Training(40, 0.007, 0.05)
    prose: Training = Training(40, 0.001, 0.5)
    noise: tuple[float, float] = (4.0, 1.0)
    hashing_epochs: tuple[int, int] = (30, 15)
    hashing_subsample: float = 1e-5
    hashing_batch: int = 32
    hashing_lr: float = 2e-3
    hidden: tuple[int, ...] = (500, 500)
    min_count: int = 5
    variants: bool = True


def code_rows(settings: Codes, seed: int, progress: Progress) -> Iterator[Row]:
    """All ways of making codes, at both lengths, the short list and the transfer. Semantic hashing trains beside them."""
    split = draw(settings.documents, seed)
    with threads(1), ThreadPoolExecutor(1) as pool:
        hashed = [pool.submit(_hashed, settings, i, split, seed) for i in range(2)]
        yield from _rows(settings, seed, split, hashed, progress)


def _rows(
    settings: Codes, seed: int, split: Split, hashed: Sequence[Future[np.ndarray]], progress: Progress
) -> Iterator[Row]:
    relevant = _others(split.topics[:, None] == split.topics[None])

    def scored(method: str, setting: str, scores: np.ndarray, curve: bool = False) -> Iterator[Row]:
        scores = _others(scores)
        yield Row(method, MAP, tied_average_precision(scores, relevant).mean(), seed, setting)
        yield Row(method, NDCG, tied_ndcg(scores, relevant.astype(int), 10).mean(), seed, setting)
        if curve:
            precision = tied_precision_at_recall(scores, relevant, LEVELS).mean(0)
            for level, value in zip(LEVELS, precision, strict=True):
                yield Row(method, f"precision at recall {level:.1f}", value, seed, setting)

    progress.say("paragraph vectors")
    long, short = settings.bits
    real = paragraphs(settings, settings.real, long, seed).fit(split.train)
    vectors = real.transform(split.test)
    yield from scored(REAL, f"{long} dimensions", _cosines(vectors), curve=True)
    tfidf = BagOfWords("log-tfidf", allow_empty=True).fit(split.train)
    weights = tfidf.sparse(split.test)
    yield from scored("TF-IDF", "all words", (weights @ weights.T).toarray())
    for i, bits in enumerate(progress.track((long, short), "codes")):
        name = f"{bits} bits"
        model = paragraphs(settings, settings.binary[i], bits, seed, code="binary").fit(split.train)
        yield from scored(BINARY, name, _nearness(model.codes(split.test)), curve=True)
        hyperplanes = RandomHyperplanes(bits, seed).fit(weights)
        yield from scored(HYPERPLANES, name, _nearness(hyperplanes.transform(weights)), curve=True)
        fitted = real.vectors_
        if bits <= fitted.shape[1]:
            for method, maker in (("sign of PCA", SignPCA(bits)), ("ITQ", ITQ(bits, seed=seed))):
                yield from scored(method, name, _nearness(maker.fit(fitted).transform(vectors)), curve=True)
    if settings.variants:
        progress.say("bigrams and PV-DM")
        pairs = paragraphs(settings, settings.binary[0], long, seed, code="binary", ngrams=(1, 2))
        yield from scored(
            f"{BINARY}, bigrams", f"{long} bits", _nearness(pairs.fit(split.train).codes(split.test))
        )
        memory = paragraphs(settings, settings.binary[0], long, seed, code="binary", mode="dm")
        yield from scored(
            "binary PV-DM", f"{long} bits", _nearness(memory.fit(split.train).codes(split.test))
        )
    progress.say("short lists")
    yield from _short_lists(settings, split, seed)
    progress.say("codes learnt on prose")
    prose = paragraphs(settings, settings.prose, long, seed, code="binary").fit(split.prose)
    yield from scored(f"{BINARY}, {TRANSFER}", f"{long} bits", _nearness(prose.codes(split.read_by_prose)))
    weights = BagOfWords("log-tfidf", allow_empty=True).fit(split.prose).sparse(split.read_by_prose)
    elsewhere = RandomHyperplanes(long, seed).fit(weights).transform(weights)
    yield from scored(f"{HYPERPLANES}, {TRANSFER}", f"{long} bits", _nearness(elsewhere))
    for bits, codes in zip(progress.track(settings.bits, "semantic hashing"), hashed, strict=True):
        yield from scored(HASHING, f"{bits} bits", _nearness(codes.result()), curve=True)


def _hashed(settings: Codes, i: int, split: Split, seed: int) -> np.ndarray:
    """Codes of the test documents by semantic hashing, of the i-th length."""
    model = SemanticHashing(
        settings.bits[i], settings.hidden, settings.noise[i], subsample=settings.hashing_subsample,
        epochs=settings.hashing_epochs[i], batch=settings.hashing_batch, lr=settings.hashing_lr,
        allow_empty=True, seed=seed,
    )  # fmt: skip
    return model.fit(split.train).codes(split.test)


def paragraphs(
    settings: Codes, training: Training, dim: int, seed: int, code: str | None = None, bits: int | None = None,
    mode: str = "dbow", ngrams: tuple[int, int] = (1, 1),
) -> ParagraphVectors:  # fmt: skip
    """An untrained model; documents that lost all their words get a zero vector, in every method alike."""
    return ParagraphVectors(
        dim, mode=mode, code=code, bits=bits, ngrams=ngrams, min_count=settings.min_count, allow_empty=True,
        epochs=training.epochs, lr=training.lr, doc_lr=training.doc_lr, subsample=training.subsample, seed=seed,
    )  # fmt: skip


def _short_lists(settings: Codes, split: Split, seed: int) -> Iterator[Row]:
    """One real-binary model: its codes find candidates, its vectors order them; a full scan; and a random short list."""
    model = paragraphs(
        settings, settings.real_binary, settings.filter_dim, seed, code="real-binary", bits=settings.filter_bits
    ).fit(split.train)  # fmt: skip
    vectors = model.transform(split.test).astype(np.float64)
    codes = model.binarize(vectors)
    count = len(vectors)
    listed = max(10, round(settings.share * count))
    _, full = nearest(vectors, vectors, 11)
    # The query itself is in the base: one place more, from which it is taken out.
    _, found = filter_then_rerank(codes, vectors, codes, vectors, 11, short_list=listed + 1)
    unit = normalize(vectors)
    rng = np.random.default_rng([seed, 11])
    drawn = np.empty((count, 10), dtype=np.int64)
    for query in range(count):
        others = rng.choice(count - 1, listed, replace=False)
        others += others >= query
        drawn[query] = others[np.argsort(-(unit[others] @ unit[query]), kind="stable")[:10]]
    setting = f"{settings.filter_bits} bits and {settings.filter_dim} dimensions"
    for method, best in ((FULL, _without_query(full)), (SHORT_LIST, _without_query(found)), (RANDOM, drawn)):
        yield Row(method, NDCG, _ndcg(best, split.topics), seed, setting)


def _without_query(best: np.ndarray) -> np.ndarray:
    """The first ten of eleven columns that are not the row's own number."""
    own = best == np.arange(len(best))[:, None]
    own[~own.any(1), -1] = True
    return best[~own].reshape(len(best), -1)


def _ndcg(best: np.ndarray, topics: np.ndarray) -> float:
    """Mean nDCG@10 of lists of ten documents, best first, for queries that have a relevant one at all."""
    discount = 1 / np.log2(np.arange(2, 12))
    gains = (topics[best] == topics[:, None]) @ discount
    relevant = np.minimum(np.bincount(topics)[topics] - 1, 10)
    ideal = np.concatenate([[0.0], np.cumsum(discount)])[relevant]
    return float(np.divide(gains, ideal, out=np.zeros(len(gains)), where=ideal > 0).mean())


def _cosines(vectors: np.ndarray) -> np.ndarray:
    unit = normalize(vectors)
    cosines: np.ndarray = unit @ unit.T
    return cosines


def _nearness(codes: np.ndarray) -> np.ndarray:
    return -hamming_distances(codes, codes)


def _others(square: np.ndarray) -> np.ndarray:
    """Each row without its entry on the diagonal."""
    n = len(square)
    return square[~np.eye(n, dtype=bool)].reshape(n, n - 1)
