"""Koenigs' function: Schröder's equation, its slope, its pole, and the iterates it is the limit of."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest

from reprise.analysis import (
    DualActivation,
    ErfDual,
    ReLUDual,
    SineDual,
    hermite_dual,
    koenigs,
    optimal_activation,
)
from reprise.analysis.koenigs_function import bottcher_rate

DUALS = [optimal_activation(d) for d in (1, 2, 4, 8, 24)] + [
    ErfDual(),
    SineDual(1.0),
    optimal_activation(8, "sine"),
]


@pytest.mark.parametrize("dual", DUALS, ids=str)
def test_schroeder_s_equation(dual):
    psi, shift = koenigs(dual), math.log(dual.slope_at_zero)
    gap = np.geomspace(1e-12, 0.5, 30)
    found = psi(gap=dual.one_minus(gap), log=True)
    np.testing.assert_allclose(found, psi(gap=gap, log=True) + shift, atol=1e-9, rtol=0)
    z = np.geomspace(1e-3, 0.5, 20)
    np.testing.assert_allclose(psi(dual.phid(z), log=True), psi(z, log=True) + shift, atol=1e-9, rtol=0)


@pytest.mark.parametrize("dual", DUALS, ids=str)
def test_slope_one_at_zero_and_the_limit_of_iterates(dual):
    psi = koenigs(dual)
    z = np.array([-1e-9, 1e-9])
    np.testing.assert_allclose(psi(z) / z, 1, rtol=1e-5)
    z = np.array([-0.7, -0.2, 0.0, 0.3, 0.8])
    np.testing.assert_allclose(psi(z), iterated(dual, z), rtol=1e-6, atol=1e-12)


def iterated(dual, z):
    scale = 1.0
    while np.abs(z).max() > 1e-11:
        z = dual.phid(z)
        scale /= dual.slope_at_zero
    return z * scale


@pytest.mark.parametrize("d", [24, 200, 383])
def test_high_orders_against_fifty_digits(d):
    z = np.array([1e-12, 1e-3, 0.3, 0.9, 0.999])
    want = []
    with mpmath.workdps(50):
        c = mpmath.mpf(2) ** (-mpmath.mpf(d) / 2)
        for start in z:
            now, layers = mpmath.mpf(start), 0
            while now > c * mpmath.mpf(10) ** -30:
                now = c * now + (1 - 2 * c) * now**2 + c * now**3
                layers += 1
            want.append(float(mpmath.log(now) - layers * mpmath.log(c)))
    np.testing.assert_allclose(koenigs(optimal_activation(d))(z, log=True), want, rtol=1e-12, atol=1e-9)


def test_a_slight_linear_part_beside_a_cube():
    c, start = 1e-20, 0.5
    with mpmath.workdps(50):
        now, layers = mpmath.mpf(start), 0
        while now > mpmath.mpf(10) ** -50:
            now = mpmath.mpf(c) * now + (1 - mpmath.mpf(c)) * now**3
            layers += 1
        want = float(mpmath.log(now) - layers * mpmath.log(c))
    found = koenigs(DualActivation([0, c, 0, 1 - c]))(np.array([start]), log=True)
    np.testing.assert_allclose(found, want, rtol=1e-12)


@pytest.mark.parametrize("d", [1, 2, 4, 8])
def test_the_pole_has_order_d_and_is_log_periodic(d):
    dual = optimal_activation(d)
    u = np.geomspace(1e-14, 1e-10, 200)
    psi = koenigs(dual)
    height = psi(gap=u, log=True) + d / 2 * np.log(u)
    assert np.ptp(height) < 1
    shifted = psi(gap=u / dual.slope_at_one, log=True) + d / 2 * np.log(u / dual.slope_at_one)
    np.testing.assert_allclose(shifted, height, atol=1e-8)


def test_squared_distances_and_odd_symmetry():
    psi = koenigs(optimal_activation(2))
    z = np.array([0.1, 0.9])
    np.testing.assert_allclose(psi(sqdist=2 - 2 * z), psi(z), rtol=1e-12)
    np.testing.assert_allclose(psi(-z), -psi(z), rtol=1e-12)
    assert psi(np.array([1.0]))[0] == math.inf
    assert psi(np.array([-1.0]))[0] == -math.inf


def test_wrong_use():
    psi = koenigs(optimal_activation(2))
    for dual in (ReLUDual(), hermite_dual(2)):
        with pytest.raises(ValueError, match=r"its deep limit is .*optimal_activation"):
            koenigs(dual)
    with pytest.raises(ValueError, match=r"φ̌'\(0\) = 1e-300, expected at least 1e-290"):
        koenigs(DualActivation([0, 1e-300, 1]))
    with pytest.raises(ValueError, match="exactly one of z, gap and sqdist, got none"):
        psi()
    with pytest.raises(ValueError, match="got z, gap"):
        psi(np.zeros(1), gap=np.zeros(1))
    with pytest.raises(ValueError, match=r"cosines must lie in \[-1, 1\]"):
        psi(np.array([1.5]))


def test_the_rate_of_pure_powers_is_minus_log():
    z = np.array([1e-30, 0.2, 0.8, -0.6])
    for p in (2, 3):
        rate, sign = bottcher_rate(hermite_dual(p), z, 1 - z)
        np.testing.assert_allclose(rate, -np.log(np.abs(z)), rtol=1e-12)
        assert sign.tolist() == [1, 1, 1, -1 if p == 3 else 1]


@pytest.mark.parametrize("weights", [[0, 0, 0.4, 0.6], [0, 0, 0, 0.5, 0.5]])
def test_the_rate_multiplies_by_p_in_every_layer(weights):
    dual = DualActivation(weights)
    z = np.array([-0.99, -0.5, -0.1, 0.1, 0.9])
    rate, sign = bottcher_rate(dual, z, 1 - z)
    after, signs = bottcher_rate(dual, dual.phid(z), 1 - dual.phid(z))
    np.testing.assert_allclose(after, dual.lowest * rate, rtol=1e-9)
    assert sign.tolist() == signs.tolist()
    gap = np.array([1e-14, 1e-3])
    near, _ = bottcher_rate(dual, 1 - gap, gap)
    after, _ = bottcher_rate(dual, 1 - dual.one_minus(gap), dual.one_minus(gap))
    np.testing.assert_allclose(after, dual.lowest * near, rtol=1e-9)


def test_a_rate_needs_a_dual_without_linear_part():
    with pytest.raises(ValueError, match="lowest degree 1"):
        bottcher_rate(optimal_activation(2), np.zeros(1), np.ones(1))
