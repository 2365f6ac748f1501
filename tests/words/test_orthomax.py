"""Varimax finds simple structure."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import ortho_group

from reprise.words import varimax

SIMPLE = np.kron(np.eye(4), np.linspace(1, 2, 10)[:, None])


def criterion(x: np.ndarray) -> float:
    return float((x**2).var(axis=0).sum())


def test_a_planted_rotation_is_undone():
    mixed = SIMPLE @ ortho_group.rvs(4, random_state=1)
    rotation = varimax(mixed)
    np.testing.assert_allclose(rotation @ rotation.T, np.eye(4), atol=1e-10)
    found = np.abs(mixed @ rotation)
    order = np.argsort(found.argmax(axis=0))
    np.testing.assert_allclose(found[:, order], SIMPLE, atol=1e-4)


def test_no_small_turn_does_better():
    x = np.random.default_rng(0).normal(size=(50, 3)) ** 3
    rotation = varimax(x)
    best = criterion(x @ rotation)
    assert best > criterion(x)
    for i, j in ((0, 1), (0, 2), (1, 2)):
        for angle in (-0.01, 0.01):
            turn = np.eye(3)
            turn[[i, j], [i, j]] = np.cos(angle)
            turn[i, j], turn[j, i] = np.sin(angle), -np.sin(angle)
            assert criterion(x @ rotation @ turn) < best


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="needs as many rows, got 2"):
        varimax(np.ones((2, 3)))
    with pytest.raises(ArithmeticError, match="has not settled after 1"):
        varimax(SIMPLE @ ortho_group.rvs(4, random_state=1), iterations=1)
