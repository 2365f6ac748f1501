"""The Hungarian arm: word forms and tagging, with a character-aware language model trained on the same corpus."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from reprise import data
from reprise.data.tagged_sentences import Tagged
from reprise.papers.hungarian_static_embeddings import generated
from reprise.papers.hungarian_static_embeddings.counting import COUNTED, USUAL, Counting, counted_sets
from reprise.papers.hungarian_static_embeddings.measure import (
    RESAMPLES,
    Analogies,
    end_rows,
    post_processed,
    restricted,
    text_rows,
)
from reprise.papers.hungarian_static_embeddings.texts import (
    Text,
    counted,
    hungarian,
    questions_from,
    spread,
)
from reprise.report import Progress, Row
from reprise.train import threads
from reprise.words import (
    BiLM,
    BiLSTMTagger,
    LanguageModelTeacher,
    TeacherPass,
    WordVectors,
    X2Static,
    aggregate,
)
from reprise.words.tag_scores import masked_accuracy, span_f1, token_accuracy
from reprise.words.tagger import UNKNOWN_SCALE
from reprise.words.teacher import weights_digest

ELMO, X2STATIC = "ELMo-like", "X2Static of ELMo-like"
SETS = (*COUNTED, ELMO, X2STATIC, "aggregate of ELMo-like")
TASKS = {"upos": "parts of speech", "ner": "named entities"}


@dataclass(frozen=True)
class Hungarian:
    """``learned`` sentences train the language model, ``taught`` ones it reads; taggers see their own.

    Two passes over 3000 sentences are too few for named entities, of which most have none.
    """

    source: str = "corpus-hu"
    tokens: int = 2_500_000
    learned: int = 15_000
    taught: int = 8000
    common: int = 20_000
    counting: Counting = USUAL
    teacher_dim: int = 128
    teacher_units: int = 128
    teacher_depth: int = 1
    teacher_epochs: int = 1
    x2_epochs: int = 10
    x2_lr: float = 1e-3
    x2_subsample: float = 1e-4
    tagged: int = 3000
    tested: int = 1500
    units: tuple[int, ...] = (64,)
    tasks: tuple[str, ...] = ("upos",)
    tag_epochs: int = 2
    second_set: bool = False

    @property
    def text(self) -> Text:
        return generated.text() if self.source == "generated" else hungarian(self.tokens)


@functools.lru_cache(maxsize=1)
def language_model(settings: Hungarian) -> BiLM:
    """Trained once for all seeds."""
    model = BiLM(
        dim=settings.teacher_dim,
        units=settings.teacher_units,
        depth=settings.teacher_depth,
        max_chars=20,
        sampled=1024,
    )
    lines = [" ".join(sentence) for sentence in spread(settings.text.sentences, settings.learned)]
    with threads(1):
        model.fit(lines, epochs=settings.teacher_epochs)
    return model.eval()


def hungarian_sets(settings: Hungarian, seed: int, progress: Progress) -> dict[str, WordVectors]:
    """Six sets on their common vocabulary; the language model and its one reading are shared by the seeds."""
    text = settings.text
    progress.say("Hungarian: word vectors counted on text")
    sets = dict(counted_sets(text, settings.counting, seed))
    progress.say("Hungarian: the language model")
    model = language_model(settings)
    sentences = spread(text.sentences, settings.taught)
    seen = Counter(word for line in counted(sentences) for word in line.split())
    words = sorted((word for word, count in seen.items() if count > 1), key=lambda word: (-seen[word], word))
    shared = sorted(set(words).intersection(*(vectors.words for vectors in sets.values())))
    with threads(1):
        reader = LanguageModelTeacher(model, 2 * settings.teacher_dim, weights_digest(model))
        taught = TeacherPass(reader, words).run(sentences, progress)
        sets[ELMO] = WordVectors(shared, model.static(shared))
    progress.say("Hungarian: X2Static")
    distilled = X2Static(
        subsample=settings.x2_subsample, epochs=settings.x2_epochs, lr=settings.x2_lr, seed=seed
    ).fit(taught)
    sets[X2STATIC] = distilled.vectors
    sets["aggregate of ELMo-like"] = aggregate(taught, "pieces")
    return restricted(sets, text.counts, settings.common)


def hungarian_rows(settings: Hungarian, seed: int, progress: Progress) -> Iterator[Row]:
    """Questions about word forms, then tagging."""
    text = settings.text
    sets = hungarian_sets(settings, seed, progress)
    words = next(iter(sets.values())).words
    yield from text_rows(text, len(words), settings.taught, seed, "hu")
    questions = questions_from(text.pairs, words)
    progress.say("Hungarian: questions")
    for bundle, asked in questions.items():
        yield Row("common vocabulary", "questions", float(len(asked)), seed, f"hu, {bundle}")
    for setting, vectors in (("hu", sets), ("hu, all-but-the-top", post_processed(sets))):
        found = Analogies.ask(vectors, questions)
        yield from found.rows(seed, setting, by_category=setting == "hu")
        if setting == "hu":
            yield from found.gap_rows("fastText", "skip-gram", seed, setting)
    yield from tagging_rows(settings, sets, seed, progress)


def scaled(vectors: WordVectors) -> WordVectors:
    """Numbers as large on average as those of an unknown word's vector: no set learns faster by its units alone."""
    factor = UNKNOWN_SCALE / np.sqrt(np.mean(vectors.vectors.astype(float) ** 2))
    return WordVectors(vectors.words, vectors.vectors * np.float32(factor), vectors.counts)


