"""Numbers taken out of an encyclopaedia and predicted from the words around them."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from reprise import data
from reprise.papers.word_to_multimodal.word_vectors import Vectors, word_vectors
from reprise.report import Progress, Row
from reprise.words import MaskedNumber, log_mae, number_contexts, tokenise

ERROR, WHERE = "log-MAE of a masked number", "encyclopaedia"


@dataclass(frozen=True)
class NumbersInText:
    """Args:
    lines: of the encyclopaedia; the last fifth is tested.
    """

    lines: int = 6000


@functools.cache
def _lines(count: int) -> list[list[str]]:
    return [tokenise(line) for line in itertools.islice(data.load("corpus-en").lines("wikipedia"), count)]


def masked_number_rows(
    settings: NumbersInText, vectors: Vectors, seed: int, progress: Progress
) -> Iterator[Row]:
    """The training median, a regression, and a choice of the order of magnitude."""
    model = word_vectors(vectors, seed, progress)
    progress.say("numbers in text")
    found = number_contexts(_lines(settings.lines), model)
    trained = np.array(found.lines) < 0.8 * settings.lines
    x, y = found.contexts, found.values
    guesses = {"median": np.full(int((~trained).sum()), float(np.median(y[trained])))}
    for form in ("linear", "magnitudes"):
        guesses[f"context, {form}"] = MaskedNumber(form).fit(x[trained], y[trained]).predict(x[~trained])
    for method, guess in guesses.items():
        yield Row(method, ERROR, log_mae(guess, y[~trained]), seed, WHERE)
