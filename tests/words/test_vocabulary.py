"""Counting and encoding."""

from __future__ import annotations

import pytest

from reprise.words.vocabulary import BOUNDARY, Vocabulary

LINES = ["a b a c", "b a d"]


def test_build_and_encode():
    vocabulary = Vocabulary.build(LINES, min_count=2)
    assert vocabulary.words == ("a", "b")
    assert vocabulary.counts.tolist() == [3, 2]
    assert vocabulary.total == 7
    assert vocabulary.encode(LINES).tolist() == [0, 1, 0, BOUNDARY, 1, 0, BOUNDARY]
    assert len(Vocabulary.build(LINES, min_count=1, max_words=3)) == 3


def test_nothing_frequent_enough_says_what_was_seen():
    with pytest.raises(
        ValueError,
        match="no word occurs 9 times: 4 different words were seen in 7 tokens, the most frequent 3",
    ):
        Vocabulary.build(LINES, min_count=9)
    with pytest.raises(ValueError, match="0 different words"):
        Vocabulary.build([], min_count=1)
