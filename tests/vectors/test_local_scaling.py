"""Local scaling by hand, and what it does to hubs."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.vectors import csls, mutual_nearest, normalize

RNG = np.random.default_rng(0)


def test_by_hand():
    x, y = RNG.normal(size=(6, 4)), RNG.normal(size=(7, 4))
    cosines = normalize(x) @ normalize(y).T
    expected = np.empty((6, 7))
    for i in range(6):
        for j in range(7):
            own = np.sort(cosines[i])[-3:].mean()
            other = np.sort(cosines[:, j])[-3:].mean()
            expected[i, j] = 2 * cosines[i, j] - own - other
    np.testing.assert_allclose(csls(x, y, 3), expected)


def test_a_planted_hub_is_chosen_less_often():
    x = normalize(RNG.normal(size=(200, 10)) + 1)
    y = normalize(x + 0.8 * RNG.normal(size=x.shape))
    y = np.concatenate([y, normalize(x.mean(0, keepdims=True))])
    cosine, scaled = (x @ y.T).argmax(1), csls(x, y).argmax(1)
    assert (cosine == 200).sum() > 20
    assert (scaled == 200).sum() < 0.6 * (cosine == 200).sum()
    assert (scaled == np.arange(200)).mean() > (cosine == np.arange(200)).mean()


def test_mutual_nearest():
    scores = np.array([[5.0, 1, 0], [6, 2, 0], [0, 3, 1]])
    assert mutual_nearest(scores).tolist() == [[1, 0], [2, 1]]


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="k must lie between 1 and 2"):
        csls(np.ones((2, 3)), np.ones((5, 3)), 3)
