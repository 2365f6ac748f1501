"""Principal components against scikit-learn and by construction."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.decomposition import PCA as PeerPCA

from reprise.vectors.pca import PCA, all_but_the_top


def rows(n: int = 200, dim: int = 8, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, dim)) @ rng.normal(size=(dim, dim)) + rng.normal(size=dim)


@pytest.mark.parametrize("dim", [1, 3, 8])
def test_agrees_with_scikit_learn(dim):
    x = rows()
    ours, theirs = PCA(dim).fit(x), PeerPCA(dim, svd_solver="full").fit(x)
    signs = np.sign((ours.components_ * theirs.components_).sum(1))
    np.testing.assert_allclose(ours.components_, theirs.components_ * signs[:, None], atol=1e-9)
    np.testing.assert_allclose(ours.variance_, theirs.explained_variance_ * (len(x) - 1) / len(x), rtol=1e-9)
    np.testing.assert_allclose(ours.transform(x), theirs.transform(x) * signs, atol=1e-8)


def test_full_size_is_a_rotation_and_round_trips():
    x = rows()
    pca = PCA(8).fit(x)
    np.testing.assert_allclose(pca.inverse_transform(pca.transform(x)), x, atol=1e-9)
    raw = PCA(8, center=False).fit(x)
    np.testing.assert_array_equal(raw.mean_, np.zeros(8))
    np.testing.assert_allclose(raw.transform(x) @ raw.transform(x).T, x @ x.T, atol=1e-8)


def test_weights_count_rows():
    x = rows(30)
    counts = np.random.default_rng(1).integers(0, 4, 30).astype(float)
    repeated = np.repeat(x, counts.astype(int), axis=0)
    np.testing.assert_allclose(
        PCA(3).fit(x, 7 * counts).components_, PCA(3).fit(repeated).components_, atol=1e-9
    )
    np.testing.assert_allclose(
        all_but_the_top(x, 2, counts)[counts > 0][0], all_but_the_top(repeated, 2)[0], atol=1e-9
    )


def test_signs_are_fixed_and_precision_kept():
    x = rows().astype(np.float32)
    components = PCA(4).fit(x).components_
    assert (np.take_along_axis(components, np.abs(components).argmax(1, keepdims=True), 1) > 0).all()
    assert PCA(4).fit(x).transform(x).dtype == np.float32


def test_all_but_the_top_leaves_nothing_of_the_first_components():
    x = rows()
    out = all_but_the_top(x, 3)
    np.testing.assert_allclose(out.mean(0), 0, atol=1e-12)
    top = PCA(3).fit(x).components_
    np.testing.assert_allclose(out @ top.T, 0, atol=1e-9)
    rest = PCA(8).fit(x)
    np.testing.assert_allclose(np.sort(PCA(8).fit(out).variance_)[::-1][:5], rest.variance_[3:], rtol=1e-9)
    np.testing.assert_allclose(all_but_the_top(x, 0), x - x.mean(0), atol=1e-12)


def test_the_papers_default_is_a_hundredth_of_the_dimension():
    x = rows(300, 120)
    np.testing.assert_array_equal(all_but_the_top(x), all_but_the_top(x, 1))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: PCA(0), "dim must be at least 1, got 0"),
        (lambda: PCA(9).fit(rows()), "dim is 9, the rows have only 8"),
        (lambda: PCA(2).fit(rows()[:0]), "no row to fit"),
        (lambda: PCA(2).transform(rows()), "not fitted"),
        (lambda: PCA(2).inverse_transform(rows(dim=2)), "not fitted"),
        (lambda: PCA(2).fit(rows()).transform(rows(dim=5)), "fitted to 8 coordinates, given 5"),
        (lambda: PCA(2).fit(rows(), np.zeros(200)), "must not all be 0"),
        (lambda: all_but_the_top(rows(), 8), "between 0 and dim - 1 = 7, got 8"),
        (lambda: all_but_the_top(rows(), 1, -np.ones(200)), "weights must not be negative"),
    ],
)
def test_refuses_what_cannot_be(call, message):
    with pytest.raises(ValueError, match=message):
        call()
