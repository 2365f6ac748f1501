"""Distances estimate angles."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from reprise.vectors import RandomHyperplanes, hamming_distances


def test_distance_over_bits_is_the_angle_over_pi():
    x = np.random.default_rng(0).normal(size=(30, 12))
    codes = RandomHyperplanes(20_000, seed=1).fit(x).transform(x)
    unit = x / np.linalg.norm(x, axis=1, keepdims=True)
    angles = np.arccos(np.clip(unit @ unit.T, -1, 1))
    share = hamming_distances(codes, codes) / 20_000
    np.testing.assert_allclose(share, angles / np.pi, atol=5 * 0.5 / np.sqrt(20_000))


def test_sparse_rows_scale_and_seed():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(9, 40)) * (rng.random((9, 40)) < 0.2)
    model = RandomHyperplanes(33, seed=2).fit(x)
    codes = model.transform(x)
    np.testing.assert_array_equal(model.transform(csr_array(x)), codes)
    np.testing.assert_array_equal(model.transform(5 * x), codes)
    np.testing.assert_array_equal(RandomHyperplanes(33, seed=2).fit(x).transform(x), codes)
    assert (RandomHyperplanes(33, seed=3).fit(x).transform(x) != codes).any()


def test_wrong_input_is_refused():
    x = np.ones((2, 3))
    with pytest.raises(ValueError, match="bits must be at least 1"):
        RandomHyperplanes(0)
    with pytest.raises(ValueError, match="call fit first"):
        RandomHyperplanes(4).transform(x)
    with pytest.raises(ValueError, match="fitted to 3 coordinates, given 2"):
        RandomHyperplanes(4).fit(x).transform(x[:, :2])
