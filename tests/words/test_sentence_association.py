"""Sentences for the association test."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.words import fill_templates, seat
from reprise.words.word_association import association_test


def test_templates_are_filled():
    found = fill_templates(["a rose", "ants"], ["This is {}.", "{} is here."])
    assert found == ["This is a rose.", "A rose is here.", "This is ants.", "Ants is here."]
    with pytest.raises(ValueError, match=r"exactly one \{\} for the word"):
        fill_templates(["a"], ["This is."])


def test_it_is_weat_on_sentence_vectors():
    def encode(sentences: list[str]) -> np.ndarray:
        return np.array([[len(s), s.lower().count("a") + 1, s.count("e"), 1] for s in sentences], float)

    sets = (["rose", "lily"], ["ant", "wasp"], ["love", "peace"], ["hatred", "grief"])
    one = ["{} it is."]
    expected = association_test(*(encode([f"{w.capitalize()} it is." for w in words]) for words in sets))
    assert seat(*sets, encode, one) == pytest.approx(expected)
    with pytest.raises(ValueError, match="must be of one size and not empty"):
        seat(["a"], [], ["b"], ["c"], encode)
