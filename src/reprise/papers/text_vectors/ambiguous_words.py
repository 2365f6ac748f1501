"""Text in which the sense of some words is known: merged pairs of English words, and Hungarian forms of two lemmas."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from reprise import data
from reprise.words import Vocabulary, Windows, merge_pairs, similar_pairs, topic_lines

TOKEN = re.compile(r"[^\W\d_]+|\d+")
NUMBER = "NUMBER"
COMMON = 100  # so many of the most frequent Hungarian forms are its stop words
LEAST = 15  # occurrences of each of a form's two lemmas


@dataclass(frozen=True)
class Induction:
    """Encoded text with occurrences of ambiguous words.

    Args:
        positions: count the words of the text, see :class:`Windows`.
        words, gold: which ambiguous word stands there, and in which sense.
    """

    vocabulary: Vocabulary
    tokens: np.ndarray
    positions: np.ndarray
    words: np.ndarray
    gold: np.ndarray


def plain(text: str, stop: Collection[str]) -> list[str]:
    """Lower-cased words without stop words and single letters; every number is the same word."""
    found = TOKEN.findall(text.lower())
    words = (NUMBER if word[0].isdigit() else word for word in found)
    return [word for word in words if len(word) > 1 and word not in stop]


@functools.cache
def english_block(part: str | None, words: int, number: int) -> tuple[str, ...]:
    """The number-th block of so many words of a part of ``corpus-en``; generated text where the part is None."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    if part is None:
        return tuple(topic_lines(words // 10, seed=number))
    lines: list[str] = []
    count, done = 0, 0
    for line in data.load("corpus-en").lines(part):
        found = plain(line, ENGLISH_STOP_WORDS)
        if done == number:
            lines.append(" ".join(found))
        count += len(found)
        if count >= words:
            if done == number:
                return tuple(lines)
            count, done = 0, done + 1
    raise ValueError(f"{part} has {done} blocks of {words:,} words, block {number} was asked for")


def pseudo_words(
    lines: tuple[str, ...],
    pairs: int,
    between: tuple[int, int] | None,
    window: int,
    max_words: int,
    seed: int,
) -> Induction:
    """Text with pairs of words merged; ``between`` is None for generated text, whose words of two topics are paired."""
    if between is None:
        chosen = [(f"{one}{i}", f"{other}{i}") for one, other in ("ab", "cd") for i in range(pairs // 2)]
    else:
        chosen = similar_pairs(Vocabulary.build(lines), pairs, between, seed=seed)
    merged = merge_pairs(lines, chosen)
    vocabulary = Vocabulary.build(merged.lines, 5, max_words)
    tokens = vocabulary.encode(merged.lines)
    index = vocabulary.index()
    positions = Windows(tokens, window).occurrences(np.array([index[name] for name in merged.names]))
    return Induction(vocabulary, tokens, positions, merged.words, merged.senses)


def homographs(words: int, window: int, max_words: int) -> Induction:
    """Forms whose lemma depends on the sentence, in tagged Hungarian sentences and so many words of other text."""
    sentences = [
        [(form.lower(), lemma.lower()) for form, lemma in zip(forms, lemmas, strict=True)]
        for part in data.load("hu-ner-nerkor").splits.values()
        for forms, lemmas in zip(part.tokens, part.tags["lemmas"], strict=True)
    ]
    uses: dict[str, Counter[str]] = {}
    for sentence in sentences:
        for form, lemma in sentence:
            uses.setdefault(form, Counter())[lemma] += 1
    senses = {
        form: [lemma for lemma, _ in lemmas.most_common(2)]
        for form, lemmas in uses.items()
        if form.isalpha() and len(lemmas) > 1 and lemmas.most_common(2)[1][1] >= LEAST
    }
    everything = Vocabulary.build(" ".join(form for form, _ in sentence) for sentence in sentences)
    stop = set([word for word in everything.words if word.isalpha()][:COMMON])
    # A token may be several words ("x-y"), which have no lemma of their own.
    text = [
        [
            (word, senses[word].index(lemma) if word == form and lemma in senses.get(word, ()) else -1)
            for form, lemma in sentence
            for word in plain(form, stop)
        ]
        for sentence in sentences
    ]
    # Tagged sentences come first, so that the first occurrences in the text are those with a lemma.
    lines = [" ".join(word for word, _ in sentence) for sentence in text]
    count = sum(map(len, text))
    for line in data.load("corpus-hu").lines():
        if count >= words:
            break
        found = plain(line, stop)
        lines.append(" ".join(found))
        count += len(found)
    vocabulary = Vocabulary.build(lines, 5, max_words)
    index = vocabulary.index()
    names = [form for form in senses if form in index]
    number = {form: i for i, form in enumerate(names)}
    gold = [(number[word], sense) for sentence in text for word, sense in sentence if word in number]
    tokens = vocabulary.encode(lines)
    positions = Windows(tokens, window).occurrences(np.array([index[name] for name in names]))[: len(gold)]
    table = np.array(gold)
    known = table[:, 1] >= 0
    return Induction(vocabulary, tokens, positions[known], table[known, 0], table[known, 1])
