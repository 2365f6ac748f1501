"""Soft histograms over the logarithm."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.words import LogBins


def test_a_number_shares_its_weight_between_two_bins():
    bins = LogBins(1, 1000, 4)
    code = bins.encode(np.array([100.0, -(10**1.25), 0.0]))
    np.testing.assert_allclose(code, [[0, 0, 0, 1, 0], [0, 0, -0.75, -0.25, 0], [1, 0, 0, 0, 0]], atol=1e-12)


def test_numbers_round_trip():
    rng = np.random.default_rng(0)
    x = np.concatenate([rng.choice([-1, 1], 500) * 10 ** rng.uniform(0, 6, 500), [0.0, 1, 1e6]])
    np.testing.assert_allclose(LogBins().decode(LogBins().encode(x)), x, rtol=1e-9)


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match=r"0\.5 has a magnitude outside \[1, 1e\+06\]"):
        LogBins().encode(np.array([0.5]))
    assert LogBins(clip=True).decode(LogBins(clip=True).encode(np.array([0.5]))) == pytest.approx(1)
    with pytest.raises(ValueError, match="0 < lo < hi"):
        LogBins(0, 10)
    with pytest.raises(ValueError, match="bins must be at least 2"):
        LogBins(bins=1)
