"""Ambiguous words whose senses are known: pairs of unrelated words, each pair written as one.

Schütze 1998 ("Automatic word sense discrimination", section 5) and Gale, Church and Yarowsky 1992. The word that
stood there is the gold sense of the occurrence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int

from reprise.words.vocabulary import Vocabulary
from reprise.words.word_vectors import WordVectors

Pair = tuple[str, str]


@dataclass(frozen=True)
class MergedText:
    """A text in which pairs of words were merged.

    Args:
        lines: the text, tokens parted by blanks.
        names: the pseudo-words, e.g. ``"banana|door"``.
        words: which pseudo-word stands at each occurrence, in the order of the text.
        senses: which of the pair stood there, 0 or 1.
        places: line and token of each occurrence.
    """

    lines: tuple[str, ...]
    names: tuple[str, ...]
    words: Int[np.ndarray, " occurrences"]
    senses: Int[np.ndarray, " occurrences"]
    places: Int[np.ndarray, "occurrences two"]


def similar_pairs(
    vocabulary: Vocabulary,
    count: int,
    between: tuple[int, int] = (100, 1000),
    ratio: float = 1.25,
    vectors: WordVectors | None = None,
    max_cosine: float = 0.2,
    avoid: Collection[str] = (),
    seed: int = 0,
) -> list[Pair]:
    """Pairs of different words that occur about equally often, each word in one pair at most.

    Args:
        between: smallest and largest count of a word.
        ratio: the more frequent word occurs at most so many times as often as the other.
        vectors, max_cosine: pairs whose vectors are more alike are not unrelated and are left out; words without a
            vector too. None takes random pairs as unrelated.
        avoid: words that are left out, e.g. those of other pairs. Words with anything but letters, or of fewer than
            three, are left out always.

    Raises:
        ValueError: not so many pairs; says how many there are.
    """
    if count < 1:
        raise ValueError(f"count must be at least 1 pair, got {count}")
    if ratio < 1:
        raise ValueError(f"ratio must be at least 1, got {ratio}")
    avoided = set(avoid)
    often = {
        word: int(number)
        for word, number in zip(vocabulary.words, vocabulary.counts, strict=True)
        if between[0] <= number <= between[1]
        and word.isalpha()
        and len(word) >= 3
        and word not in avoided
        and (vectors is None or word in vectors)
    }
    names = list(often)
    order = [names[i] for i in np.random.default_rng(seed).permutation(len(names))]
    pairs: list[Pair] = []
    waiting: list[str] = []
    for word in order:
        for place, other in enumerate(waiting):
            more, less = max(often[word], often[other]), min(often[word], often[other])
            if more > ratio * less:
                continue
            if vectors is not None and vectors.similarity([word], [other])[0] > max_cosine:
                continue
            pairs.append((waiting.pop(place), word))
            break
        else:
            waiting.append(word)
        if len(pairs) == count:
            return pairs
    raise ValueError(
        f"{len(often)} words of {between[0]} to {between[1]} occurrences make {len(pairs)} pairs, {count} are "
        "asked for; widen `between` or `ratio`, or give more text"
    )


def topic_lines(count: int, topics: int = 4, words: int = 15, length: int = 10, seed: int = 0) -> list[str]:
    """Generated text in which a word's neighbours say which topic it belongs to: lines of ``length`` words of one topic.

    Words are a topic's letter and a number, ``"a0"``, ``"a1"``, ...; merging words of two topics makes ambiguous ones.

    Raises:
        ValueError: more topics than letters, or a size below 1.
    """
    if not 1 <= topics <= 26 or min(count, words, length) < 1:
        raise ValueError(
            f"sizes must be at least 1, and topics at most 26; got {count} lines, {topics} topics, {words} words, "
            f"length {length}"
        )
    numbers = np.random.default_rng(seed).integers(words, size=(count, length))
    return [" ".join(f"{chr(97 + i % topics)}{n}" for n in row) for i, row in enumerate(numbers.tolist())]


def merge_pairs(lines: Iterable[str], pairs: Sequence[Pair]) -> MergedText:
    """Write both words of a pair as one token, ``"a|b"``, throughout a text.

    Raises:
        ValueError: no pairs, or a word in two places.
    """
    sense = {word: (number, i) for number, pair in enumerate(pairs) for i, word in enumerate(pair)}
    if not pairs or len(sense) != 2 * len(pairs):
        raise ValueError(f"pairs must be distinct words, each in one pair; got {list(pairs)[:5]}")
    names = tuple(f"{a}|{b}" for a, b in pairs)
    out: list[str] = []
    found: list[tuple[int, int, int, int]] = []
    for row, line in enumerate(lines):
        tokens = line.split()
        for column, token in enumerate(tokens):
            if token in sense:
                number, which = sense[token]
                tokens[column] = names[number]
                found.append((number, which, row, column))
        out.append(" ".join(tokens))
    table = np.array(found, dtype=np.int64).reshape(-1, 4)
    return MergedText(tuple(out), names, table[:, 0], table[:, 1], table[:, 2:])


def balanced(
    words: Int[np.ndarray, " occurrences"],
    senses: Int[np.ndarray, " occurrences"],
    most: int | None = None,
    seed: int = 0,
) -> Int[np.ndarray, " chosen"]:
    """Occurrences, in order, such that every word has as many of each of its senses: the majority is then no guess.

    Args:
        most: of one sense of one word.

    Raises:
        ValueError: a word with one sense alone.
    """
    rng = np.random.default_rng(seed)
    chosen: list[np.ndarray] = []
    for word in np.unique(words):
        own = [np.flatnonzero((words == word) & (senses == sense)) for sense in np.unique(senses)]
        own = [rows for rows in own if len(rows)]
        if len(own) < 2:
            raise ValueError(f"word {word} occurs in one sense only, which cannot be balanced")
        size = min(min(map(len, own)), most or len(words))
        chosen += [rng.choice(rows, size, replace=False) for rows in own]
    return np.sort(np.concatenate(chosen)) if chosen else np.empty(0, dtype=np.int64)
