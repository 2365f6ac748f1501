"""Sentences: do averages of word vectors judge likeness as people do, better than weighted counts? And in search?"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import spearmanr

from reprise import data
from reprise.papers.word_to_multimodal import generated
from reprise.papers.word_to_multimodal.word_vectors import Vectors, encoded, line_counts, word_vectors
from reprise.report import Progress, Row
from reprise.retrieval import BM25Index, evaluate
from reprise.text import embed
from reprise.vectors import nearest, normalize
from reprise.words import (
    SIF,
    USIF,
    AverageVectors,
    BagOfWords,
    PowerMean,
    TfidfLSA,
    WordVectors,
    relaxed_word_movers,
    tokenise,
)

Encode = Callable[[Sequence[str]], np.ndarray]
SPEARMAN, NDCG, COSINE = "spearman", "ndcg@10", "largest cosine of two words"
STS = "STS-B test"
DENSE, SPARSE = "dense average chosen on dev", "TF-IDF chosen on dev"
DEPTH = 100


@dataclass(frozen=True)
class Similarity:
    """Args:
    collections: for search; none for generated text.
    lsa: dimensions of latent semantic analysis on sentences and on the collections.
    minilm: encode the sentences with MiniLM too.
    """

    collections: tuple[str, ...] = ("ir-cranfield", "ir-cisi")
    lsa: int = 200
    minilm: bool = True


def similarity_rows(settings: Similarity, vectors: Vectors, seed: int, progress: Progress) -> Iterator[Row]:
    """All ways of making a vector of a text, on sentence similarity and in search."""
    model = word_vectors(vectors, seed, progress)
    progress.say("sentence similarity")
    yield from _sentences(settings, vectors, model, seed)
    progress.say("search")
    for name in settings.collections or ("generated",):
        for method, value in _search(name, settings.lsa, model).items():
            yield Row(method, NDCG, value, seed, name)


def _pairs(real: bool, split: str) -> generated.Pairs:
    if not real:
        return generated.sentence_pairs(split)
    part = data.load("stsb-multi", language="en")[split]
    return generated.Pairs(part.first, part.second, np.asarray(part.y, dtype=float))


def _texts(pairs: generated.Pairs) -> list[str]:
    return [*pairs.first, *pairs.second]


def _agreement(encode: Encode, pairs: generated.Pairs) -> tuple[float, np.ndarray]:
    first, second = (normalize(np.asarray(encode(side), dtype=float)) for side in (pairs.first, pairs.second))
    cosines = (first * second).sum(axis=1)
    return float(spearmanr(cosines, pairs.y).statistic), cosines


def _sentences(settings: Similarity, vectors: Vectors, model: WordVectors, seed: int) -> Iterator[Row]:
    real = vectors.parts is not None
    train, dev, test = (_pairs(real, split) for split in ("train", "validation", "test"))
    dense: dict[str, Encode] = {
        "mean": AverageVectors(model, allow_empty=True).fit(()).transform,
        "TF-IDF mean": AverageVectors(model, "tfidf", allow_empty=True).fit(_texts(train)).transform,
        "SIF": SIF(model, allow_empty=True).fit(_texts(train)).transform,
    }
    for method, encode in dense.items():
        yield Row(method, SPEARMAN, _agreement(encode, test)[0], seed, STS)
    best = max(dense, key=lambda method: _agreement(dense[method], dev)[0])
    value, chosen = _agreement(dense[best], test)
    yield Row(DENSE, SPEARMAN, value, seed, STS)
    further: dict[str, Encode] = {
        "uSIF": USIF(model, allow_empty=True).fit(_texts(train)).transform,
        "power means": PowerMean(model, allow_empty=True).fit().transform,
        "maximum": PowerMean(model, (np.inf,), allow_empty=True).fit().transform,
    }
    for method, encode in further.items():
        yield Row(method, SPEARMAN, _agreement(encode, test)[0], seed, STS)
    known = [any(word in model for word in tokenise(text)) for text in _texts(test)]
    rows = np.flatnonzero(np.logical_and(*np.split(np.array(known), 2)))
    moved = relaxed_word_movers([test.first[i] for i in rows], [test.second[i] for i in rows], model)
    yield Row(
        "relaxed word mover's distance", SPEARMAN, float(spearmanr(-moved, test.y[rows]).statistic), seed, STS
    )
    counted, cosines = _counted(settings, vectors)
    for method, value in counted.items():
        yield Row(method, SPEARMAN, value, seed, STS)
    yield Row(DENSE, "standard error of the gain over TF-IDF", _error(chosen, cosines, test.y), seed, STS)
    words = _content_words(test)
    distinct = normalize(BagOfWords("binary").fit(words).transform(words))
    yield Row(
        "one-hot",
        COSINE,
        float((distinct @ distinct.T - np.eye(len(words))).max()),
        seed,
        STS,
    )


def _content_words(pairs: generated.Pairs) -> list[str]:
    return list(BagOfWords(max_words=300, allow_empty=True).fit(_texts(pairs)).vocabulary_)


def _error(one: np.ndarray, two: np.ndarray, truth: np.ndarray, draws: int = 200) -> float:
    """Bootstrap over pairs of the difference between two rank correlations."""
    rng = np.random.default_rng(0)
    found = []
    for _ in range(draws):
        rows = rng.integers(len(truth), size=len(truth))
        found.append(
            spearmanr(one[rows], truth[rows]).statistic - spearmanr(two[rows], truth[rows]).statistic
        )
    return float(np.std(found))


@functools.cache
def _counted(settings: Similarity, vectors: Vectors) -> tuple[dict[str, float], np.ndarray]:
    """What no word vector goes into, the same for all seeds: scores, and the chosen TF-IDF's cosines."""
    real = vectors.parts is not None
    train, dev, test = (_pairs(real, split) for split in ("train", "validation", "test"))
    candidates: dict[str, Encode] = {}
    words = encoded(vectors)[0].words
    for scheme in ("tfidf", "log-tfidf", "bm25"):
        candidates[f"{scheme}, weights from STS-B"] = (
            BagOfWords(scheme, allow_empty=True).fit(_texts(train)).transform
        )
        bag = BagOfWords(scheme, allow_empty=True)
        bag.vocabulary_ = words
        bag.fit_counts(line_counts(vectors))
        bag.mean_length_ = float(np.mean([len(text.split()) for text in _texts(train)]))
        candidates[f"{scheme}, weights from the corpus"] = bag.transform
    best = max(candidates, key=lambda name: _agreement(candidates[name], dev)[0])
    value, cosines = _agreement(candidates[best], test)
    one_hot = BagOfWords("binary", allow_empty=True).fit(_texts(train)).transform
    lsa = TfidfLSA(settings.lsa, allow_empty=True).fit(_texts(train)).transform
    found = {
        SPARSE: value,
        "one-hot": _agreement(one_hot, test)[0],
        f"LSA-{settings.lsa}": _agreement(lsa, test)[0],
    }
    if settings.minilm:
        found["MiniLM"] = _agreement(lambda texts: embed(list(texts)), test)[0]
    return found, cosines


