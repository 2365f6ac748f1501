"""The corpus and the skip-gram vectors that most sections share; a seed is a model."""

from __future__ import annotations

import functools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from reprise import data
from reprise.papers.word_to_multimodal.generated import corpus_lines, word_pairs
from reprise.report import Progress
from reprise.words import Vocabulary, Word2Vec, WordVectors, tokenise, word_similarity
from reprise.words.vocabulary import BOUNDARY

TOGETHER = 2  # models trained beside each other, each on one thread so that it is the same in every run
BENCHMARKS = ("men", "wordsim353-sim", "wordsim353-rel", "simlex999")


@dataclass(frozen=True)
class Vectors:
    """Skip-gram with negative sampling.

    Args:
        parts: of ``corpus-en``; None for generated text.
        tokens: at most so many of each part.
        lr, subsample: chosen on the development part of STS-B with models that no verdict sees.
    """

    parts: tuple[str, ...] | None = ("wikipedia", "reference", "tech", "fiction")
    tokens: int | None = None
    dim: int = 100
    window: int = 5
    epochs: int = 1
    min_count: int = 10
    max_words: int = 50_000
    lr: float = 0.1
    subsample: float = 1e-4


@functools.cache
def encoded(settings: Vectors) -> tuple[Vocabulary, np.ndarray]:
    """The lower-cased words of the corpus as numbers."""
    if settings.parts is None:
        lines = list(corpus_lines())
    else:
        corpus = data.load("corpus-en")
        lines = []
        for part in settings.parts:
            count = 0
            for line in corpus.lines(part):
                found = tokenise(line)
                lines.append(" ".join(found))
                count += len(found)
                if settings.tokens is not None and count >= settings.tokens:
                    break
    vocabulary = Vocabulary.build(lines, settings.min_count, settings.max_words)
    return vocabulary, vocabulary.encode(lines)


@functools.cache
def _models(settings: Vectors, first: int) -> list[WordVectors]:
    vocabulary, tokens = encoded(settings)

    def train(seed: int) -> WordVectors:
        model = Word2Vec(
            settings.dim,
            settings.window,
            subsample=settings.subsample,
            epochs=settings.epochs,
            lr=settings.lr,
            threads=1,
            seed=seed,
        )
        return model.fit_tokens(vocabulary, tokens).vectors

    with ThreadPoolExecutor(TOGETHER) as pool:
        return list(pool.map(train, range(first, first + TOGETHER)))


def word_vectors(settings: Vectors, seed: int, progress: Progress) -> WordVectors:
    """The vectors of a seed, with counts."""
    progress.say("training word vectors")
    return _models(settings, seed - seed % TOGETHER)[seed % TOGETHER]


@functools.cache
def line_counts(settings: Vectors) -> sp.csr_array:
    """How often each word of the vocabulary stands in each line of the corpus."""
    vocabulary, tokens = encoded(settings)
    ends = tokens == BOUNDARY
    line, words = np.cumsum(ends), ~ends
    pairs = (line[words], tokens[words])
    shape = (int(line[-1]), len(vocabulary))  # a boundary ends every line
    return sp.csr_array(sp.coo_array((np.ones(int(words.sum()), np.float32), pairs), shape))


def similarity(settings: Vectors, vectors: WordVectors) -> float:
    """Spearman with people's judgements of words, averaged over MEN, WordSim-353's halves and SimLex-999."""
    if settings.parts is None:
        pairs = word_pairs()
        return word_similarity(vectors, pairs.first, pairs.second, pairs.y)[0]
    benchmarks = data.load("word-benchmarks")
    found = []
    for name in BENCHMARKS:
        frame = benchmarks[f"similarity/en/{name}"]
        columns = [frame[column].str.lower().tolist() for column in ("word1", "word2")]
        found.append(word_similarity(vectors, columns[0], columns[1], frame["similarity"].to_numpy())[0])
    return float(np.mean(found))
