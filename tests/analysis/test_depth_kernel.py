"""NNGP and NTK against the plain recursion, and their limits in depth."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest

from reprise.analysis import (
    DepthKernel,
    DualActivation,
    ErfDual,
    ReLUDual,
    SineDual,
    hermite_dual,
    koenigs,
    optimal_activation,
)

DUALS = [
    ReLUDual(),
    ErfDual(),
    SineDual(2.676),
    hermite_dual(2),
    hermite_dual(3),
    optimal_activation(4),
    optimal_activation(8),
    DualActivation([0.2, 0, 0.8]),
]
Z = np.array([-1.0, -0.95, -0.4, -0.01, 0.0, 0.02, 0.5, 0.97, 1.0])


def recursion(dual, z, depth):
    sigma, theta = z, z
    for _ in range(depth):
        sigma, theta = dual.phid(sigma), theta * dual.dphid(sigma)
        theta = theta + sigma
    return sigma, theta


@pytest.mark.parametrize("dual", DUALS, ids=str)
@pytest.mark.parametrize("depth", [1, 2, 4])
def test_both_kernels_follow_the_recursion(dual, depth):
    for kernel, want in zip(("nngp", "ntk"), recursion(dual, Z, depth), strict=True):
        log, sign = DepthKernel(dual, depth, kernel).exact(Z, 1 - Z)
        np.testing.assert_allclose(sign * np.exp(log), want, rtol=1e-9, atol=1e-14)


def test_relu_tends_to_a_quarter_off_the_diagonal():
    for depth, reach in ((2000, 0.86), (4000, 0.9)):  # at 2,000 layers a cosine of 0.899 is still 0.2533
        z = np.linspace(-reach, reach, 7)
        kernel = DepthKernel(ReLUDual(), depth)
        log, sign = kernel.exact(z, 1 - z)
        np.testing.assert_allclose(sign * np.exp(log) / (depth + 1), 0.25, atol=3e-3)
        assert kernel.at_one == pytest.approx(math.log(depth + 1), rel=1e-12)


@pytest.mark.parametrize("kernel", ["ntk", "nngp"])
def test_a_slight_linear_part_is_not_taken_for_all(kernel):
    dual, z = optimal_activation(200), np.array([0.3, 1e-20, 1e-25])
    with mpmath.workdps(50):
        c = mpmath.mpf(2) ** -100
        want = []
        for start in z:
            sigma = theta = mpmath.mpf(start)
            for _ in range(40):
                slope = c + 2 * (1 - 2 * c) * sigma + 3 * c * sigma**2
                sigma = c * sigma + (1 - 2 * c) * sigma**2 + c * sigma**3
                theta = sigma + theta * slope
            want.append(float(mpmath.log(theta if kernel == "ntk" else sigma)))
    for one in range(3):  # alone, as the shortcut is taken for all pairs at once
        log, _ = DepthKernel(dual, 40, kernel).exact(z[[one]], 1 - z[[one]])
        np.testing.assert_allclose(log, want[one], rtol=1e-12)


@pytest.mark.parametrize("dual", [ErfDual(), optimal_activation(4)], ids=str)
def test_deep_kernels_tend_to_koenigs_function(dual):
    gap = np.array([0.3, 0.5, 0.9, 0.999])
    psi = koenigs(dual)(gap=gap, log=True)
    errors = []
    for depth in (100, 400, 1600):
        log, _ = DepthKernel(dual, depth, "nngp").exact(1 - gap, gap)
        np.testing.assert_allclose(log - depth * math.log(dual.slope_at_zero), psi, atol=1e-8)
        log, _ = DepthKernel(dual, depth).exact(1 - gap, gap)
        errors.append(np.abs(log - depth * math.log(dual.slope_at_zero) - math.log(depth + 1) - psi).max())
    assert errors[1] < 0.3 * errors[0]  # convergence is O(1/L)
    assert errors[2] < 0.3 * errors[1]


def test_a_thousand_layers_neither_overflow_nor_underflow():
    gap = np.array([0.0, 1e-15, 0.5, 1.0, 1.5])
    log, _ = DepthKernel(optimal_activation(4), 1000).exact(1 - gap, gap)
    assert log[0] == pytest.approx(1001 * math.log(2), rel=1e-12)
    assert np.isfinite(log[[1, 2, 4]]).all()
    assert log[3] == -math.inf
    log, _ = DepthKernel(hermite_dual(2), 900).exact(np.array([0.9, 0.5]), np.array([0.1, 0.5]))
    assert log[0] > log[1] > -math.inf


def test_bad_depths_and_kernels():
    with pytest.raises(ValueError, match="depth must be at least 1 hidden layer, got -1"):
        DepthKernel(ReLUDual(), -1)
    with pytest.raises(ValueError, match="kernel must be one of ntk, nngp, got 'rbf'"):
        DepthKernel(ReLUDual(), 3, "rbf")
    with pytest.raises(ValueError, match=r"h_2 at depth 1000: .*depth='inf'"):
        DepthKernel(hermite_dual(2), 1000)
