"""DICE codes: lengths, angles, refusals."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.words import DICE

X = np.linspace(-3, 7, 23)


def test_two_dimensions_have_the_cosine_of_the_distance():
    code = DICE(-3, 7, 2, seed=1).encode(X)
    np.testing.assert_allclose(code @ code.T, np.cos(np.pi * np.abs(X[:, None] - X) / 10), atol=1e-12)


def test_more_dimensions_are_polar_coordinates_turned():
    dice = DICE(-3, 7, 4, seed=2)
    np.testing.assert_allclose(dice.rotation @ dice.rotation.T, np.eye(4), atol=1e-12)
    t = np.pi * (X + 3) / 10
    s, c = np.sin(t), np.cos(t)
    np.testing.assert_allclose(
        dice.encode(X) @ dice.rotation, np.stack([c, s * c, s**2 * c, s**3], 1), atol=1e-12
    )
    np.testing.assert_allclose(np.linalg.norm(dice.encode(X), axis=1), 1)
    np.testing.assert_allclose(dice.decode(dice.encode(X)), X, atol=1e-6)
    assert not np.allclose(DICE(-3, 7, 4, seed=3).rotation, dice.rotation)


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match=r"8 lies outside \[-3, 7\]; widen the range or set clip=True"):
        DICE(-3, 7).encode(np.array([1.0, 8.0]))
    np.testing.assert_allclose(
        DICE(-3, 7, clip=True).encode(np.array([8.0])), DICE(-3, 7).encode(np.array([7.0]))
    )
    for lo, hi in ((1, 1), (2, 1), (0, np.inf)):
        with pytest.raises(ValueError, match="lo must be below hi"):
            DICE(lo, hi)
    with pytest.raises(ValueError, match="dim must be at least 2"):
        DICE(0, 1, 1)
