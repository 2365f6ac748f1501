"""Duals as power series: values, gaps without cancellation, projection of callables."""

from __future__ import annotations

import math
import warnings
from fractions import Fraction

import numpy as np
import pytest
import torch

from reprise.analysis import DualActivation, ErfDual, ReLUDual, SineDual, hermite_dual

MIXED = DualActivation([0, 0.25, 0.5, 0.25])
Z = np.linspace(-1, 1, 41)


def test_values_and_slopes_are_those_of_the_polynomial():
    np.testing.assert_allclose(MIXED.phid(Z), Z * (1 + Z) ** 2 / 4, atol=1e-15)
    np.testing.assert_allclose(MIXED.dphid(Z), 0.25 + Z + 0.75 * Z**2, atol=1e-15)
    np.testing.assert_allclose(MIXED.leading(Z) * Z, MIXED.phid(Z), atol=1e-15)
    inner = Z[(Z > 0) & (Z < 1)]
    np.testing.assert_allclose(
        MIXED.elasticity(inner, 1 - inner), inner * MIXED.dphid(inner) / MIXED.phid(inner), rtol=1e-13
    )
    assert (MIXED.lowest, MIXED.parity, MIXED.slope_at_zero, MIXED.slope_at_one) == (1, 0, 0.25, 2.0)
    assert (hermite_dual(4).lowest, hermite_dual(4).parity, hermite_dual(3).parity) == (4, 1, -1)


def test_one_minus_keeps_its_relative_accuracy_where_subtraction_does_not():
    for u in (1e-15, 3e-12, 1e-5, 0.3, 0.9):
        z = 1 - Fraction(u)
        exact = float(1 - (z / 4 + z**2 / 2 + z**3 / 4))
        gap = np.array([u])
        assert abs(MIXED.one_minus(gap)[0] / exact - 1) < 1e-12
        assert abs(hermite_dual(7).one_minus(gap)[0] / float(1 - z**7) - 1) < 1e-12
    naive = 1 - MIXED.phid(np.array([1 - 1e-15]))
    assert abs(naive[0] / 2e-15 - 1) > 1e-6


@pytest.mark.parametrize(
    ("phi", "dual", "reach"),
    [
        (torch.relu, ReLUDual(), 0.9),
        (torch.erf, ErfDual(), 1.0),
        (lambda x: torch.sin(math.sqrt(2.676) * x), SineDual(2.676), 1.0),
    ],
)
def test_projection_reproduces_the_closed_forms(phi, dual, reach):
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*kink or jump")
        projected = DualActivation.from_callable(phi)
    z = np.linspace(-reach, reach, 41)
    np.testing.assert_allclose(projected.phid(z), dual.phid(z), atol=1e-8)
    np.testing.assert_allclose(projected.phid(np.ones(1)), 1, atol=1e-12)
    assert (projected.lowest, projected.parity) == (dual.lowest, dual.parity)
    x = torch.linspace(-3, 3, 7, dtype=torch.float64)
    torch.testing.assert_close(projected.phi()(x), dual.phi()(x), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(
    ("phi", "slopes"),
    [
        (torch.relu, r"0\.989\d+, but E φ'\(u\)² is 1:"),
        (lambda x: torch.relu(x) - 1 / math.sqrt(2 * math.pi), r"but E φ'\(u\)² is 1\.4669"),  # 1 / (1 − 1/π)
        (torch.sign, r"is 0:"),
        (lambda x: (x > 0.5).to(x.dtype), r"is 0:"),
        (lambda x: torch.sin(20 * x), r"too few degrees"),
    ],
)
def test_a_wrong_slope_at_one_is_told(phi, slopes):
    with pytest.warns(UserWarning, match=slopes):
        DualActivation.from_callable(phi)


@pytest.mark.parametrize(
    "phi", [torch.tanh, torch.sigmoid, torch.nn.functional.gelu, torch.nn.functional.silu]
)
def test_smooth_activations_are_projected_without_a_warning(phi):
    assert DualActivation.from_callable(phi).slope_at_one > 0  # warnings are errors


def test_the_activation_of_a_series_has_that_series():
    again = DualActivation.from_callable(MIXED.phi(), degree=8)
    np.testing.assert_allclose(again.weights, MIXED.weights, atol=1e-12)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([0, 0.5, 0.4], r"weights sum to 0\.9, expected 1"),
        ([0, 1.5, -0.5], r"finite numbers >= 0"),
        ([0, math.nan], r"finite numbers >= 0"),
        ([0, 1.0], r"linear or affine: φ̌ = 0 \+ 1 z"),
        ([0.7, 0.3], r"linear or affine: φ̌ = 0\.7 \+ 0\.3 z; expected weight on degree 2"),
        ([1.0], r"activation is constant"),
    ],
)
def test_weights_that_make_no_dual(weights, message):
    with pytest.raises(ValueError, match=message):
        DualActivation(weights)


def test_callables_that_have_no_dual():
    with pytest.raises(ValueError, match=r"not square-integrable"):
        DualActivation.from_callable(lambda x: torch.exp(0.3 * x**2))
    with pytest.raises(ValueError, match=r"linear"):
        DualActivation.from_callable(lambda x: 3 * x)
    with pytest.raises(ValueError, match=r"affine"):
        DualActivation.from_callable(lambda x: x + 2)
    with pytest.raises(ValueError, match=r"degree must be at least 2 .* got 1"):
        hermite_dual(1)


def test_a_dual_says_its_name():
    assert repr(hermite_dual(3)) == "h_3"
    assert repr(DualActivation.from_callable(torch.tanh)) == "tanh"
    assert repr(MIXED).startswith("DualActivation([0")
