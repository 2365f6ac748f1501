"""Occurrences of merged words: balanced, disjoint between seeds, from text that was not trained on."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.papers.word_to_multimodal.senses import (
    Contexts,
    centroid_accuracy,
    context_mean,
    expectations,
    material,
    text,
)
from reprise.words import WordVectors

SETTINGS = Contexts(
    part=None, tokens=6000, held_out=20_000, pairs=6, groups=2, between=(20, 400), per_sense=10, around=4
)


def test_snippets_hold_the_merged_word_where_the_original_stood():
    made = material(SETTINGS)
    held_out = {tuple(line.split()) for line in text(SETTINGS)[1]}
    seen: list[set[str]] = []
    for group in made.groups:
        names = set()
        for snippet, original, place, sense in zip(
            group.snippets, group.originals, group.places, group.senses, strict=True
        ):
            assert snippet[place].split("|")[sense] == original[place]
            assert len(snippet) == len(original) <= 2 * SETTINGS.around + 1
            assert any(
                tuple(original) == line[i : i + len(original)]
                for line in held_out
                for i in range(len(line) - len(original) + 1)
            )
            names.add(snippet[place])
        counts = np.unique(np.stack([group.words, group.senses]), axis=1, return_counts=True)[1]
        assert counts.tolist() == [10] * 12
        seen.append(names)
    assert not seen[0] & seen[1]
    trained = {word for line in made.lines for word in line.split()}
    assert seen[0] | seen[1] <= trained
    assert not {part for name in seen[0] | seen[1] for part in name.split("|")} & trained


def test_nearest_centroids_tell_what_can_be_told():
    rng = np.random.default_rng(0)
    words, senses = np.repeat(np.arange(5), 40), np.tile([0, 1], 100)
    noise = rng.normal(size=(200, 8))
    told = noise + 5 * senses[:, None] * np.eye(8)[0]
    assert centroid_accuracy(told + 100, words, senses) > 0.95
    assert 0.4 < centroid_accuracy(noise, words, senses) < 0.6
    assert centroid_accuracy(np.ones((200, 8)), words, senses) == 0.5  # one vector for every occurrence


def test_the_context_leaves_the_word_itself_out():
    group = material(SETTINGS).groups[0]
    names = sorted({word for snippet in group.snippets for word in snippet})
    vectors = WordVectors(names, np.eye(len(names)))
    found = context_mean(vectors, group, near=2)
    for row in (0, 17):
        place, snippet = group.places[row], group.snippets[row]
        around = snippet[max(0, place - 2) : place] + snippet[place + 1 : place + 3]
        expected = sum(vectors[word] for word in around) / len(around)
        np.testing.assert_allclose(found[row], expected)


def test_a_text_that_is_too_short():
    with pytest.raises(ValueError, match="ends before"):
        text(Contexts(part=None, tokens=30_000, held_out=20_000))


def test_expectations_come_from_either_side():
    states = [np.arange(12.0).reshape(3, 4), 100 + np.arange(8.0).reshape(2, 4)]
    found = expectations(states, np.array([1, 0]))
    assert found.tolist() == [[0.0, 1.0, 10.0, 11.0], [0.0, 0.0, 106.0, 107.0]]
