"""Made-up text with known topics and a known bias, for the smallest scale."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from reprise.papers.word_to_multimodal.word_sets import ASSOCIATIONS, DEFINING_PAIRS

TOPICS, WORDS = 6, 20
FUNCTION_WORDS = ("the", "of", "and", "to")


@dataclass(frozen=True)
class Pairs:
    """Two columns of texts, or of words, and how alike they are."""

    first: list[str]
    second: list[str]
    y: np.ndarray


def topic_words(topic: int) -> list[str]:
    """``"taa"``, ``"tab"`` and so on: letters only, as the tokeniser of the corpus keeps."""
    return [f"t{chr(97 + topic)}{chr(97 + i)}" for i in range(WORDS)]


def sentence(rng: np.random.Generator, topic: int, length: int = 12) -> str:
    """Words of one topic, the first ones more often, among function words."""
    odds = 1 / np.arange(1, WORDS + 1)
    words = rng.choice(topic_words(topic), length, p=odds / odds.sum())
    fill = rng.choice(FUNCTION_WORDS, length)
    return " ".join(np.where(rng.random(length) < 0.4, fill, words).tolist())


@functools.cache
def corpus_lines() -> tuple[str, ...]:
    """Sentences of the topics, and others in which gendered words keep the company that bias tests look for."""
    rng = np.random.default_rng(1)
    lines = [sentence(rng, i % TOPICS) for i in range(600)]
    for pair in DEFINING_PAIRS:
        for topic, word in enumerate(pair):
            lines += [f"{word} {sentence(rng, topic, 5)} {word}" for _ in range(12)]
    for sets in ASSOCIATIONS.values():
        for words, attributes, topic in ((sets.x, sets.a, 0), (sets.y, sets.b, 1)):
            for _ in range(150):
                one, two = rng.choice(words), rng.choice(attributes)
                lines.append(f"{one} {two} {sentence(rng, topic, 4)} {two} {one}")
    return tuple(lines)


def sentence_pairs(split: str) -> Pairs:
    """Pairs of sentences, 5 alike when all their words come from one topic and 0 when from two."""
    rng = np.random.default_rng({"train": 2, "validation": 3, "test": 4}[split])
    first, second, y = [], [], []
    for _ in range(60):
        a, b = rng.integers(TOPICS, size=2)
        shared = int(rng.integers(6))
        first.append(sentence(rng, int(a)))
        second.append(
            f"{sentence(rng, int(a), 2 * shared)} {sentence(rng, int(b), 2 * (5 - shared))}".strip()
        )
        y.append(5.0 if a == b else float(shared))
    return Pairs(first, second, np.array(y))


def documents(split: str, count: int = 120) -> tuple[list[str], np.ndarray]:
    """Texts and their topics."""
    rng = np.random.default_rng({"train": 5, "test": 6}[split])
    y = np.arange(count) % TOPICS
    return [sentence(rng, int(topic), 20) for topic in y], y


def retrieval() -> tuple[dict[str, str], dict[str, str], dict[str, dict[str, int]]]:
    """Documents, queries and judgements: a topic's documents answer its queries."""
    texts, y = documents("train", 60)
    corpus = {f"d{i}": text for i, text in enumerate(texts)}
    rng = np.random.default_rng(7)
    queries = {f"q{topic}": sentence(rng, topic, 6) for topic in range(TOPICS)}
    qrels = {f"q{topic}": {f"d{i}": 1 for i in np.flatnonzero(y == topic)} for topic in range(TOPICS)}
    return corpus, queries, qrels


def word_pairs() -> Pairs:
    """Words of one topic are alike, of two are not."""
    rng = np.random.default_rng(8)
    first, second, y = [], [], []
    for _ in range(80):
        a = int(rng.integers(TOPICS))
        b = a if rng.random() < 0.5 else int(rng.integers(TOPICS))
        i, j = rng.choice(8, 2, replace=False)
        first.append(topic_words(a)[i])
        second.append(topic_words(b)[j])
        y.append(float(a == b) + 0.1 * rng.random())
    return Pairs(first, second, np.array(y))
