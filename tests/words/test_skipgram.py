"""The skip-gram step against autograd."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from reprise.words.blocks import aligned, sigmoid_table
from reprise.words.skipgram import block_step


def tables(dim: int, width: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    inputs, outputs = np.zeros((7, width), np.float32), np.zeros((5, width), np.float32)
    inputs[:, :dim], outputs[:, :dim] = rng.normal(size=(7, dim)) / 2, rng.normal(size=(5, dim)) / 2
    return inputs, outputs


def step(inputs, outputs, context, targets, labels, weights, rate) -> None:
    rows, size = np.zeros(8, np.int64), len(targets)
    rows[: len(context)] = context
    wide = np.zeros(8, np.int64)
    wide[:size] = targets
    block_step(
        inputs, rows, len(context), outputs, wide, size, np.array(labels, np.float32), np.array(weights, np.float32),
        np.float32(rate), np.zeros((8, inputs.shape[1]), np.float32), np.zeros((8, 8), np.float32),
        np.zeros((8, 8), np.float32), np.arange(8), sigmoid_table(),
    )  # fmt: skip


@pytest.mark.parametrize("context", [[0], [1, 3], [0, 5, 6], [2, 2, 4, 1, 0]])
def test_a_block_is_one_gradient_step(context):
    inputs, outputs = tables(4, 4)
    targets, labels, weights, rate = [2, 0, 4], [1.0, 0.0, 0.0], [1.0, 0.5, 0.5], 0.3
    x, y = (torch.tensor(table, dtype=torch.float64, requires_grad=True) for table in (inputs, outputs))
    sign = 2 * torch.tensor(labels) - 1
    loss = -(torch.nn.functional.logsigmoid(x[context] @ y[targets].T * sign) * torch.tensor(weights)).sum()
    loss.backward()
    step(inputs, outputs, context, targets, labels, weights, rate)
    np.testing.assert_allclose(inputs, (x - rate * x.grad).detach(), atol=1e-6)
    np.testing.assert_allclose(outputs, (y - rate * y.grad).detach(), atol=1e-6)


def test_one_context_word_is_the_sequential_form():
    inputs, outputs = tables(6, 6)
    w, c = inputs.astype(float), outputs.astype(float)
    targets, labels, rate = [3, 1, 0], [1.0, 0.0, 0.0], 0.1
    change = np.zeros(6)
    for target, label in zip(targets, labels, strict=True):  # word2vec's own loop
        g = rate * (label - 1 / (1 + np.exp(-w[2] @ c[target])))
        change += g * c[target]
        c[target] += g * w[2]
    w[2] += change
    step(inputs, outputs, [2], targets, labels, [1.0] * 3, rate)
    np.testing.assert_allclose(inputs, w, atol=1e-6)
    np.testing.assert_allclose(outputs, c, atol=1e-6)


def test_padding_stays_zero_and_changes_nothing():
    plain, padded = tables(10, 10), tables(10, 16)
    for tables_ in (plain, padded):
        step(*tables_, [0, 3, 6], [1, 2], [1.0, 0.0], [1.0, 1.0], 0.5)
    for a, b in zip(plain, padded, strict=True):
        np.testing.assert_allclose(a, b[:, :10], atol=1e-6)
        assert not b[:, 10:].any()
    assert aligned(3, 10).shape == (3, 16)
