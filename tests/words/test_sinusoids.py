"""Sines and cosines of numbers."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.words import Sinusoids


def test_inner_products_depend_on_distance_alone():
    encoder = Sinusoids(8, 3, 500)
    x = np.random.default_rng(0).uniform(-100, 100, 20)
    code = encoder.encode(x)
    gaps = 2 * np.pi * (x[:, None] - x)[..., None] / encoder.wavelengths
    np.testing.assert_allclose(code @ code.T, np.cos(gaps).sum(-1), atol=1e-10)
    np.testing.assert_allclose(encoder.wavelengths[[0, -1]], [500, 3])


def test_numbers_below_the_longest_wavelength_round_trip():
    x = np.random.default_rng(1).uniform(0, 19_999, 500)
    noisy = Sinusoids().encode(x) + 0.01 * np.random.default_rng(2).normal(size=(500, 32))
    np.testing.assert_allclose(Sinusoids().decode(Sinusoids().encode(x)), x, atol=1e-6)
    assert np.abs(Sinusoids().decode(noisy) - x).max() < 0.1


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="dim must be even"):
        Sinusoids(3)
    with pytest.raises(ValueError, match="0 < shortest <= longest"):
        Sinusoids(4, 5, 2)
