"""Numbers found in text and guessed from their context."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.words import MaskedNumber, WordVectors, log_mae, number_contexts

RNG = np.random.default_rng(0)
WORDS = WordVectors(["years", "people", "km", "7"], np.array([[1.0, 0], [0, 1], [2, 2], [9, 9]]))


def test_numbers_and_their_contexts():
    lines = [["in", "1990", "years", "people"], ["12", "7", "km"], ["no", "number"], ["9" * 12, "km"], ["3"]]
    found = number_contexts(lines, WORDS, window=1)
    assert found.values.tolist() == [1990, 7]
    assert found.lines == (0, 1)
    np.testing.assert_allclose(found.contexts, [[1, 0], [2, 2]])
    wider = number_contexts(lines, WORDS, window=2)
    assert wider.values.tolist() == [1990, 12, 7]
    np.testing.assert_allclose(wider.contexts[0], [0.5, 0.5])
    with pytest.raises(ValueError, match="none of the 1 lines has a number"):
        number_contexts([["one"]], WORDS)


def planted(count: int) -> tuple[np.ndarray, np.ndarray]:
    kind = RNG.integers(3, size=count)
    return np.eye(3)[kind] + 0.1 * RNG.normal(size=(count, 3)), np.array([5.0, 2000, 40])[kind]


@pytest.mark.parametrize("form", ["linear", "magnitudes"])
def test_contexts_tell_more_than_the_median(form):
    (x, y), (new, truth) = planted(300), planted(100)
    found = MaskedNumber(form).fit(x, y).predict(new)
    assert log_mae(found, truth) < 0.2 < log_mae(np.full(100, np.median(y)), truth)
    assert (found >= 0).all()


def test_a_magnitude_answers_with_its_median():
    x = np.repeat([[0.0], [1.0]], 4, axis=0)
    model = MaskedNumber().fit(x, np.array([1.0, 2, 3, 9, 100, 300, 500, 900]))
    np.testing.assert_allclose(model.predict(np.array([[0.0], [1.0]])), [2.5, 400])


def test_refuses_what_cannot_be():
    x, y = planted(10)
    with pytest.raises(ValueError, match="form must be one of linear, magnitudes"):
        MaskedNumber("peaks").fit(x, y)
    with pytest.raises(ValueError, match="must not be negative, got -1"):
        MaskedNumber().fit(x, y * 0 - 1)
    with pytest.raises(ValueError, match="of one order of magnitude"):
        MaskedNumber().fit(x, y * 0 + 5)
    with pytest.raises(ValueError, match="penalty must be positive"):
        MaskedNumber(penalty=0).fit(x, y)
