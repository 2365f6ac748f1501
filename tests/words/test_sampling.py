"""Draws follow their distributions."""

from __future__ import annotations

import numba
import numpy as np
import pytest
from scipy.stats import chisquare

from reprise.words.sampling import alias_table, draw, keep_shares, random_below, random_states


@numba.njit
def _draw_many(limit, alias, state, size):
    out = np.zeros(len(limit), np.int64)
    for _ in range(size):
        out[draw(limit, alias, state)] += 1
    return out


@numba.njit
def _below_many(state, size, times):
    out = np.zeros(size, np.int64)
    for _ in range(times):
        out[random_below(state, size)] += 1
    return out


def test_draws_follow_the_weights():
    counts = np.array([100_000, 5_000, 700, 60, 5, 1])
    weights = counts.astype(float) ** 0.75
    seen = _draw_many(*alias_table(weights), random_states(3, 1)[0], 400_000)
    assert chisquare(seen, weights / weights.sum() * seen.sum()).pvalue > 1e-3


def test_a_word_of_no_weight_is_never_drawn():
    assert (
        _draw_many(*alias_table(np.array([0.0, 1.0, 0.0, 2.0])), random_states(0, 1)[0], 10_000)[[0, 2]].sum()
        == 0
    )


def test_window_sizes_are_uniform():
    seen = _below_many(random_states(1, 1)[0], 5, 100_000)
    assert chisquare(seen).pvalue > 1e-3


def test_keep_shares_are_word2vecs():
    counts = np.array([900, 99, 1])
    f = counts / 1000
    expected = np.minimum(1, (np.sqrt(f / 0.01) + 1) * 0.01 / f)
    np.testing.assert_allclose(keep_shares(counts, 0.01), expected, rtol=1e-6)
    assert (keep_shares(counts, 0.0) == 1).all()


def test_threads_draw_apart():
    states = random_states(0, 4)
    assert len(np.unique(states[:, 0])) == 4
    assert states.strides[0] == 64
    np.testing.assert_array_equal(states, random_states(0, 4))


@pytest.mark.parametrize("weights", [[], [-1.0, 2.0], [0.0, 0.0], [np.inf, 1.0]])
def test_refuses_weights_that_are_none(weights):
    with pytest.raises(ValueError, match="weights must be"):
        alias_table(np.array(weights))


def test_refuses_a_negative_threshold():
    with pytest.raises(ValueError, match="negative"):
        keep_shares(np.array([1]), -1.0)
