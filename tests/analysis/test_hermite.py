"""Hermite polynomials: orthonormal, agreeing with NumPy's, and a projection with the right constants."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from numpy.polynomial.hermite_e import hermeval

from reprise.analysis.hermite import hermite_series, mean_square_slope, project


def test_series_are_numpy_s_after_normalisation():
    x = torch.linspace(-3, 3, 13, dtype=torch.float64)
    coefficients = [0.3, -1.0, 0.0, 2.0, 0.5]
    scaled = [c / math.sqrt(math.factorial(k)) for k, c in enumerate(coefficients)]
    np.testing.assert_allclose(hermite_series(coefficients, x), hermeval(x.numpy(), scaled), rtol=1e-12)


def test_projection_returns_the_coefficients_and_the_norm():
    coefficients = [0.0, 0.6, 0.0, -1.2, 0.9]
    found, norm = project(lambda x: hermite_series(coefficients, x), 12)
    assert norm == pytest.approx(math.sqrt(0.36 + 1.44 + 0.81), rel=1e-12)
    np.testing.assert_allclose(found[:5] * norm, coefficients, atol=1e-12)
    np.testing.assert_allclose(found[5:], 0, atol=1e-12)


def test_jumps_and_high_degrees_are_exact():
    found, _ = project(torch.sign, 201)
    k = np.arange(1, 202, 2)  # φ̌ = 2/π arcsin z
    central = np.array([math.comb(int(i) - 1, (int(i) - 1) // 2) / 2.0 ** (int(i) - 1) for i in k])
    np.testing.assert_allclose(found[1::2] ** 2, 2 / math.pi * central / k, rtol=1e-9)
    np.testing.assert_allclose(found[::2], 0, atol=1e-12)


def test_mean_square_slopes():
    assert mean_square_slope(torch.relu) == pytest.approx(0.5, rel=1e-13)
    assert mean_square_slope(lambda x: x**3) == pytest.approx(27, rel=1e-12)  # 9 E u⁴
    assert mean_square_slope(torch.sign) == 0
    with torch.no_grad():
        assert mean_square_slope(torch.sin) == pytest.approx((1 + math.exp(-2)) / 2, rel=1e-13)


def test_what_cannot_be_projected():
    with pytest.raises(ValueError, match="0 everywhere"):
        project(torch.zeros_like, 4)
    with pytest.raises(ValueError, match="acts on each number"):
        project(lambda x: x.sum(), 4)
    with pytest.raises(ValueError, match="degree must be at least 1, got 0"):
        project(torch.relu, 0)
    with pytest.raises(ValueError, match="not square-integrable"):
        project(lambda x: torch.exp(x**4), 4)
