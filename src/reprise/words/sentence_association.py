"""The sentence encoder association test: WEAT on sentences that say nothing but a word.

May et al. 2019 (arXiv 1903.10561): each word is put into bland templates, the sentences are encoded, and the test is
WEAT's on the sentence vectors.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from jaxtyping import Float

from reprise.words.word_association import association_test

NOUN_TEMPLATES = (
    "This is {}.",
    "That is {}.",
    "There is {}.",
    "Here is {}.",
    "{} is here.",
    "{} is there.",
)


def fill_templates(words: Sequence[str], templates: Sequence[str] = NOUN_TEMPLATES) -> list[str]:
    """Every word in every template, its first letter a capital where it begins the sentence.

    Raises:
        ValueError: a template without exactly one place for the word.
    """
    for template in templates:
        if template.count("{}") != 1:
            raise ValueError(f"a template needs exactly one {{}} for the word, got {template!r}")
    filled = [template.format(word) for word in words for template in templates]
    return [sentence[:1].upper() + sentence[1:] for sentence in filled]


def seat(
    x: Sequence[str],
    y: Sequence[str],
    a: Sequence[str],
    b: Sequence[str],
    encode: Callable[[list[str]], Float[np.ndarray, "sentences dim"]],
    templates: Sequence[str] = NOUN_TEMPLATES,
    ddof: int = 1,
    samples: int = 10_000,
    seed: int = 0,
) -> tuple[float, float]:
    """Effect and one-sided p of the association test on encoded sentences.

    Args:
        encode: sentences to vectors, e.g. ``SentenceTransformer(...).encode``.
        templates: with one ``{}`` each.

    Raises:
        ValueError: sets of different size, or a set without words.
    """
    for left, right in ((x, y), (a, b)):
        if len(left) != len(right) or not len(left):
            raise ValueError(
                f"sets must be of one size and not empty, got {len(left)} and {len(right)} words"
            )
    first, second, one, two = (np.asarray(encode(fill_templates(words, templates))) for words in (x, y, a, b))
    return association_test(first, second, one, two, ddof, samples, seed)
