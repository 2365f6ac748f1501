"""The English arm, which has a real teacher: vectors counted on text against vectors extracted from a transformer."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch

from reprise.papers.hungarian_static_embeddings import generated
from reprise.papers.hungarian_static_embeddings.counting import (
    COUNTED,
    GLOVE,
    USUAL,
    Counting,
    counted_sets,
    glove_on,
    skipgram_on,
)
from reprise.papers.hungarian_static_embeddings.measure import (
    Analogies,
    Correlations,
    coverage_rows,
    post_processed,
    restricted,
    text_rows,
)
from reprise.papers.hungarian_static_embeddings.texts import Text, counted, english, spread
from reprise.report import Progress, Row
from reprise.text import load_encoder
from reprise.vectors import PCA
from reprise.words import TeacherPass, TransformerTeacher, WordVectors, X2Static, aggregate

X2STATIC = "X2Static"
OTHERS = ("aggregate, first", "aggregate, pieces", "decontextualised, first", "decontextualised, pieces")
DISTILLED = "Model2Vec-like"
EXTRACTED = (X2STATIC, *OTHERS, "decontextualised, all", DISTILLED)
CHOSEN = "counted, chosen on MEN"


@dataclass(frozen=True)
class English:
    """``taught`` sentences of the text are read by the teacher; ``small_epochs``: skip-gram on just those.

    ``glove_epochs``: GloVe, which takes as long as the other counted sets together; 0 leaves it out.
    """

    source: str = "corpus-en"
    tokens: int = 2_500_000
    taught: int = 5000
    common: int = 5000
    counting: Counting = USUAL
    small_epochs: int = 30
    glove_epochs: int = 0
    x2_epochs: int = 10
    x2_lr: float = 1e-3
    x2_subsample: float = 1e-4
    distilled_dim: int = 256

    @property
    def text(self) -> Text:
        return generated.text() if self.source == "generated" else english(self.tokens)


@functools.lru_cache(maxsize=2)
def teacher(source: str) -> TransformerTeacher:
    """all-MiniLM-L6-v2 without its pooling; on generated text a small encoder of random weights."""
    if source == "generated":
        return generated.teacher()
    return TransformerTeacher.of(load_encoder(device="cuda" if torch.cuda.is_available() else "cpu"))


@functools.lru_cache(maxsize=2)
def extraction(settings: English) -> tuple[TeacherPass, list[list[str]]]:
    """The pass over sentences spread over the text, for words that stand in them twice at least."""
    sentences = spread(settings.text.sentences, settings.taught)
    seen = Counter(word for line in counted(sentences) for word in line.split())
    words = sorted((word for word, count in seen.items() if count > 1), key=lambda word: (-seen[word], word))
    return TeacherPass(teacher(settings.source), words), sentences


def extracted_sets(
    settings: English, candidates: list[str], seed: int, progress: Progress
) -> dict[str, WordVectors]:
    """Three ways with both poolings, and Model2Vec's: a pass over words alone, then principal components.

    A word read alone is a sentence of its own, so that decontextualised extraction is a pass over such sentences.
    """
    reading, sentences = extraction(settings)
    taught = reading.run(sentences, progress)
    alone = TeacherPass(reading.teacher, candidates).run(candidates, progress)
    progress.say("X2Static")
    distilled = X2Static(
        subsample=settings.x2_subsample, epochs=settings.x2_epochs, lr=settings.x2_lr, seed=seed
    ).fit(taught)
    whole = WordVectors(candidates, np.asarray(alone.means))
    return {
        X2STATIC: distilled.vectors,
        "aggregate, first": aggregate(taught, "cls"),
        "aggregate, pieces": aggregate(taught, "pieces"),
        "decontextualised, first": aggregate(alone, "cls"),
        "decontextualised, pieces": aggregate(alone, "pieces"),
        "decontextualised, all": whole,
        DISTILLED: WordVectors(
            candidates, PCA(settings.distilled_dim).fit(whole.vectors).transform(whole.vectors)
        ),
    }


def english_rows(settings: English, seed: int, progress: Progress) -> Iterator[Row]:
    """Analogies and similarity of all sets on the words that every one has."""
    text = settings.text
    reading, sentences = extraction(settings)
    progress.say("English: word vectors counted on text")
    sets = dict(counted_sets(text, settings.counting, seed))
    equal = "skip-gram, equal text"
    sets[equal] = skipgram_on(counted(sentences), settings.counting, settings.small_epochs, seed)
    if settings.glove_epochs:
        progress.say("English: GloVe")
        sets[GLOVE] = glove_on(text, settings.counting, settings.glove_epochs, seed)
    shared = set(reading.words or ()).intersection(*(vectors.words for vectors in sets.values()))
    candidates = sorted(shared, key=lambda word: (-text.counts[word], word))[: settings.common]
    sets |= extracted_sets(settings, candidates, seed, progress)
    sets = restricted(sets, text.counts, settings.common)
    yield from text_rows(text, len(next(iter(sets.values()))), settings.taught, seed, "en")
    progress.say("English: questions")
    for setting, vectors in (("en", sets), ("en, all-but-the-top", post_processed(sets))):
        asked = Analogies.ask(vectors, text.questions)
        alike = Correlations(vectors, text.similarities, seed)
        yield from asked.rows(seed, setting, by_category=setting == "en")
        yield from alike.rows(seed, setting)
        if setting != "en":
            continue
        yield from coverage_rows(asked, text.questions, seed, setting)
        yield from kind_rows(asked, seed)
        chosen = max(COUNTED, key=lambda name: alike.full[name]["men"])
        rival = max(EXTRACTED, key=lambda name: float(asked.values[name].mean()))
        yield Row(CHOSEN, "mrr", float(asked.values[chosen].mean()), seed, setting)
        yield Row("best extracted", "mrr", float(asked.values[rival].mean()), seed, setting)
        yield from (
            Row(CHOSEN, row.metric.replace(rival, "best extracted"), row.value, seed, setting)
            for row in asked.gap_rows(chosen, rival, seed, setting)
        )
        for other in OTHERS:
            yield from asked.gap_rows(X2STATIC, other, seed, setting)
            yield from alike.gap_rows(X2STATIC, other, seed, setting)


def kind_rows(asked: Analogies, seed: int) -> Iterator[Row]:
    """Google's grammatical categories begin with "gram"; the others ask about the world."""
    grammatical = np.array([category.startswith("gram") for category in asked.categories])
    for kind, which in (("semantic", ~grammatical), ("grammatical", grammatical)):
        for name, values in asked.values.items():
            if which.any():
                yield Row(name, "mrr of a kind", float(values[which].mean()), seed, f"en, {kind}")
