"""Reports on prefixes, and the post-hoc ways to shorten vectors."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier

from reprise.elastic import PCATruncation, RandomTruncation, prefix_report


def clusters(seed: int, n: int = 90, dim: int = 6) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    y = np.arange(n) % 3
    centres = np.random.default_rng(99).normal(size=(3, dim))
    return centres[y] + 0.4 * rng.normal(size=(n, dim)), y


def unit(x: np.ndarray) -> np.ndarray:
    return x / np.linalg.norm(x, axis=1, keepdims=True)


def test_report_agrees_with_scikit_learn():
    (x, y), (x2, y2) = clusters(0), clusters(1)
    report = prefix_report(x, y, x2, y2, dims=(2, 3, 6)).set_index(["dim", "method"])["accuracy"]
    for dim in (2, 3, 6):
        train, test = unit(x[:, :dim]), unit(x2[:, :dim])
        assert report[dim, "knn1"] == KNeighborsClassifier(1).fit(train, y).score(test, y2)
        means = np.stack([train[y == c].mean(0) for c in range(3)])
        assert (
            report[dim, "ncm"]
            == (KNeighborsClassifier(1).fit(unit(means), [0, 1, 2]).predict(test) == y2).mean()
        )
    assert report[6, "linear"] > 0.9


def test_knn_is_the_majority_of_ten():
    (x, y), (x2, y2) = clusters(0), clusters(1)
    report = prefix_report(x, y, x2, y2, dims=(6,), methods=("knn",))
    order = np.argsort(-(unit(x2) @ unit(x).T), axis=1)[:, :10]
    votes = np.stack([np.bincount(row, minlength=3) for row in y[order]])
    clear = np.sort(votes, axis=1)[:, -1] > np.sort(votes, axis=1)[:, -2]
    assert clear.mean() > 0.9
    right = (votes.argmax(1) == y2)[clear].sum()
    assert right <= round(report.loc[0, "accuracy"] * 90) <= right + (~clear).sum()


def test_rotation_alone_keeps_cosines():
    x, _ = clusters(2)
    rotated = PCATruncation(center=False).fit_transform(x)
    np.testing.assert_allclose(unit(rotated) @ unit(rotated).T, unit(x) @ unit(x).T, atol=1e-10)


def test_pca_prefix_is_pca_of_that_size():
    from sklearn.decomposition import PCA

    x, _ = clusters(2)
    short = PCA(2, svd_solver="full").fit_transform(x)
    np.testing.assert_allclose(PCATruncation().fit_transform(x)[:, :2], short, atol=1e-10)
    rotated = PCATruncation().fit_transform(x)
    distances = lambda a: np.linalg.norm(a[:, None] - a[None], axis=-1)  # noqa: E731
    np.testing.assert_allclose(distances(rotated), distances(x), atol=1e-9)


def test_random_coordinates_are_the_vectors_own():
    x, _ = clusters(3)
    cut = RandomTruncation(4, seed=5).fit(x)
    assert len(set(cut.coordinates_.tolist())) == 4
    np.testing.assert_array_equal(cut.transform(x), x[:, cut.coordinates_])
    assert not np.array_equal(cut.coordinates_, RandomTruncation(4, seed=6).fit(x).coordinates_)


def test_refuses_what_cannot_be():
    x, y = clusters(0)
    with pytest.raises(ValueError, match=r"width 6; got \[7\]"):
        prefix_report(x, y, x, y, dims=(7,))
    with pytest.raises(ValueError, match=r"unknown methods \['svm'\]"):
        prefix_report(x, y, x, y, dims=(2,), methods=("svm",))
    with pytest.raises(ValueError, match="width 6, got 9"):
        RandomTruncation(9).fit(x)
