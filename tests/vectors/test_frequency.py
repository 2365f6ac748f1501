"""Frequency weights by their formulas."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.vectors.frequency import sif_weights, zipf_probabilities


def test_sif_by_hand():
    np.testing.assert_allclose(
        sif_weights(np.array([60, 30, 10, 0]), a=0.1), [0.1 / 0.7, 0.1 / 0.4, 0.1 / 0.2, 1.0]
    )
    assert (np.diff(sif_weights(np.arange(9)[::-1])) > 0).all(), "rarer words count more"
    np.testing.assert_allclose(sif_weights(np.array([1.0, 2.0])), sif_weights(np.array([10, 20])))


def test_limits_of_a():
    counts = np.array([5, 3, 2])
    np.testing.assert_allclose(sif_weights(counts, a=1e9), 1, rtol=1e-6)
    weights = sif_weights(counts, a=1e-9)
    np.testing.assert_allclose(weights / weights[0], counts[0] / counts, rtol=1e-6)


def test_zipf():
    np.testing.assert_allclose(zipf_probabilities(3), np.array([6, 3, 2]) / 11)
    np.testing.assert_allclose(zipf_probabilities(4, 0.0), 0.25)
    np.testing.assert_allclose(zipf_probabilities(2, 2.0), [0.8, 0.2])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: sif_weights(np.array([1]), a=0), "a must be positive, got 0"),
        (lambda: sif_weights(np.array([0, 0])), "must not all be 0"),
        (lambda: sif_weights(np.array([3, -1])), "must not be negative"),
        (lambda: zipf_probabilities(0), "words must be at least 1, got 0"),
    ],
)
def test_refuses_what_cannot_be(call, message):
    with pytest.raises(ValueError, match=message):
        call()
