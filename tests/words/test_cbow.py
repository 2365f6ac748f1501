"""The CBOW step against finite differences, and what word2vec's gradient differs by."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.words.blocks import sigmoid_table
from reprise.words.cbow import cbow_block, cbow_path

LINE = np.array([0, 3, 5, 1, 2, 6], dtype=np.int32)
NOISE = [4, 1, 4]
WEIGHT = 5 / 3


def tables() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(2)
    return tuple((rng.normal(size=(7, 8)) / 2).astype(np.float32) for _ in range(2))


def loss(inputs, outputs, centers, radius) -> float:
    total = 0.0
    for center in centers:
        around = [LINE[i] for i in range(max(0, center - radius), min(6, center + radius + 1)) if i != center]
        h = inputs[around].mean(0)
        total += np.log1p(np.exp(-h @ outputs[LINE[center]]))
        total += sum(WEIGHT * np.log1p(np.exp(h @ outputs[n])) for n in NOISE if n != LINE[center])
    return total


def step(inputs, outputs, centers, radius, exact, rate):
    room, count = 8, len(centers)
    begins, ends, positions, noise = (np.zeros(room, np.int64) for _ in range(4))
    positions[:count] = centers
    begins[:count] = [max(0, c - radius) for c in centers]
    ends[:count] = [min(6, c + radius + 1) for c in centers]
    noise[: len(NOISE)] = NOISE
    scratch = [np.zeros((room, 8), np.float32) for _ in range(5)]
    cbow_block(
        inputs, LINE, begins, ends, positions, count, outputs, noise, len(NOISE), np.float32(WEIGHT), exact,
        np.float32(rate), scratch[0], scratch[1], scratch[2], scratch[3], scratch[4], np.arange(room), np.arange(room),
        sigmoid_table(),
    )  # fmt: skip


@pytest.mark.parametrize("centers", [[2], [0, 3, 5], [1, 2, 3, 4]])
def test_exact_gradient_is_that_of_the_loss(centers):
    inputs, outputs = (table.astype(float) for table in tables())
    expected = []
    for table in (inputs, outputs):
        gradient = np.zeros_like(table)
        for place in np.ndindex(table.shape):
            table[place] += 1e-5
            up = loss(inputs, outputs, centers, 2)
            table[place] -= 2e-5
            gradient[place] = (up - loss(inputs, outputs, centers, 2)) / 2e-5
            table[place] += 1e-5
        expected.append(table - 1e-3 * gradient)
    got = tables()
    step(*got, centers, 2, True, 1e-3)
    for a, b in zip(got, expected, strict=True):
        np.testing.assert_allclose(a, b, atol=1e-6)


def test_word2vecs_gradient_is_the_window_times_the_exact_one():
    before = tables()
    exact, undivided = tables(), tables()
    step(*exact, [2], 2, True, 0.1)
    step(*undivided, [2], 2, False, 0.1)
    np.testing.assert_allclose(undivided[0] - before[0], 4 * (exact[0] - before[0]), atol=1e-6)
    np.testing.assert_allclose(undivided[1], exact[1], atol=1e-7)


def test_a_path_is_a_chain_of_decisions():
    inputs, outputs = tables()
    start_in, start_out = inputs.astype(float), outputs.astype(float)
    nodes, codes = np.array([6, 2, 5], dtype=np.int32), np.array([1, 0, 0], dtype=np.float32)
    cbow_path(inputs, LINE, 1, 5, 3, outputs, nodes, codes, True, np.float32(0.2), *np.zeros((2, 1, 8), np.float32), sigmoid_table())  # fmt: skip
    around = [3, 5, 2]
    h = start_in[around].mean(0)
    g = 0.2 * (codes - 1 / (1 + np.exp(-start_out[nodes] @ h)))
    np.testing.assert_allclose(outputs[nodes], start_out[nodes] + g[:, None] * h, atol=1e-6)
    np.testing.assert_allclose(inputs[around], start_in[around] + g @ start_out[nodes] / 3, atol=1e-6)
