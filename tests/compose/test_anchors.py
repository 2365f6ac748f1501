"""How anchors are chosen."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.compose import AnchorSet, select_anchors

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 4))
Y = np.arange(60) % 3


@pytest.mark.parametrize("method", ["uniform", "farthest", "kmeans", "stratified", "frequent"])
def test_distinct_and_repeatable(method):
    chosen = select_anchors(X, 10, method, y=Y, seed=4)
    assert len(set(chosen.tolist())) == 10
    np.testing.assert_array_equal(chosen, select_anchors(X, 10, method, y=Y, seed=4))


def test_random_methods_follow_the_seed():
    for method in ("uniform", "farthest", "kmeans", "stratified"):
        draws = {tuple(select_anchors(X, 10, method, y=Y, seed=s).tolist()) for s in range(4)}
        assert len(draws) > 1, method


def test_farthest_covers_opposite_directions_first():
    axes = np.concatenate([np.eye(3), -np.eye(3)])
    crowd = np.eye(3)[np.zeros(20, dtype=int)] + 0.01 * RNG.normal(size=(20, 3))
    chosen = select_anchors(np.concatenate([axes, crowd]), 6, "farthest", seed=1)
    directions = {tuple(np.round(np.concatenate([axes, crowd])[i]).tolist()) for i in chosen}
    assert len(directions) == 6


def test_kmeans_finds_every_cluster_and_survives_duplicates():
    centres = 5 * np.eye(4)
    x = np.repeat(centres, 10, axis=0) + 0.05 * RNG.normal(size=(40, 4))
    assert sorted(select_anchors(x, 4, "kmeans") // 10) == [0, 1, 2, 3]
    assert len(set(select_anchors(X[:12], 12, "kmeans").tolist())) == 12


def test_stratified_sizes_are_as_equal_as_they_can_be():
    assert np.bincount(Y[select_anchors(X, 11, "stratified", y=Y)]).tolist() == [4, 4, 3]


def test_top_looks_at_the_head_only():
    assert select_anchors(X, 10, top=20, seed=1).max() < 20
    with pytest.raises(ValueError, match="anchors 10 and of samples 60, got 5"):
        select_anchors(X, 10, top=5)


def test_frequent_is_the_head():
    assert select_anchors(X, 5, "frequent").tolist() == [0, 1, 2, 3, 4]


def test_anchor_sets_keep_ids_and_inputs():
    anchors = AnchorSet.take(X, [5, 2, 9])
    assert anchors.ids == (5, 2, 9)
    np.testing.assert_array_equal(anchors.inputs, X[[5, 2, 9]])
    with pytest.warns(UserWarning, match="occurs twice"):
        AnchorSet.take(X, [5, 5])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: select_anchors(X, 61), "number of samples 60, got 61"),
        (lambda: select_anchors(X, 1), "between 2 and"),
        (lambda: select_anchors(X, 5, "best"), "method must be one of"),
        (lambda: select_anchors(X, 5, "stratified"), "one label a sample, got None"),
        (
            lambda: select_anchors(X, 9, "stratified", y=np.r_[np.zeros(58, int), 1, 1]),
            "class 1 has 2 samples, 4 anchors",
        ),
        (lambda: AnchorSet((1,), X[:1]), "at least two"),
        (lambda: AnchorSet((1, 2), X[:3]), "2 anchor ids for 3 inputs"),
    ],
)
def test_refuses_what_cannot_be(call, message):
    with pytest.raises(ValueError, match=message):
        call()
