"""Resampling of word pairs against a plain loop, and how much wider it is than one of questions."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from reprise.words.pair_resampling import pair_bootstrap


def grid(pairs: int) -> list[tuple[str, str, str, str]]:
    return [(f"a{i}", f"b{i}", f"a{j}", f"b{j}") for i, j in itertools.permutations(range(pairs), 2)]


def test_a_question_counts_as_often_as_its_two_pairs():
    questions = grid(4)
    values = np.arange(12.0)
    expected = []
    for drawn in np.random.default_rng(3).multinomial(4, np.full(4, 1 / 4), size=50):
        weights = [drawn[int(a[1:])] * drawn[int(c[1:])] for a, _, c, _ in questions]
        if sum(weights):
            expected.append(np.average(values, weights=weights))
    found = pair_bootstrap(questions, values, resamples=50, seed=3)
    assert len(found) == 50
    np.testing.assert_allclose(found[: len(expected)], expected)


def test_pairs_that_differ_make_the_interval_as_wide_as_pairs_are_few():
    # A question is answered or not by its first pair alone: the evidence is 40 pairs, not 1560 questions.
    rng = np.random.default_rng(0)
    right = rng.random(40) < 0.5
    questions = grid(40)
    values = np.array([float(right[int(a[1:])]) for a, *_ in questions])
    spread = pair_bootstrap(questions, values, 2000).std()
    assert spread == pytest.approx(np.sqrt(right.mean() * (1 - right.mean()) / 40), rel=0.15)
    assert spread > 4 * values.std() / np.sqrt(len(values))


def test_equal_values_have_no_spread():
    assert pair_bootstrap(grid(5), np.full(20, 0.25), 100).tolist() == [0.25] * 100


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="12 questions for 3 values"):
        pair_bootstrap(grid(4), np.zeros(3))
    with pytest.raises(ValueError, match="no question"):
        pair_bootstrap([], np.zeros(0))
    with pytest.raises(ValueError, match="resamples must be at least 1"):
        pair_bootstrap(grid(3), np.zeros(6), 0)
    with pytest.raises(ValueError, match="one pair with itself"):
        pair_bootstrap([("a", "b", "a", "b")], np.zeros(1))