def tagging_rows(
    settings: Hungarian, sets: Mapping[str, WordVectors], seed: int, progress: Progress
) -> Iterator[Row]:
    """The tasks on the corpus that the paper takes them from, parts of speech on a second one too."""
    train, test = tagged_text(settings, seed)
    for units in settings.units:
        for layer in settings.tasks:
            name = f"{TASKS[layer]}, {units} units"
            right = {}
            for method in progress.track(SETS, f"Hungarian: {name}"):
                predicted, rows = _tag(settings, sets[method], units, train, test, layer, seed)
                right[method] = _right_by_document(test, layer, predicted)
                yield from (Row(method, metric, value, seed, name) for metric, value in rows.items())
            if units == settings.units[-1]:
                yield from _gaps_over_documents(right, test, X2STATIC, "skip-gram", seed, name)
    if settings.second_set:
        newspaper = data.load("hu-pos-ud")
        name = f"parts of speech of the newspaper set, {settings.units[-1]} units"
        for method in progress.track(SETS, f"Hungarian: {name}"):
            parts = newspaper["train"], newspaper["test"]
            _, rows = _tag(settings, sets[method], settings.units[-1], *parts, "upos", seed)
            yield from (Row(method, metric, value, seed, name) for metric, value in rows.items())


def _tag(
    settings: Hungarian, vectors: WordVectors, units: int, train: Tagged, test: Tagged, layer: str, seed: int
) -> tuple[list[list[str]], dict[str, float]]:
    with threads(1):
        tagger = BiLSTMTagger(scaled(vectors), units, epochs=settings.tag_epochs, seed=seed)
        tagger.fit(train.tokens, train.tags[layer])
        predicted = tagger.predict(test.tokens)
    gold = test.tags[layer]
    rows = {
        "tag accuracy": token_accuracy(gold, predicted),
        "published tag accuracy": masked_accuracy(gold, predicted, tagger.labels_[0]),
    }
    if layer == "ner":
        rows["span F1"] = span_f1(gold, predicted)
    return predicted, rows


def tagged_text(settings: Hungarian, seed: int) -> tuple[Tagged, Tagged]:
    """Each seed draws its own training sentences; the test documents are the same for all."""
    if settings.source == "generated":
        return generated.tagged(settings.tagged, 100 + seed), generated.tagged(settings.tested, 99)
    corpus = data.load("hu-ner-nerkor")
    train = corpus["train"]
    chosen = np.random.default_rng(seed).choice(len(train), settings.tagged, replace=False)
    test = corpus["test"]
    documents = np.array(test.fields["doc"])
    order = np.random.default_rng(0).permutation(np.unique(documents))
    sizes = np.cumsum([int((documents == document).sum()) for document in order])
    kept = order[: int(np.searchsorted(sizes, settings.tested)) + 1]
    return _part(train, chosen), _part(test, np.flatnonzero(np.isin(documents, kept)))


def _part(whole: Tagged, rows: np.ndarray) -> Tagged:
    return Tagged(
        tuple(whole.tokens[i] for i in rows),
        {layer: tuple(tags[i] for i in rows) for layer, tags in whole.tags.items()},
        {name: tuple(values[i] for i in rows) for name, values in whole.fields.items()},
    )


def _right_by_document(test: Tagged, layer: str, predicted: list[list[str]]) -> np.ndarray:
    """For each document the number of right tags."""
    _, document = np.unique(test.fields["doc"], return_inverse=True)
    right = [
        sum(a == b for a, b in zip(gold, own, strict=True))
        for gold, own in zip(test.tags[layer], predicted, strict=True)
    ]
    return np.bincount(document, weights=right)


def _gaps_over_documents(
    right: Mapping[str, np.ndarray], test: Tagged, method: str, over: str, seed: int, setting: str
) -> Iterator[Row]:
    """The ends of the interval of a difference in accuracy, from resampled test documents."""
    _, document = np.unique(test.fields["doc"], return_inverse=True)
    size = np.bincount(document, weights=[len(tokens) for tokens in test.tokens])
    drawn = np.random.default_rng(seed).integers(0, len(size), (RESAMPLES, len(size)))
    gaps = (right[method] - right[over])[drawn].sum(1) / size[drawn].sum(1)
    yield from end_rows(gaps, method, f"tag accuracy over {over}", seed, setting)
