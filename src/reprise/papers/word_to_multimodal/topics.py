"""Documents with few labels: do latent dimensions and topics help, and are the topics coherent?"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import scipy.sparse as sp
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS
from sklearn.linear_model import LogisticRegression

from reprise import data
from reprise.papers.word_to_multimodal import generated
from reprise.papers.word_to_multimodal.word_vectors import Vectors, word_vectors
from reprise.report import Progress, Row
from reprise.vectors import normalize
from reprise.words import (
    PLSA,
    SIF,
    BagOfWords,
    GibbsLDA,
    ParagraphVectors,
    TfidfLSA,
    npmi_coherence,
    tokenise,
    topic_diversity,
)
from reprise.words.document_encoder import count_words, find_words

ACCURACY, NPMI, DIVERSITY = "accuracy", "topic coherence", "topic diversity"
GROUPS = "newsgroups, few labels"
STOP_WORDS = tuple(sorted(ENGLISH_STOP_WORDS))  # left out of topics only
PENALTIES = (1.0, 10.0, 100.0, 1000.0)  # scikit-learn's C
CHOOSING = 9_000  # the draw of labels that the penalty is chosen on

Documents = tuple[list[str], np.ndarray, list[str], np.ndarray]


@dataclass(frozen=True)
class Topics:
    """Args:
    real: newsgroups, else generated texts.
    labels: a class.
    documents, tokens: how many texts, and how much of each, topics are fitted on.
    validation, tests: texts that the penalty is chosen on, and that are tested.
    """

    real: bool = True
    labels: int = 20
    lsa: int = 100
    topics: int = 40
    sweeps: int = 100
    documents: int = 3000
    tokens: int = 100
    validation: int = 2000
    tests: int = 4000
    min_documents: int = 5
    epochs: int = 10


@functools.cache
def texts(settings: Topics) -> Documents:
    """Training and test texts with their classes, without cross-posts and without texts of fewer than five words."""
    if not settings.real:
        train, test = generated.documents("train"), generated.documents("test")
        return train[0], train[1], test[0], test[1]
    loaded = data.load("20newsgroups")
    parts: list[tuple[list[str], np.ndarray]] = []
    for split in ("train", "test"):
        part = loaded[split]
        once = ~np.asarray(part.fields["duplicate"], dtype=bool)
        kept = [i for i in np.flatnonzero(once) if len(part.texts[i].split()) >= 5]
        parts.append(([part.texts[i] for i in kept], part.y[kept]))
    order = np.random.default_rng(0).permutation(len(parts[1][0]))[: settings.tests]
    return parts[0][0], parts[0][1], [parts[1][0][i] for i in order], parts[1][1][order]


def _short(documents: list[str], tokens: int) -> list[str]:
    return [" ".join(text.split()[:tokens]) for text in documents]


@functools.cache
def _topic_texts(settings: Topics) -> list[str]:
    """The beginnings of the training texts that topics are fitted on."""
    return _short(texts(settings)[0], settings.tokens)[: settings.documents]


@functools.cache
def _lda(settings: Topics) -> GibbsLDA:
    model = GibbsLDA(
        settings.topics,
        alpha=0.1,
        sweeps=settings.sweeps,
        samples=min(10, settings.sweeps),
        min_documents=settings.min_documents,
        stop_words=STOP_WORDS,
        allow_empty=True,
    )
    return model.fit(_topic_texts(settings))


Features: TypeAlias = np.ndarray | sp.csr_array
Parts: TypeAlias = tuple[Features, Features]  # of training and test texts


@functools.cache
def _features(settings: Topics) -> dict[str, list[Parts]]:
    """What does not depend on the seed: variants of each representation, fitted to training texts without labels."""
    train, _, test, _ = texts(settings)
    words = find_words(train, settings.min_documents, None, ())
    counts = [count_words(part, words, allow_empty=True) for part in (train, test)]  # shared by all of these
    bags, latent = {}, []
    for scheme in ("counts", "tfidf", "log-tfidf"):
        bag = BagOfWords(scheme).fit_counts(counts[0])
        bags[scheme] = (bag.weigh(counts[0]), bag.weigh(counts[1]))
    for scheme in ("tfidf", "log-tfidf"):
        lsa = TfidfLSA(settings.lsa, scheme).fit_counts(counts[0])
        latent.append((normalize(lsa.project(counts[0])), normalize(lsa.project(counts[1]))))
    lda = _lda(settings)
    # Roots of shares have length 1, and their inner product is a likeness of distributions.
    shares = [np.sqrt(lda.transform(_short(part, settings.tokens))) for part in (train, test)]
    spaced = [[" ".join(tokenise(text)) for text in part] for part in (train, test)]
    paragraphs = ParagraphVectors(
        settings.lsa, min_count=settings.min_documents, epochs=settings.epochs, allow_empty=True
    )
    fitted = paragraphs.fit(spaced[0])
    return {
        "bag of words": [bags["counts"]],
        "TF-IDF": [bags["tfidf"], bags["log-tfidf"]],
        f"LSA-{settings.lsa}": [*latent],
        "LDA": [(shares[0], shares[1])],
        "paragraph vectors": [(normalize(fitted.vectors_), normalize(fitted.transform(spaced[1])))],
    }


def _sif(settings: Topics, vectors: Vectors, seed: int) -> Parts:
    train, _, test, _ = texts(settings)
    model = SIF(word_vectors(vectors, seed, Progress()), allow_empty=True).fit(train)
    return normalize(model.transform(train)), normalize(model.transform(test))


def _labelled(settings: Topics, y: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows with labels, so many of each class, and others to choose the penalty on."""
    order = np.random.default_rng(seed).permutation(len(y))
    drawn = np.concatenate([order[y[order] == c][: settings.labels] for c in np.unique(y)])
    rest = order[~np.isin(order, drawn)][: settings.validation]
    return drawn, rest


