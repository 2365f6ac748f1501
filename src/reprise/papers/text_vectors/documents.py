"""Documents of known topic to search among, and prose to learn from elsewhere."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from reprise import data

LEAST = 10  # words of a document that is used


@dataclass(frozen=True)
class Documents:
    """How many documents, and how they are cut.

    Args:
        source: ``"20newsgroups"``, or ``"generated"`` for three topics that need no data.
        train, test: documents drawn from either split; each seed draws its own.
        words: most frequent words of the training documents that count.
        length: words of a document that are used, the first ones that count.
        prose: words of encyclopaedic paragraphs for the transfer.
    """

    source: str = "20newsgroups"
    train: int = 4000
    test: int = 2000
    words: int = 10_000
    length: int = 150
    prose: int = 500_000


@dataclass(frozen=True)
class Split:
    """Texts of words parted by blanks; topics of the test texts. The order is random.

    Attributes:
        prose: training texts from elsewhere.
        read_by_prose: the test texts again, cut to the words that the prose has.
    """

    train: list[str]
    test: list[str]
    topics: np.ndarray
    prose: list[str]
    read_by_prose: list[str]


@functools.cache
def draw(settings: Documents, seed: int, held_out: bool = False) -> Split:
    """Training and test documents of a seed.

    Args:
        held_out: choose settings, not judge: the test documents come from the training split, beside the training
            documents, so that no verdict sees them.
    """
    rng = np.random.default_rng([seed, 7])
    if settings.source == "generated":
        (train, _), (test, topics), (prose, _) = (
            _generated(n, rng) for n in (settings.train, settings.test, 40)
        )
    else:
        first, y = _posts("train")
        order = rng.permutation(len(first))
        train = [first[i] for i in order[: settings.train]]
        rest = order[settings.train :]
        if not held_out:
            first, y = _posts("test")
            rest = rng.permutation(len(first))
        chosen = rest[: settings.test]
        if len(chosen) < settings.test or len(train) < settings.train:
            raise ValueError(
                f"20newsgroups has not {settings.train} and {settings.test} documents: {len(order)}"
            )
        test, topics = [first[i] for i in chosen], y[chosen]
        prose = _paragraphs(settings.prose)
    known, elsewhere = (_frequent(texts, settings.words) for texts in (train, prose))
    return Split(
        _cut(train, known, settings.length),
        _cut(test, known, settings.length),
        topics,
        _cut(prose, elsewhere, settings.length),
        _cut(test, elsewhere, settings.length),
    )


@functools.cache
def _posts(split: str) -> tuple[list[list[str]], np.ndarray]:
    """Words and groups of the posts that are no copies of others."""
    posts = data.load("20newsgroups")[split]
    words = [re.findall(r"[a-z]+", text.lower()) for text in posts.texts]
    kept = [i for i, found in enumerate(words) if len(found) >= LEAST and not posts.fields["duplicate"][i]]
    return [words[i] for i in kept], posts.y[kept]


@functools.cache
def _paragraphs(count: int) -> list[list[str]]:
    """The first ``count`` words of the encyclopaedia, by paragraph."""
    found: list[list[str]] = []
    total = 0
    for line in data.load("corpus-en").lines("wikipedia"):
        words = re.findall(r"[a-z]+", line.lower())
        if len(words) >= LEAST:
            found.append(words)
            total += len(words)
        if total >= count:
            return found
    raise ValueError(f"the encyclopaedic part has {total:,} words, {count:,} are asked for")


def _generated(count: int, rng: np.random.Generator) -> tuple[list[list[str]], np.ndarray]:
    """Documents of three topics with ten words each, over twenty words that all share."""
    topics = rng.integers(0, 3, count)
    own = [[f"{name}{i}" for i in range(10)] for name in ("apple", "boat", "cloud")]
    common = [f"the{i}" for i in range(20)]
    return [
        rng.permutation([*rng.choice(own[topic], 15), *rng.choice(common, 15)]).tolist() for topic in topics
    ], topics


def _frequent(texts: Iterable[Sequence[str]], words: int) -> set[str]:
    return {word for word, _ in Counter(word for text in texts for word in text).most_common(words)}


def _cut(texts: Iterable[Sequence[str]], known: set[str], length: int) -> list[str]:
    return [" ".join([word for word in text if word in known][:length]) for text in texts]
