"""Does a vector of a word in its sentence tell which of two words stood there, where a vector of the word alone cannot?

Pairs of unrelated words are merged into one token each, in all of the text. One language model is trained on the merged
text; seeds share it and differ in the pseudo-words that are judged, which no two of them share. Occurrences come from
text that was not trained on, as many of one sense as of the other, with up to ``around`` words on either side: that is
all that any method sees.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from reprise import data
from reprise.report import Progress, Row
from reprise.train import threads
from reprise.vectors import normalize
from reprise.words import (
    BiLM,
    Vocabulary,
    WordVectors,
    balanced,
    merge_pairs,
    similar_pairs,
    tokenise,
    topic_lines,
)
from reprise.words.word2vec import Word2Vec

METRIC = "sense accuracy"
FOLDS = 5
LAYERS: dict[str, int | str] = {"biLM": "average", "biLM, characters": 0, "biLM, last layer": -1}


@dataclass(frozen=True)
class Contexts:
    """``part`` of ``corpus-en``, or None for generated text, of which nothing is trained but what ``tokens`` say.

    Args:
        first: line of the part to begin with.
        tokens, held_out: words to train on and, after them, to take occurrences from.
        pairs, groups: pseudo-words of a seed, and how many seeds have some of their own.
        between: how often each of their words occurs in the text that is trained on.
        per_sense: occurrences of each sense.
        around: words on either side of an occurrence.
        near: of these, those whose mean vector is the context of the simplest method.
        dim, units, sampled, length, batch, lr, epochs: of the language model, see :class:`BiLM`.
        word_epochs, word_lr: of skip-gram.
        encoder: whether a pretrained sentence encoder is measured too.
        draw: seed of the pairs.
    """

    part: str | None = "wikipedia"
    first: int = 0
    tokens: int = 400_000
    held_out: int = 800_000
    pairs: int = 60
    groups: int = 4
    between: tuple[int, int] = (40, 400)
    per_sense: int = 25
    around: int = 12
    near: int = 5
    dim: int = 128
    units: int = 128
    depth: int = 1
    sampled: int = 1024
    max_chars: int = 20
    length: int = 32
    batch: int = 16
    lr: float = 4e-3
    epochs: int = 1
    word_epochs: int = 10
    word_lr: float = 0.05
    encoder: bool = True
    draw: int = 0


@dataclass(frozen=True)
class Occurrences:
    """Occurrences of pseudo-words; ``snippets`` hold the merged token, ``originals`` what stood in its neighbourhood.

    Args:
        places: where in the snippet the pseudo-word stands.
        words, senses: which pseudo-word, and which of its senses.
    """

    snippets: list[list[str]]
    originals: list[list[str]]
    places: np.ndarray
    words: np.ndarray
    senses: np.ndarray


@dataclass(frozen=True)
class Material:
    """Merged text to train on, and occurrences for each group of pseudo-words."""

    lines: tuple[str, ...]
    groups: tuple[Occurrences, ...]


def text(settings: Contexts) -> tuple[list[str], list[str]]:
    """Lines to train on and lines after them."""
    if settings.part is None:
        lines = iter(topic_lines(4000, topics=6, words=14, seed=settings.draw))
    else:
        source = data.load("corpus-en").lines(settings.part)
        lines = (" ".join(tokenise(line)) for line in itertools.islice(source, settings.first, None))
    blocks = []
    for size in (settings.tokens, settings.held_out):
        block, count = [], 0
        while count < size:
            line = next(lines, None)
            if line is None:
                raise ValueError(f"the text ends before {settings.tokens + settings.held_out:,} words")
            block.append(line)
            count += line.count(" ") + 1
        blocks.append(block)
    return blocks[0], blocks[1]


@functools.cache
def material(settings: Contexts) -> Material:
    """The merged text and the occurrences of every group."""
    trained, held_out = text(settings)
    seen = Vocabulary.build(held_out, settings.per_sense).index()
    vocabulary = Vocabulary.build(trained, settings.between[0])
    kept = [i for i, word in enumerate(vocabulary.words) if word in seen]
    vocabulary = Vocabulary(
        tuple(vocabulary.words[i] for i in kept), vocabulary.counts[kept], vocabulary.total
    )
    if (
        settings.part is None
    ):  # words of topics a and b, c and d, e and f; most words of a topic stay as they are
        count = settings.pairs * settings.groups
        pairs = [("ace"[i % 3] + str(i // 3), "bdf"[i % 3] + str(i // 3)) for i in range(count)]
    else:
        pairs = similar_pairs(
            vocabulary, settings.pairs * settings.groups, settings.between, seed=settings.draw
        )
    merged = merge_pairs(held_out, pairs)
    before = [line.split() for line in held_out]
    after = [line.split() for line in merged.lines]
    groups = []
    for group in range(settings.groups):
        own = np.flatnonzero(merged.words % settings.groups == group)
        own = own[balanced(merged.words[own], merged.senses[own], settings.per_sense, settings.draw)]
        snippets, originals, places = [], [], []
        for line, column in merged.places[own].tolist():
            start = max(0, column - settings.around)
            cut = slice(start, column + settings.around + 1)
            snippets.append(after[line][cut])
            originals.append(before[line][cut])
            places.append(column - start)
        groups.append(
            Occurrences(snippets, originals, np.array(places), merged.words[own], merged.senses[own])
        )
    return Material(merge_pairs(trained, pairs).lines, tuple(groups))


MODELS: dict[Contexts, BiLM] = {}


def language_model(settings: Contexts, progress: Progress) -> BiLM:
    """The model that reads every group's pseudo-words; trained by the first seed that asks."""
    if settings in MODELS:
        return MODELS[settings]
    model = BiLM(
        settings.dim, settings.units, settings.depth, max_chars=settings.max_chars, sampled=settings.sampled
    )
    with threads(1):
        model.fit(
            material(settings).lines,
            epochs=settings.epochs,
            length=settings.length,
            batch_size=settings.batch,
            lr=settings.lr,
            progress=progress,
        )
    return MODELS.setdefault(settings, model)


