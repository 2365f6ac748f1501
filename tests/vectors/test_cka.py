"""Linear CKA: one for the same space turned, both formulas alike."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import ortho_group

from reprise.vectors import linear_cka

RNG = np.random.default_rng(0)


def test_invariances_and_the_kernel_form():
    x, y = RNG.normal(size=(40, 6)), RNG.normal(size=(40, 9))
    assert linear_cka(x, 3 * x @ ortho_group.rvs(6, random_state=0) + 5) == pytest.approx(1.0)
    centred = np.eye(40) - 1 / 40
    k, m = centred @ x @ x.T @ centred, centred @ y @ y.T @ centred
    expected = (k * m).sum() / np.sqrt((k * k).sum() * (m * m).sum())
    assert linear_cka(x, y) == pytest.approx(expected)
    wide = RNG.normal(size=(40, 60))
    k = centred @ wide @ wide.T @ centred
    assert linear_cka(wide, RNG.normal(size=(40, 50))) < 1
    assert linear_cka(wide, y) == pytest.approx((k * m).sum() / np.sqrt((k * k).sum() * (m * m).sum()))


def test_unrelated_spaces_are_far_apart():
    assert linear_cka(RNG.normal(size=(2000, 4)), RNG.normal(size=(2000, 4))) < 0.02


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="got 3 and 4"):
        linear_cka(np.ones((3, 2)), np.ones((4, 2)))
    with pytest.raises(ValueError, match="nothing to align"):
        linear_cka(np.ones((4, 2)), RNG.normal(size=(4, 2)))
