"""The small products against numpy."""

from __future__ import annotations

import numba
import numpy as np
import pytest

from reprise.words.blocks import accumulate, aligned, fetch_ahead, gather, scores, sigmoid, sigmoid_table


@pytest.mark.parametrize("count", [1, 2, 5])
@pytest.mark.parametrize("size", [1, 3, 4, 9])
@pytest.mark.parametrize("dim", [16, 100])
def test_products_and_updates_are_those_of_matrices(count, size, dim):
    rng = np.random.default_rng(0)
    inputs, outputs = (
        rng.normal(size=(12, dim)).astype(np.float32),
        rng.normal(size=(20, dim)).astype(np.float32),
    )
    rows, targets = np.zeros(8, np.int64), np.zeros(12, np.int64)
    rows[:count], targets[:size] = rng.permutation(12)[:count], rng.permutation(20)[:size]
    block = np.full((12, dim), 7.0, np.float32)
    gather(outputs, targets, size, block)
    np.testing.assert_array_equal(block[:size], outputs[targets[:size]])
    assert not block[size : -(-size // 4) * 4].any()
    products = np.full((8, 12), np.nan, np.float32)
    scores(inputs, rows, count, block, size, products)
    expected = inputs[rows[:count]].astype(float) @ outputs[targets[:size]].T
    np.testing.assert_allclose(products[:count, :size], expected, atol=2e-5)
    factors = rng.normal(size=(8, 12)).astype(np.float32)
    wanted = inputs.copy()
    wanted[rows[:count]] += factors[:count, :size] @ block[:size]
    accumulate(inputs, rows, count, factors, block, np.arange(12), size)
    np.testing.assert_allclose(inputs, wanted, atol=2e-5)


def test_a_row_that_stands_twice_takes_both_updates():
    target, source = np.zeros((3, 16), np.float32), np.ones((4, 16), np.float32)
    factors = np.array([[1, 0, 0, 0], [2, 0, 0, 0]], np.float32)
    for size in (1, 2):
        target[:] = 0
        accumulate(target, np.array([2, 2]), 2, factors.copy(), source, np.arange(4), size)
        assert (target[2] == 3).all()
        assert not target[:2].any()


def test_rows_begin_on_cache_lines_and_are_padded():
    rows = aligned(7, 100)
    assert rows.shape == (7, 112)
    assert rows.ctypes.data % 64 == 0
    assert rows.strides[0] % 64 == 0
    assert not rows.any()


@numba.njit
def _sigmoids(x, table):
    return np.array([sigmoid(v, table) for v in x])


def test_sigmoid_is_close_everywhere_and_flat_beyond_its_reach():
    x = np.linspace(-20, 20, 10_001).astype(np.float32)
    exact = 1 / (1 + np.exp(-np.clip(x.astype(float), -16, 16)))
    assert np.abs(_sigmoids(x, sigmoid_table()) - exact).max() < 2e-6


def test_fetching_ahead_changes_nothing():
    rows = np.arange(32, dtype=np.float32).reshape(2, 16)
    fetch_ahead(rows, 1)
    np.testing.assert_array_equal(rows, np.arange(32, dtype=np.float32).reshape(2, 16))
