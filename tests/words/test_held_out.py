"""The held-out loss against a plain sum over pairs, its value at zero, and what it must not depend on."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.words import heldout_loss

RNG = np.random.default_rng(0)
INPUTS, OUTPUTS = (RNG.normal(size=(6, 8)).astype(np.float32) for _ in range(2))
TOKENS = np.array([0, 1, 2, 3, -1, 4, -1, -1, 2, 0, 1, -1], dtype=np.int32)


def by_hand(window: int, drawn: int, negatives: int) -> float:
    """The same sum where every negative is the word ``drawn``."""
    losses = []
    for i, t in enumerate(TOKENS):
        for j, c in enumerate(TOKENS):
            low, high = sorted((i, j))
            if i == j or high - low > window or (TOKENS[low : high + 1] < 0).any():
                continue
            loss = np.logaddexp(0, -INPUTS[c] @ OUTPUTS[t])
            if drawn != t:
                loss += negatives * np.logaddexp(0, INPUTS[c] @ OUTPUTS[drawn])
            losses.append(loss)
    return float(np.mean(losses))


@pytest.mark.parametrize(("window", "drawn", "negatives"), [(1, 5, 1), (2, 5, 3), (5, 2, 2), (64, 0, 5)])
def test_it_is_the_mean_over_all_pairs_of_a_line(window, drawn, negatives):
    counts = np.zeros(6, dtype=np.int64)
    counts[drawn] = 7  # only this word can be drawn
    found = heldout_loss(INPUTS, OUTPUTS, TOKENS, counts, window, negatives)
    assert found == pytest.approx(by_hand(window, drawn, negatives), rel=1e-5)


def test_zeros_cost_log_two_for_each_comparison():
    zeros = np.zeros((6, 8), dtype=np.float32)
    counts = np.array([0, 0, 0, 0, 0, 1])  # never a target of TOKENS
    assert heldout_loss(zeros, zeros, TOKENS, counts, negatives=4) == pytest.approx(5 * np.log(2))


def test_negatives_follow_the_power_of_the_counts():
    # Outputs separate the words: the loss against word n alone is loss[n], so the mean is their expectation.
    tokens = np.tile(np.array([0, 0, -1], dtype=np.int32), 20_000)
    inputs = np.zeros((4, 1), dtype=np.float32)
    inputs[0] = 1
    outputs = np.array([[0.0], [1.0], [2.0], [3.0]], dtype=np.float32)
    counts = np.array([0, 1, 16, 81])
    share = counts[1:] ** 0.75 / (counts[1:] ** 0.75).sum()
    expected = np.log(2) + (share * np.logaddexp(0, [1, 2, 3])).sum()
    assert heldout_loss(inputs, outputs, tokens, counts, negatives=1) == pytest.approx(expected, rel=2e-3)


def test_the_seed_alone_decides_the_negatives():
    counts = np.arange(1, 7)
    first, again = (heldout_loss(INPUTS, OUTPUTS, TOKENS, counts, seed=3) for _ in range(2))
    assert first == again
    assert first != heldout_loss(INPUTS, OUTPUTS, TOKENS, counts, seed=4)
    wide = heldout_loss(INPUTS.astype(np.float64), OUTPUTS, TOKENS.astype(np.int64), counts, seed=3)
    assert wide == pytest.approx(first)


def test_large_products_do_not_overflow():
    counts = np.array([0, 0, 0, 0, 0, 1])
    huge = np.full((6, 8), 1e3, dtype=np.float32)
    assert heldout_loss(huge, huge, TOKENS, counts, negatives=1) == pytest.approx(8e6, rel=1e-5)


def test_bad_input_is_refused():
    counts = np.ones(6, dtype=np.int64)
    with pytest.raises(ValueError, match="a row a word"):
        heldout_loss(INPUTS, OUTPUTS, TOKENS, counts[:3])
    with pytest.raises(ValueError, match="a row a word"):
        heldout_loss(INPUTS, OUTPUTS[:, :4], TOKENS, counts)
    with pytest.raises(ValueError, match="between -1 and 5, got -1 to 6"):
        heldout_loss(INPUTS, OUTPUTS, np.array([6, -1]), counts)
    with pytest.raises(ValueError, match="window must be at least 1, got 0"):
        heldout_loss(INPUTS, OUTPUTS, TOKENS, counts, window=0)
    with pytest.raises(ValueError, match="negatives must be at least 1"):
        heldout_loss(INPUTS, OUTPUTS, TOKENS, counts, negatives=0)
    with pytest.raises(ValueError, match="counts are all 0"):
        heldout_loss(INPUTS, OUTPUTS, TOKENS, 0 * counts)
    with pytest.raises(ValueError, match="no two words"):
        heldout_loss(INPUTS, OUTPUTS, np.array([1, -1, 2, -1]), counts)
