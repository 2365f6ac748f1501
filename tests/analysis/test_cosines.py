"""Gaps of close points to full accuracy, logarithms of cosines, and refusal of points off the sphere."""

from __future__ import annotations

import math

import numpy as np
import pytest

from reprise.analysis import Cosines
from reprise.analysis.cosines import unit_rows


def circle(angles):
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def test_gaps_of_close_points_are_exact():
    angles = np.array([1e-12, 1e-9, 1e-6, 1e-3, 0.02, 0.03, 0.5, 1.0])
    cosines = Cosines.between(circle(np.zeros(1)), circle(angles))
    np.testing.assert_allclose(cosines.gap[0], 2 * np.sin(angles / 2) ** 2, rtol=1e-12)
    np.testing.assert_allclose(cosines.log_sqdist[0], 2 * np.log(2 * np.sin(angles / 2)), rtol=1e-12)
    np.testing.assert_allclose(cosines.log_abs[0], np.log(np.cos(angles)), atol=1e-15)
    assert cosines.negative is None


def test_opposite_orthogonal_and_equal_points():
    cosines = Cosines.between(
        np.eye(2)[:1], np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [-math.sqrt(0.5), -math.sqrt(0.5)]])
    )
    assert cosines.coincide.tolist() == [[True, False, False, False]]
    assert cosines.negative.tolist() == [[False, False, True, True]]
    assert cosines.logit[0, :3].tolist() == [-math.inf, math.inf, -math.inf]
    np.testing.assert_allclose(np.exp(cosines.log_sqdist[0]), [0, 2, 4, 2 + math.sqrt(2)])


def test_close_to_the_antipode():
    cosines = Cosines.between(circle(np.array([math.pi])), circle(np.array([1e-7])))
    assert cosines.negative.all()
    np.testing.assert_allclose(cosines.gap, 5e-15, rtol=1e-6)


def test_many_close_pairs_in_many_dimensions():
    rng = np.random.default_rng(0)
    x = unit_rows(np.ones((300, 40)) + 1e-3 * rng.normal(size=(300, 40)), normalize=True)
    want = ((x[:, None] - x) ** 2).sum(-1) / 2
    np.testing.assert_allclose(Cosines.between(x, x).gap, want, rtol=1e-9)


def test_points_off_the_sphere():
    x = circle(np.arange(3.0))
    np.testing.assert_allclose(unit_rows(x * (1 + 5e-7)), x, atol=1e-15)
    np.testing.assert_allclose(unit_rows(3 * x, normalize=True), x, atol=1e-15)
    with pytest.raises(ValueError, match=r"row 1 has norm 1\.1, expected 1 .*normalize=True"):
        unit_rows(x * np.array([[1.0], [1.1], [1.0]]))
    with pytest.raises(ValueError, match="row 0 is all zeros"):
        unit_rows(np.zeros((2, 2)), normalize=True)
    with pytest.raises(ValueError, match="NaN or infinite"):
        unit_rows(np.array([[np.nan, 1.0]]))
    with pytest.raises(ValueError, match=r"got shape \(0, 2\)"):
        unit_rows(np.zeros((0, 2)))