def _fit(x: Features, y: np.ndarray, penalty: float) -> LogisticRegression:
    return LogisticRegression(C=penalty, max_iter=2000).fit(x, y)


def _choose(settings: Topics, variants: list[Parts]) -> tuple[Parts, float]:
    """The variant and penalty that do best for a draw of labels that no verdict sees, on further training texts."""
    y = texts(settings)[1]
    drawn, rest = _labelled(settings, y, CHOOSING)

    def score(option: tuple[Parts, float]) -> float:
        (x, _), penalty = option
        return float(_fit(x[drawn], y[drawn], penalty).score(x[rest], y[rest]))

    return max(((parts, c) for parts in variants for c in PENALTIES), key=score)


@functools.cache
def _choice(settings: Topics, method: str) -> tuple[Parts, float]:
    return _choose(settings, _features(settings)[method])


def _accuracy(settings: Topics, choice: tuple[Parts, float], seed: int) -> float:
    _, y, _, truth = texts(settings)
    drawn, _ = _labelled(settings, y, seed)
    (train, test), penalty = choice
    return float(_fit(train[drawn], y[drawn], penalty).score(test, truth))


@functools.cache
def _coherence(settings: Topics) -> dict[str, tuple[float, float]]:
    """Coherence and diversity of the top words of each way of finding topics, on texts that none of them saw."""
    fitted, (_, _, held_out, _) = _topic_texts(settings), texts(settings)
    words = settings.min_documents
    plsa = PLSA(settings.topics, min_documents=words, stop_words=STOP_WORDS, allow_empty=True).fit(fitted)
    lsa = TfidfLSA(settings.topics, min_documents=words, stop_words=STOP_WORDS, allow_empty=True).fit(fitted)
    bag = BagOfWords(min_documents=words, stop_words=STOP_WORDS, allow_empty=True).fit(fitted)
    factors = NMF(settings.topics, init="nndsvd", max_iter=400, tol=1e-3).fit(bag.sparse(fitted)).components_
    tops = {"LDA": _lda(settings).top_words(), "PLSA": plsa.top_words()}
    latent = np.abs(lsa.components_)
    for name, weights in (("NMF", factors), ("LSA", latent)):
        best = np.argsort(-weights, axis=1, kind="stable")[:, :10]
        tops[name] = [[bag.vocabulary_[i] for i in row] for row in best]
    return {
        name: (float(npmi_coherence(words, held_out).mean()), topic_diversity(words))
        for name, words in tops.items()
    }


def topic_rows(settings: Topics, vectors: Vectors, seed: int, progress: Progress) -> Iterator[Row]:
    """Accuracy with few labels, a draw of labels a seed; coherence of topics, which were sampled once."""
    progress.say("documents and topics")
    choices = {method: _choice(settings, method) for method in _features(settings)}
    choices["SIF"] = _choose(settings, [_sif(settings, vectors, seed)])
    found = {method: _accuracy(settings, choice, seed) for method, choice in choices.items()}
    for method, value in found.items():
        yield Row(method, ACCURACY, value, seed, GROUPS)
    for method, (coherence, diversity) in _coherence(settings).items():
        yield Row(method, NPMI, coherence, seed, "held-out newsgroups")
        yield Row(method, DIVERSITY, diversity, seed, "held-out newsgroups")
