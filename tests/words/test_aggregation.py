"""Means over contexts against plain loops."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from reprise.words.aggregation import aggregate
from reprise.words.teacher_pass import TeacherVectors

RNG = np.random.default_rng(0)
PIECES = RNG.normal(size=(5, 4)).astype(np.float32)
PIECES[3] = np.nan  # cut off
FOUND = TeacherVectors(
    words=("a", "b", "c", "d"),
    counts=np.array([4, 2, 1, 0]),
    tokens=np.array([0, 1, 0, 0, 2, 0, 1], dtype=np.int32),
    offsets=np.array([0, 3, 5, 7]),
    means=RNG.normal(size=(3, 4)).astype(np.float32),
    firsts=RNG.normal(size=(3, 4)).astype(np.float32),
    pieces=PIECES,
    kept=np.array([0, 1, 2, -1, 3, -1, 4]),
)


def test_the_first_token_counts_once_for_each_occurrence():
    found = aggregate(FOUND, "cls")
    f = FOUND.firsts
    assert found.words == ("a", "b", "c")
    assert found.counts.tolist() == [4, 2, 1]
    expected = [(2 * f[0] + f[1] + f[2]) / 4, (f[0] + f[2]) / 2, f[1]]
    np.testing.assert_allclose(found.vectors, expected, rtol=1e-5)


def test_pieces_are_averaged_where_they_were_read():
    found = aggregate(FOUND, "pieces")
    assert found.words == ("a", "b")  # c was cut off, d never occurs
    np.testing.assert_allclose(found.vectors, [PIECES[[0, 2]].mean(0), PIECES[[1, 4]].mean(0)], rtol=1e-5)


def test_one_sentence_gives_its_own_vector():
    found = aggregate(FOUND, "cls", max_sentences=1)
    np.testing.assert_allclose(found["a"], FOUND.firsts[0], rtol=1e-6)
    np.testing.assert_allclose(found["c"], FOUND.firsts[1], rtol=1e-6)
    np.testing.assert_allclose(aggregate(FOUND, "pieces", max_sentences=1)["b"], PIECES[1], rtol=1e-6)


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="pool must be one of pieces, cls, got 'all'"):
        aggregate(FOUND, "all")
    with pytest.raises(ValueError, match="max_sentences must be at least 1, got 0"):
        aggregate(FOUND, "cls", 0)
    with pytest.raises(ValueError, match="no first special token"):
        aggregate(replace(FOUND, firsts=None), "cls")
    with pytest.raises(ValueError, match="kept no pieces"):
        aggregate(replace(FOUND, pieces=PIECES[:0]), "pieces")
