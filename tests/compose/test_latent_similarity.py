"""Measures of likeness, by hand and under symmetries."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import ortho_group

from reprise.compose import RelativeTransformer, latent_similarity

DEGREES = np.array([0.0, 10.0, 30.0, 90.0, 200.0])


def on_circle(degrees: np.ndarray) -> np.ndarray:
    return np.stack([np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))], 1)


def test_by_hand_on_five_points():
    # The second space swaps the first two points' neighbours: point 0 moves to 12 degrees.
    first, second = on_circle(DEGREES), on_circle(np.array([12.0, 10.0, 30.0, 90.0, 200.0]))
    found = latent_similarity(first, second, k=2)
    # Queries at 0, 10, 30, 90, 200 in the second space: nearest two are {1,0}, {1,0}, {2,0}, {3,2}, {4,3}.
    # Queries at 12, 10, 30, 90, 200: {0,1}, {1,0}, {2,0}, {3,2}, {4,3}: all sets agree.
    assert found["jaccard"] == 1.0
    assert found["mrr"] == pytest.approx((1 / 2 + 1 + 1 + 1 + 1) / 5)
    assert found["cosine"] == pytest.approx((np.cos(np.deg2rad(12)) + 4) / 5)
    assert found["mse"] == pytest.approx(((first[0] - second[0]) ** 2).sum() / 10)
    cut = latent_similarity(first, second, k=1)
    assert cut["mrr"] == pytest.approx(4 / 5)
    assert cut["jaccard"] == pytest.approx(4 / 5)
    assert latent_similarity(first, second, k=1, truncate_rank=False)["mrr"] == pytest.approx(4.5 / 5)


def test_unrelated_spaces_are_not_found_however_close_their_points():
    rng = np.random.default_rng(3)
    first, second = (1 + 1e-4 * rng.normal(size=(300, 20)) for _ in range(2))
    assert latent_similarity(first, second)["mrr"] < 0.05
    tied = np.eye(3)[[0] * 11 + [1]]
    assert latent_similarity(tied, tied, truncate_rank=False)["mrr"] == pytest.approx((11 / 6 + 1) / 12)


def test_without_self_and_within():
    first = on_circle(DEGREES)
    second = on_circle(np.array([0.0, 170.0, 30.0, 90.0, 200.0]))
    # Nearest other point within the first space: 1, 0, 1, 2, 3; within the second: 2, 4, 0, 2, 1.
    found = latent_similarity(first, second, k=1, mode="within", include_self=False)
    assert found["jaccard"] == pytest.approx(1 / 5)


def test_permutation_changes_nothing_and_isometric_spaces_agree():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(80, 6))
    y = 2.5 * x @ ortho_group.rvs(6, random_state=1)
    order = rng.permutation(80)
    one, two = RelativeTransformer(30).fit_pair(x, y)
    r1, r2 = one.transform(x), two.transform(y)
    found = latent_similarity(r1, r2)
    assert found["cosine"] == pytest.approx(1.0, abs=1e-5)
    assert (found["jaccard"], found["mrr"]) == (1.0, 1.0)
    noisy = r2 + 0.05 * rng.normal(size=r2.shape)
    before, after = latent_similarity(r1, noisy), latent_similarity(r1[order], noisy[order])
    assert before == pytest.approx(after)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda x: latent_similarity(x, x[:, :1], k=2), "same samples and width"),
        (lambda x: latent_similarity(x, x, k=6), "between 1 and 5, got 6"),
        (lambda x: latent_similarity(x, x, k=5, include_self=False), "between 1 and 4, got 5"),
        (lambda x: latent_similarity(x, x, k=2, mode="both"), "one of cross, within"),
    ],
)
def test_refuses_what_cannot_be(call, message):
    with pytest.raises(ValueError, match=message):
        call(on_circle(DEGREES))
