"""Pairs, merging, and balance."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.words import Vocabulary, WordVectors, balanced, merge_pairs, similar_pairs, topic_lines

LETTERS = "abcdefghij"
COUNTS = {letter * 3: 100 + 5 * i for i, letter in enumerate(LETTERS)}
VOCABULARY = Vocabulary(
    ("the", *COUNTS, "x1y2", "ab"), np.array([5000, *COUNTS.values(), 120, 120]), total=10_000
)


def test_pairs_are_alike_in_count_and_every_word_stands_once():
    pairs = similar_pairs(VOCABULARY, 4, between=(100, 1000), ratio=1.1)
    used = [word for pair in pairs for word in pair]
    assert len(pairs) == 4
    assert len(set(used)) == 8
    assert set(used) <= set(COUNTS)
    assert all(max(COUNTS[a], COUNTS[b]) <= 1.1 * min(COUNTS[a], COUNTS[b]) for a, b in pairs)
    assert pairs == similar_pairs(VOCABULARY, 4, between=(100, 1000), ratio=1.1)
    assert pairs != similar_pairs(VOCABULARY, 4, between=(100, 1000), ratio=1.1, seed=1)


def test_related_words_are_not_paired():
    """Words in two bundles of like vectors: every pair takes one from each."""
    words = list(COUNTS)
    vectors = np.array([[1.0, 0.0] if i % 2 else [0.0, 1.0] for i in range(len(words))])
    for a, b in similar_pairs(VOCABULARY, 5, ratio=2.0, vectors=WordVectors(words, vectors)):
        assert words.index(a) % 2 != words.index(b) % 2
    with pytest.raises(ValueError, match="10 words of 100 to 1000 occurrences make 0 pairs"):
        similar_pairs(VOCABULARY, 1, ratio=2.0, vectors=WordVectors(words, np.ones((10, 2))))


def test_avoided_words_are_left_out():
    used = {w for pair in similar_pairs(VOCABULARY, 3, ratio=2.0, avoid=["aaa", "bbb", "ccc"]) for w in pair}
    assert not used & {"aaa", "bbb", "ccc"}
    with pytest.raises(ValueError, match="make 3 pairs, 4 are"):
        similar_pairs(VOCABULARY, 4, ratio=2.0, avoid=["aaa", "bbb", "ccc"])


@pytest.mark.parametrize(
    ("options", "message"), [({"count": 0}, "count"), ({"count": 1, "ratio": 0.9}, "ratio")]
)
def test_numbers_that_cannot_be(options, message):
    with pytest.raises(ValueError, match=message):
        similar_pairs(VOCABULARY, **options)


def test_merged_text_remembers_what_stood_where():
    merged = merge_pairs(["the cat saw a door", "door and sky", "no"], [("cat", "sky"), ("door", "sea")])
    assert merged.lines == ("the cat|sky saw a door|sea", "door|sea and cat|sky", "no")
    assert merged.names == ("cat|sky", "door|sea")
    assert merged.words.tolist() == [0, 1, 1, 0]
    assert merged.senses.tolist() == [0, 0, 0, 1]
    assert merged.places.tolist() == [[0, 1], [0, 4], [1, 0], [1, 2]]


@pytest.mark.parametrize("pairs", [[], [("a", "a")], [("a", "b"), ("b", "c")]])
def test_a_word_in_two_places_is_refused(pairs):
    with pytest.raises(ValueError, match="distinct"):
        merge_pairs(["a b c"], pairs)


def test_balanced_occurrences_have_no_majority():
    rng = np.random.default_rng(0)
    words, senses = rng.integers(4, size=400), (rng.random(400) < 0.2).astype(np.int64)
    chosen = balanced(words, senses)
    for word in range(4):
        own = senses[chosen][words[chosen] == word]
        rare = int(((words == word) & (senses == 1)).sum())
        assert np.bincount(own).tolist() == [rare, rare]
    assert (np.diff(chosen) > 0).all()
    assert len(balanced(words, senses, most=3)) == 4 * 2 * 3
    with pytest.raises(ValueError, match="one sense only"):
        balanced(np.zeros(3, dtype=np.int64), np.ones(3, dtype=np.int64))


def test_generated_lines_keep_to_their_topic():
    lines = topic_lines(9, topics=3, words=5, length=7, seed=1)
    assert [{word[0] for word in line.split()} for line in lines] == [{"a"}, {"b"}, {"c"}] * 3
    assert {len(line.split()) for line in lines} == {7}
    assert {word[1:] for line in topic_lines(100, words=3) for word in line.split()} == {"0", "1", "2"}
    assert topic_lines(3) == topic_lines(3) != topic_lines(3, seed=1)
    with pytest.raises(ValueError, match="30 topics"):
        topic_lines(3, topics=30)
