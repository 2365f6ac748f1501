"""Which number stood here? Numbers in text, predicted from the words around them.

Masked number prediction as in Spithourakis and Riedel 2018 (arXiv 1805.08154) and Berg-Kirkpatrick and Spokoyny 2020
(arXiv 2011.07961): a number is taken out and its value, on a logarithmic scale, is predicted from its context, by one
regression (a single peak) or by first choosing an order of magnitude (several).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from sklearn.base import BaseEstimator, RegressorMixin

from reprise.words.number_encoder import check_numbers
from reprise.words.word_vectors import WordVectors

FORMS = ("linear", "magnitudes")


@dataclass(frozen=True)
class NumberContexts:
    """``contexts``: mean vector of the known words around each number; ``values``: the numbers; ``lines``: where they stand."""

    contexts: Float[np.ndarray, "numbers dim"]
    values: Float[np.ndarray, " numbers"]
    lines: tuple[int, ...]


def number_contexts(
    lines: Sequence[Sequence[str]], vectors: WordVectors, window: int = 5, largest: int = 10**9
) -> NumberContexts:
    """Find the whole numbers in lines of tokens.

    Args:
        window: words on either side; other numbers among them are left out, as a reader should not copy one.
        largest: larger numbers are identifiers more often than amounts, and are skipped.

    Raises:
        ValueError: no number has a known word beside it.
    """
    contexts, values, found = [], [], []
    for at, line in enumerate(lines):
        for place, token in enumerate(line):
            if not (token.isascii() and token.isdecimal()) or int(token) > largest:
                continue
            around = [*line[max(0, place - window) : place], *line[place + 1 : place + 1 + window]]
            known = [word for word in around if word in vectors and not word.isdecimal()]
            if known:
                contexts.append(vectors.vectors[vectors.rows(known)].mean(axis=0))
                values.append(float(token))
                found.append(at)
    if not contexts:
        raise ValueError(f"none of the {len(lines)} lines has a number beside a known word")
    return NumberContexts(np.array(contexts, dtype=np.float64), np.array(values), tuple(found))


class MaskedNumber(RegressorMixin, BaseEstimator):
    """Predicts a number of 0 or more from the vector of its context.

    Args:
        form: ``"linear"``: ridge regression of log10(1 + number); ``"magnitudes"``: logistic regression of the order of
            magnitude, which answers with the median training number of the likeliest.
        penalty: of either regression, more is simpler.
    """

    def __init__(self, form: str = "magnitudes", penalty: float = 1.0) -> None:
        self.form = form
        self.penalty = penalty

    def fit(self, x: Float[np.ndarray, "rows dim"], y: Float[np.ndarray, " rows"]) -> MaskedNumber:
        """Fit to contexts and their numbers.

        Raises:
            ValueError: an unknown form, a penalty that is not positive, a negative number, or a single magnitude.
        """
        from sklearn.linear_model import LogisticRegression, Ridge
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        if self.form not in FORMS:
            raise ValueError(f"form must be one of {', '.join(FORMS)}, got {self.form!r}")
        if self.penalty <= 0:
            raise ValueError(f"penalty must be positive, got {self.penalty}")
        numbers = check_numbers(y)
        if (numbers < 0).any():
            raise ValueError(f"numbers must not be negative, got {numbers.min():g}")
        if self.form == "linear":
            model = Ridge(self.penalty)
            target = np.log10(1 + numbers)
        else:
            model = LogisticRegression(C=1 / self.penalty, max_iter=500)
            target = magnitudes(numbers)
            classes = np.unique(target)
            if len(classes) < 2:
                raise ValueError(
                    f"all {len(numbers)} numbers are of one order of magnitude; use form='linear'"
                )
            self.medians_ = {int(c): float(np.median(numbers[target == c])) for c in classes}
        self.model_ = make_pipeline(StandardScaler(), model).fit(x, target)
        return self

    def predict(self, x: Float[np.ndarray, "rows dim"]) -> Float[np.ndarray, " rows"]:
        """The number of each context."""
        found = self.model_.predict(x)
        if self.form == "linear":
            return np.asarray(np.maximum(10.0**found - 1, 0))
        return np.array([self.medians_[int(c)] for c in found])


def magnitudes(numbers: Float[np.ndarray, " n"]) -> np.ndarray:
    """Digits before the decimal point, as a class: 0 for numbers below 1, 1 below 10, 2 below 100 and so on."""
    return np.searchsorted(10.0 ** np.arange(16), numbers, side="right")
