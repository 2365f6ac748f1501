"""Closed forms against 50-digit arithmetic, and against the activations they belong to."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest

from reprise.analysis import ErfDual, ReLUDual, SineDual
from reprise.analysis.hermite import project

SINE, ERF, SIGN, RELU = SineDual(6.13539), ErfDual(), ErfDual(math.inf), ReLUDual()
DUALS = {"sine": SINE, "erf": ERF, "sign": SIGN, "relu": RELU}


def exact(name: str, z: mpmath.mpf) -> mpmath.mpf:
    if name == "sine":
        return mpmath.sinh(SINE.a * z) / mpmath.sinh(SINE.a)
    if name == "relu":
        return (mpmath.sqrt(1 - z**2) + z * (mpmath.pi - mpmath.acos(z))) / mpmath.pi
    s = mpmath.mpf(1) if name == "sign" else mpmath.mpf(2) / 3
    return mpmath.asin(s * z) / mpmath.asin(s)


@pytest.mark.parametrize("name", DUALS)
def test_gaps_and_values_to_twelve_digits(name):
    gaps = np.array([1e-15, 1e-12, 1e-8, 1e-4, 0.1, 0.12, 0.13, 0.4, 0.9])
    with mpmath.workdps(50):
        want = [float(1 - exact(name, 1 - mpmath.mpf(u))) for u in gaps]
        values = [float(exact(name, mpmath.mpf(z))) for z in (-0.99, -0.3, 0.0, 0.7)]
        slopes = [float(mpmath.diff(lambda z: exact(name, z), z)) for z in (-0.9, 0.0, 0.7)]
    np.testing.assert_allclose(DUALS[name].one_minus(gaps), want, rtol=1e-12)
    np.testing.assert_allclose(DUALS[name].phid(np.array([-0.99, -0.3, 0.0, 0.7])), values, atol=2e-15)
    np.testing.assert_allclose(DUALS[name].dphid(np.array([-0.9, 0.0, 0.7])), slopes, rtol=1e-10)


@pytest.mark.parametrize("name", DUALS)
def test_the_ends(name):
    dual = DUALS[name]
    assert dual.one_minus(np.zeros(1))[0] == 0
    assert dual.phid(np.ones(1))[0] == pytest.approx(1, abs=1e-15)
    assert dual.dphid(np.ones(1), np.zeros(1))[0] == pytest.approx(dual.slope_at_one)
    assert dual.dphid(np.zeros(1))[0] == pytest.approx(dual.slope_at_zero)
    assert dual.leading(np.zeros(1))[0] == pytest.approx(dual.slope_at_zero if dual.lowest else dual.at_zero)
    assert dual.elasticity(np.zeros(1), np.ones(1))[0] == dual.lowest


@pytest.mark.parametrize("name", DUALS)
def test_activations_have_second_moment_one(name):
    assert project(DUALS[name].phi(), 1)[1] == pytest.approx(1, abs=1e-12)


def test_parameters_out_of_range():
    with pytest.raises(ValueError, match=r"a must lie in \(0, 300\], got 0"):
        SineDual(0)
    with pytest.raises(ValueError, match="steepness must be positive, got -1"):
        ErfDual(-1)