@functools.cache
def _collection(name: str) -> tuple[dict[str, str], dict[str, str], dict[str, dict[str, int]]]:
    if name == "generated":
        return generated.retrieval()
    loaded = data.load(name)
    return loaded.corpus, loaded.judged("test"), loaded.qrels["test"]


@functools.cache
def _counted_search(name: str, lsa: int) -> dict[str, float]:
    corpus, queries, _ = _collection(name)
    texts = list(corpus.values())
    index = BM25Index().fit(texts)
    scores, found = index.search(list(queries.values()), min(DEPTH, len(texts)))
    tfidf = BagOfWords("log-tfidf", allow_empty=True).fit(texts).transform
    latent = TfidfLSA(lsa, "log-tfidf", min_documents=2, allow_empty=True).fit(texts).transform
    return {
        "BM25": _ndcg(name, scores, found),
        "TF-IDF": _ndcg(name, *_nearest(name, tfidf)),
        f"LSA-{lsa}": _ndcg(name, *_nearest(name, latent)),
    }


def _search(name: str, lsa: int, model: WordVectors) -> dict[str, float]:
    texts = list(_collection(name)[0].values())
    mean = AverageVectors(model, allow_empty=True).fit(()).transform
    sif = SIF(model, allow_empty=True).fit(texts).transform
    own = {"mean": _ndcg(name, *_nearest(name, mean)), "SIF": _ndcg(name, *_nearest(name, sif))}
    return {**_counted_search(name, lsa), **own}


def _nearest(name: str, encode: Encode) -> tuple[np.ndarray, np.ndarray]:
    corpus, queries, _ = _collection(name)
    return nearest(encode(list(queries.values())), encode(list(corpus.values())), min(DEPTH, len(corpus)))


def _ndcg(name: str, scores: np.ndarray, found: np.ndarray) -> float:
    corpus, queries, qrels = _collection(name)
    ids = list(corpus)
    run = {
        query: {ids[i]: float(s) for i, s in zip(rows, row, strict=True) if i >= 0}
        for query, rows, row in zip(queries, found, scores, strict=True)
    }
    return evaluate(qrels, run, ("ndcg@10",))["ndcg@10"]
