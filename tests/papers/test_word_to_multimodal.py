"""What the sections of the survey's room must get right before any figure of theirs counts."""

from __future__ import annotations

import types

import numpy as np
import pytest

from reprise import data
from reprise.papers.word_to_multimodal import generated, similarity, topics, word_vectors
from reprise.papers.word_to_multimodal.bias import _held_out
from reprise.papers.word_to_multimodal.compression import Compression, _tables, quantised
from reprise.papers.word_to_multimodal.experiment import TINY
from reprise.papers.word_to_multimodal.numbers import CHOSEN, INSIDE, LOG_MAE, OUTSIDE, encoders, number_rows
from reprise.papers.word_to_multimodal.word_sets import ASSOCIATIONS, DEFINING_PAIRS, GENDERED, SPECIFIC
from reprise.report import Progress, Table
from reprise.words import INLP, LEACE, WordVectors

RNG = np.random.default_rng(0)


def test_bias_sets_are_of_one_size_and_names_define_nothing():
    for sets in ASSOCIATIONS.values():
        assert len(sets.x) == len(set(sets.x)) == len(set(sets.y)) == len(sets.y) >= 8
        assert len(sets.a) == len(sets.b) >= 8
        assert all(word == word.lower() for word in sets.words)
    defining = {word for pair in DEFINING_PAIRS for word in pair}
    names = ASSOCIATIONS["names, career and family"]
    assert not defining & {*names.x, *names.y}
    assert not SPECIFIC & {*names.x, *names.y, *names.a}
    assert set(GENDERED) < set(ASSOCIATIONS)


def test_erasure_is_judged_on_rows_it_has_not_seen():
    leaning = np.repeat([1, 0], 60)
    x = RNG.normal(size=(120, 6)) + 2 * leaning[:, None] * np.eye(6)[0]
    assert _held_out(LEACE, x, leaning, 5, 0) < 0.62
    assert _held_out(lambda: INLP(rounds=6), x, leaning, 5, 0) < 0.62

    class Keep(LEACE):
        def transform(self, x):
            return x

    assert _held_out(Keep, x, leaning, 5, 0) > 0.75


def test_labels_are_so_many_of_each_class_and_the_penalty_is_chosen_on_others():
    settings = topics.Topics(labels=7, validation=30)
    y = np.arange(100) % 4
    drawn, rest = topics._labelled(settings, y, 3)
    assert np.bincount(y[drawn]).tolist() == [7] * 4
    assert len(rest) == 30
    assert not set(drawn) & set(rest)
    assert set(topics._labelled(settings, y, 4)[0]) != set(drawn)


def test_cross_posts_and_empty_bodies_are_left_out(monkeypatch):
    def part(first: int):
        texts = [f"one two three four word{first + i}" for i in range(6)]
        texts[4] = "too short"
        return types.SimpleNamespace(
            texts=texts, y=np.arange(6), fields={"duplicate": np.array([0, 1, 0, 0, 0, 0])}
        )

    monkeypatch.setattr(data, "load", lambda name: {"train": part(0), "test": part(10)})
    topics.texts.cache_clear()
    train, y, test, _ = topics.texts(topics.Topics(tests=3))
    topics.texts.cache_clear()
    assert y.tolist() == [0, 2, 3, 5]
    assert train[1].endswith("word2")
    assert len(test) == 3


def test_corpus_counts_are_those_of_its_lines():
    vocabulary, _ = word_vectors.encoded(TINY.vectors)
    counts = word_vectors.line_counts(TINY.vectors)
    lines = generated.corpus_lines()
    assert counts.shape == (len(lines), len(vocabulary))
    np.testing.assert_array_equal(np.asarray(counts.sum(axis=0)), vocabulary.counts)
    word = vocabulary.words[3]
    expected = [line.split().count(word) for line in lines]
    np.testing.assert_array_equal(counts[:, [3]].toarray()[:, 0], expected)


def test_agreement_is_of_cosines_with_scores():
    pairs = generated.Pairs(["a", "b", "c"], ["x", "y", "z"], np.array([3.0, 1.0, 2.0]))
    places = {"a": [1, 0], "x": [1, 0.1], "b": [0, 1], "y": [1, -1], "c": [1, 1], "z": [1, 0]}
    encode = lambda texts: np.array([places[text] for text in texts], float)  # noqa: E731
    rho, cosines = similarity._agreement(encode, pairs)
    assert rho == pytest.approx(1)
    assert cosines[2] == pytest.approx(np.sqrt(0.5))


def test_sizes_of_small_tables():
    words = [f"w{i}" for i in range(300)]
    model = WordVectors(words, RNG.normal(size=(300, 100)).astype(np.float32), np.arange(300, 0, -1))
    tables = _tables(Compression((25,), 8, (50,), (0.25,), 300), model, 0)
    sizes = {name: size / model.vectors.nbytes for name, (_, size) in tables.items()}
    codebooks = 256 * 100 * 4 / model.vectors.nbytes
    assert quantised(25, 100) == "PQ 1/16"
    assert sizes["PQ 1/16"] == pytest.approx(1 / 16 + codebooks)
    assert sizes["int8"] == pytest.approx(0.25 + 0.01)
    assert sizes["SVD 0.5"] == pytest.approx(0.5 + 50 / 300)
    errors = {name: ((table - model.vectors) ** 2).sum() for name, (table, _) in tables.items()}
    assert errors["float32"] == 0 < errors["int8"] < errors["pruned to 0.25"]


def test_the_structured_code_is_chosen_inside_and_judged_outside():
    table = Table(number_rows(TINY.numbers, 0, Progress()))
    inside = {name: table.mean(name, LOG_MAE, INSIDE) for name in encoders()}
    best = min(inside, key=inside.__getitem__)
    assert table.mean(CHOSEN, LOG_MAE, OUTSIDE) == table.mean(best, LOG_MAE, OUTSIDE)