@functools.cache
def word_vectors(settings: Contexts) -> WordVectors:
    """Skip-gram on the same text as the language model."""
    model = Word2Vec(settings.dim, epochs=settings.word_epochs, lr=settings.word_lr, min_count=5, threads=1)
    return model.fit(material(settings).lines).vectors


def context_mean(vectors: WordVectors, occurrences: Occurrences, near: int) -> np.ndarray:
    """The mean vector of the known words around each occurrence, the occurrence itself left out."""
    out = np.zeros((len(occurrences.snippets), vectors.dim))
    for row, (snippet, place) in enumerate(zip(occurrences.snippets, occurrences.places, strict=True)):
        around = snippet[max(0, place - near) : place] + snippet[place + 1 : place + 1 + near]
        known = [word for word in around if word in vectors]
        if known:
            out[row] = vectors.vectors[vectors.rows(known)].mean(0)
    return out


def expectations(states: list[np.ndarray], places: np.ndarray) -> np.ndarray:
    """The states that predict the word at each place: forward from before it, backward from behind; 0 at an edge.

    They have not read the word, as a mask has not.
    """
    half = states[0].shape[1] // 2
    out = np.zeros((len(states), 2 * half))
    for row, (own, place) in enumerate(zip(states, places.tolist(), strict=True)):
        if place > 0:
            out[row, :half] = own[place - 1, :half]
        if place + 1 < len(own):
            out[row, half:] = own[place + 1, half:]
    return out


def masked_vectors(occurrences: Occurrences) -> np.ndarray:
    """The sentence encoder's last state at a mask that stands in the occurrence's place."""
    import torch

    from reprise.text import load_encoder

    encoder = load_encoder()
    tokenizer: Any = encoder.tokenizer
    transformer: Any = encoder[0].auto_model
    texts = [
        " ".join([*words[:place], tokenizer.mask_token, *words[place + 1 :]])
        for words, place in zip(occurrences.originals, occurrences.places, strict=True)
    ]

    def encode() -> dict[str, np.ndarray]:
        found = np.empty((len(texts), transformer.config.hidden_size), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for start in range(0, len(order), 64):
            rows = order[start : start + 64]
            batch = tokenizer([texts[i] for i in rows], padding=True, return_tensors="pt")
            with torch.inference_mode():
                states = transformer(**batch).last_hidden_state
            where = (batch["input_ids"] == tokenizer.mask_token_id).int().argmax(1)
            found[rows] = states[torch.arange(len(rows)), where].numpy()
        return {"vectors": found}

    return data.cached_arrays({"what": "masked MiniLM states", "texts": texts}, encode)["vectors"]


def centroid_accuracy(vectors: np.ndarray, words: np.ndarray, senses: np.ndarray) -> float:
    """Nearest centroid by cosine, five folds within each word; the mean over words.

    A word's vectors are centred first, since what all its occurrences share says nothing.
    """
    scores = []
    for word in np.unique(words):
        own = np.flatnonzero(words == word)
        x, y = vectors[own].astype(float), senses[own]
        fold = np.empty(len(own), dtype=int)
        for sense in (0, 1):
            fold[y == sense] = np.arange((y == sense).sum()) % FOLDS
        right = 0
        for k in range(FOLDS):
            test = fold == k
            centred = normalize(x - x[~test].mean(0))
            centroids = normalize(np.stack([centred[~test & (y == sense)].mean(0) for sense in (0, 1)]))
            right += int(((centred[test] @ centroids.T).argmax(1) == y[test]).sum())
        scores.append(right / len(own))
    return float(np.mean(scores))


def context_rows(settings: Contexts, seed: int, progress: Progress) -> Iterator[Row]:
    """Accuracy of each kind of vector on the seed's pseudo-words; 0.5 is the majority."""
    group = seed % settings.groups
    progress.say("senses: merging words")
    occurrences = material(settings).groups[group]

    def row(method: str, vectors: np.ndarray) -> Row:
        value = centroid_accuracy(vectors, occurrences.words, occurrences.senses)
        return Row(method, METRIC, value, seed, f"{settings.pairs} pseudo-words")

    majority = [
        np.bincount(occurrences.senses[occurrences.words == word]).max() / (occurrences.words == word).sum()
        for word in np.unique(occurrences.words)
    ]
    yield Row("majority", METRIC, float(np.mean(majority)), seed, f"{settings.pairs} pseudo-words")
    progress.say("senses: skip-gram")
    vectors = word_vectors(settings)
    targets = [
        snippet[place] for snippet, place in zip(occurrences.snippets, occurrences.places, strict=True)
    ]
    yield row("static", vectors.vectors[vectors.rows(targets)])
    yield row("context mean", context_mean(vectors, occurrences, settings.near))
    model = language_model(settings, progress)
    with threads(1):
        for method, layer in LAYERS.items():
            states = model.token_vectors(occurrences.snippets, layer)
            yield row(
                method, np.stack([own[place] for own, place in zip(states, occurrences.places, strict=True)])
            )
        yield row("biLM, expectation", expectations(states, occurrences.places))
    if settings.encoder:
        progress.say("senses: sentence encoder")
        yield row("MiniLM, masked", masked_vectors(occurrences))
