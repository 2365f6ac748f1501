"""Rank correlations row by row against scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import spearmanr

from reprise.vectors import spearman_rows


def test_every_row_equals_scipy():
    rng = np.random.default_rng(1)
    x, y = rng.integers(0, 9, (5, 30)).astype(float), rng.random((5, 30))
    expected = [spearmanr(a, b).statistic for a, b in zip(x, y, strict=True)]
    np.testing.assert_allclose(spearman_rows(x, y), expected)


def test_a_row_that_does_not_vary_correlates_with_nothing():
    assert spearman_rows(np.ones((1, 4)), np.arange(4.0)[None]).tolist() == [0.0]


def test_rows_must_match():
    with pytest.raises(ValueError, match=r"got \(2, 3\) and \(1, 3\)"):
        spearman_rows(np.zeros((2, 3)), np.zeros((1, 3)))
