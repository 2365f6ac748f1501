"""The distance ratio by hand and on planted groups."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.words import dist_ratio

RNG = np.random.default_rng(0)


def test_by_hand():
    # Column 0: top words 0 and 1; its lower half is {2, 3, 4, 5}, of which 2 and 3 lead another column.
    matrix = np.array([[3.0, 0, 0], [2.0, 0, 0], [0, 5.0, 0], [0, 4.0, 1], [0, 0, 0.5], [0, 0, 0]])
    matrix = np.concatenate([matrix, np.zeros((14, 3))])
    place = np.zeros((20, 2))
    place[:6] = [[0, 0], [0, 2], [4, 0], [0, 9], [7, 7], [8, 8]]
    tenth = np.quantile(matrix, 0.9, axis=0)
    ratios = []
    for column in range(3):
        best = np.argsort(-matrix[:, column], kind="stable")[:2]
        others = [
            i
            for i in range(20)
            if matrix[i, column] <= 0 and any(matrix[i, c] > tenth[c] for c in range(3) if c != column)
        ]
        far = np.mean([np.linalg.norm(place[b] - place[o]) for b in best for o in others])
        ratios.append(far / np.linalg.norm(place[best[0]] - place[best[1]]))
    assert dist_ratio(matrix, 2, place) == pytest.approx(np.mean(ratios))


def test_groups_are_readable_and_their_rotation_is_not():
    groups = np.repeat(np.eye(6), 10, axis=0) + 0.05 * RNG.normal(size=(60, 6))
    turned = groups @ np.linalg.qr(RNG.normal(size=(6, 6)))[0]
    assert dist_ratio(groups) > 5
    mixed = RNG.normal(size=(60, 40)) @ RNG.normal(size=(40, 6))
    assert dist_ratio(turned, space=groups) < 0.8 * dist_ratio(groups)
    assert dist_ratio(mixed, space=groups) < 0.3 * dist_ratio(groups)
    noise = RNG.normal(size=(400, 6))
    assert dist_ratio(noise, space=RNG.normal(size=(400, 6))) == pytest.approx(1, abs=0.2)


def test_a_silent_coordinate_does_not_count():
    groups = np.repeat(np.eye(6), 10, axis=0) + 0.05 * RNG.random((60, 6))
    silent = np.concatenate([groups, np.zeros((60, 3))], axis=1)
    assert dist_ratio(silent, space=groups) == pytest.approx(dist_ratio(groups))
    with pytest.raises(ValueError, match="none of the 3 coordinates"):
        dist_ratio(np.zeros((60, 3)))
    with pytest.raises(ValueError, match="top must lie between 2 and half of the 60 words, got 31"):
        dist_ratio(groups, 31)
