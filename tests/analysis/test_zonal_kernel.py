"""The table agrees with exact values, at both ends and for negative cosines."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.analysis import Cosines, DepthKernel, ErfDual, ReLUDual, SineDual, koenigs, optimal_activation
from reprise.analysis.zonal_kernel import leave_one

ANGLES = np.concatenate([np.geomspace(1e-15, 1.5, 3000), [np.pi / 2 + 1e-3, 2.0, 3.0, np.pi - 1e-4]])
PAIRS = Cosines.between(np.array([[1.0, 0.0]]), np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=1))


@pytest.mark.parametrize(
    "kernel",
    [
        koenigs(optimal_activation(1)),
        koenigs(optimal_activation(4)),
        koenigs(optimal_activation(24)),
        koenigs(ErfDual()),
        DepthKernel(SineDual(1.0), 100),
        DepthKernel(ReLUDual(), 30),
        DepthKernel(optimal_activation(4), 50, "nngp"),
    ],
    ids=lambda kernel: f"{type(kernel).__name__} of {kernel.dual}",
)
def test_the_table_is_exact_to_1e_5(kernel):
    log, signs = kernel.on(PAIRS)
    gap = 2 * np.sin(ANGLES / 2) ** 2
    want, sign = kernel.exact(np.cos(ANGLES), gap)
    np.testing.assert_allclose(log[0], want, atol=1e-5)
    atol = (
        1e-8 if kernel.dual.slope_at_zero < 1e-3 else 1e-11
    )  # order 24 only votes, no system is solved with it
    np.testing.assert_allclose(
        kernel.on(PAIRS, precise=True)[0][0, :3000], want[:3000], atol=atol, rtol=1e-12
    )
    assert (np.ones(len(ANGLES)) if signs is None else signs[0]).tolist() == sign.tolist()


def test_orthogonal_points_have_no_weight_and_equal_points_all():
    pairs = Cosines.between(np.eye(3)[:1], np.eye(3)[:2])
    log, signs = koenigs(optimal_activation(2)).on(pairs)
    assert log.tolist() == [[np.inf, -np.inf]]
    assert signs is None
    log, _ = DepthKernel(optimal_activation(2), 3).on(pairs)
    assert log[0, 0] == pytest.approx(np.log(15))  # Σ_l 2^l for l = 0..3
    assert log[0, 1] == -np.inf


def test_leaving_one_counts_the_steps():
    dual = optimal_activation(4)
    z, times = leave_one(dual, np.array([1.0, 1.0, 0.8, 0.3]), np.array([0.0, 1e-15, 0.2, 0.7]))
    assert times[1] == pytest.approx(49, abs=2)  # gaps double
    assert times[2:].tolist() == [2, 0]
    assert z[2] == pytest.approx(dual.phid(dual.phid(np.array([0.8])))[0], rel=1e-14)
    assert z[0] == 1
    assert (z[1:] <= 0.5).all()
