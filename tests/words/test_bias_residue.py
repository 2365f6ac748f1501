"""What remains of a bias, where it is known."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.words import WordVectors, most_biased, residual_bias

RNG = np.random.default_rng(4)
DIRECTION = np.eye(8)[0]


def spaces(leak: float) -> tuple[np.ndarray, np.ndarray]:
    before = RNG.normal(size=(80, 8))
    before[:, 0] = np.repeat([2.0, -2.0], 40) + 0.1 * RNG.normal(size=80)
    after = RNG.normal(size=(80, 8))
    after[:, 1] += leak * before[:, 0]
    return before, after


def test_a_leak_is_found_and_noise_is_not():
    leaking, sealed = (residual_bias(*spaces(leak), DIRECTION, neighbours=20) for leak in (3.0, 0.0))
    assert min(leaking.rbf, leaking.linear, leaking.clusters, leaking.neighbours) > 0.95
    assert max(sealed.rbf, sealed.linear, sealed.clusters) < 0.7
    assert abs(sealed.neighbours) < 0.35


def test_a_leak_that_only_a_radial_kernel_sees():
    before, after = spaces(0.0)
    shell = RNG.normal(size=(80, 6))
    radius = np.where(before[:, 0] > 0, 0.2, 5)
    after[:, 2:] = radius[:, None] * shell / np.linalg.norm(shell, axis=1, keepdims=True)
    found = residual_bias(before, after, DIRECTION)
    assert found.rbf > 0.9
    assert found.linear < 0.75


def test_the_most_biased_words():
    lean = np.array([3.0, -1, 0.5, -3, 2])
    words = WordVectors(list("abcde"), np.stack([lean, np.ones(5)], axis=1))
    along, against = most_biased(words, np.array([1.0, 0.0]), 2, leave_out=["a"])
    assert [[words.words[i] for i in rows] for rows in (along, against)] == [["e", "c"], ["d", "b"]]
    assert most_biased(words, np.array([1.0, 0.0]), 1, most_frequent=3)[0].tolist() == [0]


def test_refuses_what_cannot_be():
    before, after = spaces(1.0)
    with pytest.raises(ValueError, match="got 80 before and 79 after"):
        residual_bias(before, after[1:], DIRECTION)
    with pytest.raises(ValueError, match="equally many, got 1 of 3"):
        residual_bias(before[:3], after[:3], DIRECTION)
    words = WordVectors(list("abcd"), RNG.normal(size=(4, 8)))
    with pytest.raises(ValueError, match="between 1 and 2"):
        most_biased(words, DIRECTION, 3)
