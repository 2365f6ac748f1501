"""What relative representations are invariant to, variant by variant."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from scipy.stats import ortho_group
from sklearn.metrics.pairwise import cosine_similarity

from reprise.compose import (
    RelativeLayer,
    RelativeTransformer,
    average_by_class,
    quantize_similarities,
    relative_projection,
)

D = 6


def points(n: int, seed: int, d: int = D) -> torch.Tensor:
    return torch.randn(n, d, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


X, A = points(20, 0), points(5, 1)
Q = torch.from_numpy(ortho_group.rvs(D, random_state=0))
SHIFT = points(1, 2)


def test_cosine_is_scikit_learn_s_and_ignores_rotation_and_scale():
    r = relative_projection(X, A)
    np.testing.assert_allclose(r, cosine_similarity(X, A), atol=1e-12)
    torch.testing.assert_close(relative_projection(3.7 * X @ Q, 3.7 * A @ Q), r)
    assert not torch.allclose(relative_projection(X + SHIFT, A + SHIFT), r, atol=1e-2)


@pytest.mark.parametrize("similarity", ["cosine", "inner", "euclid"])
def test_centring_removes_a_shift(similarity):
    r = relative_projection(X, A, similarity, center=True)
    torch.testing.assert_close(relative_projection(X + SHIFT, A + SHIFT, similarity, center=True), r)


def test_anchors_among_themselves():
    r = relative_projection(A, A)
    torch.testing.assert_close(r, r.T)
    torch.testing.assert_close(r.diagonal(), torch.ones(5, dtype=torch.float64))


def test_inner_and_euclid_closed_forms():
    torch.testing.assert_close(relative_projection(X, A, "inner"), X @ A.T / math.sqrt(D))
    torch.testing.assert_close(relative_projection(X, A, "euclid")[3, 2], -(X[3] - A[2]).norm())
    torch.testing.assert_close(
        relative_projection(X @ Q, A @ Q, "euclid"), relative_projection(X, A, "euclid")
    )


def test_euclid_is_exact_in_single_precision_with_many_points():
    x = 100 + points(40, 9).float()
    assert torch.equal(relative_projection(x, x, "euclid").diagonal(), torch.zeros(40))


def test_basis_is_invariant_to_any_invertible_map():
    frame = points(D, 3)
    m = points(D, 4)
    r = relative_projection(X, frame, "basis")
    torch.testing.assert_close(r @ frame, X)
    torch.testing.assert_close(relative_projection(X @ m, frame @ m, "basis"), r, rtol=1e-6, atol=1e-8)


def test_quantised_steps():
    r = torch.tensor([-0.26, 0.0, 0.24, 0.26, 0.5])
    torch.testing.assert_close(quantize_similarities(r, 0.5), torch.tensor([-0.5, 0.0, 0.0, 0.5, 0.5]))
    grid = torch.tensor([0.0, 0.5, 1.0], requires_grad=True)
    smooth = quantize_similarities(grid, 0.5, smooth=True)
    torch.testing.assert_close(smooth, grid)
    (slope,) = torch.autograd.grad(smooth.sum(), grid)
    torch.testing.assert_close(slope, torch.zeros(3), atol=1e-5, rtol=0)
    middle = torch.tensor([0.25], requires_grad=True)
    (steep,) = torch.autograd.grad(quantize_similarities(middle, 0.5, smooth=True).sum(), middle)
    torch.testing.assert_close(steep, torch.tensor([2.0]))


def test_class_averages_by_hand():
    r = torch.tensor([[0.2, 0.4, 0.9]])
    torch.testing.assert_close(average_by_class(r, torch.tensor([0, 0, 1])), torch.tensor([[0.3, 0.9]]))
    with pytest.raises(ValueError, match="class 1 has no anchor"):
        average_by_class(r, torch.tensor([0, 0, 2]))


def test_layer_is_projection_then_norm():
    layer = RelativeLayer(5, eps=1e-12).double()
    expected = torch.nn.functional.layer_norm(relative_projection(X, A), (5,))
    torch.testing.assert_close(layer(X, A), expected)
    torch.testing.assert_close(
        RelativeLayer(5, norm="l2")(X, A).norm(dim=1), torch.ones(20, dtype=torch.float64)
    )
    torch.testing.assert_close(RelativeLayer(5, norm="none")(X, A), relative_projection(X, A))


def test_subspaces_are_projected_apart():
    layer = RelativeLayer(5, norm="none", subspaces=2)
    expected = torch.cat(
        [relative_projection(X[:, :3], A[:, :3]), relative_projection(X[:, 3:], A[:, 3:])], 1
    )
    torch.testing.assert_close(layer(X, A), expected)
    assert layer.out_features == 10


def test_transformer_pairs_have_parallel_anchors():
    x = X.numpy()
    first, second = RelativeTransformer(4, seed=3).fit_pair(x, 2.0 * x @ Q.numpy())
    np.testing.assert_array_equal(first.anchor_indices_, second.anchor_indices_)
    np.testing.assert_allclose(first.transform(x), second.transform(2.0 * x @ Q.numpy()), atol=1e-9)
    assert first.transform(x.astype(np.float32)).dtype == np.float32


BAD = X.clone()
BAD[7, 2] = float("nan")
ZERO = X.clone()
ZERO[4] = 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: relative_projection(X, points(5, 1, 4)), "samples have 6 dimensions, anchors 4"),
        (lambda: relative_projection(X, A[:1]), "at least two anchors"),
        (lambda: relative_projection(BAD, A), "sample 7 is not finite"),
        (lambda: relative_projection(ZERO, A), "sample 4 has length zero"),
        (lambda: relative_projection(X, ZERO), "anchor 4 has length zero"),
        (lambda: relative_projection(X, torch.cat([A, A[:1]]), "basis"), "equal anchors"),
        (lambda: relative_projection(X, A, "dot"), "one of cosine, inner, basis, euclid"),
        (lambda: RelativeLayer(4)(X, A), "made for 4 anchors, got 5"),
        (lambda: RelativeLayer(5, subspaces=4)(X, A), "6 dimensions cannot be cut into 4"),
        (lambda: RelativeLayer(5, norm="batch"), "one of layer, l2, none"),
        (lambda: RelativeLayer(5, subspaces=0), "at least 1, got 0"),
        (lambda: quantize_similarities(X, 0.0), "bin_size must be positive"),
        (lambda: RelativeTransformer().transform(X.numpy()), "no anchors yet"),
        (
            lambda: RelativeTransformer(4).fit_pair(X.numpy(), A.numpy()),
            "parallel samples are needed, got 20 and 5",
        ),
    ],
)
def test_refuses_what_cannot_be(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_equal_anchors_draw_a_warning():
    with pytest.warns(UserWarning, match="some anchors are equal"):
        RelativeTransformer().fit_anchors(np.ones((3, 2)))
    with pytest.raises(ValueError, match="at least two anchors"):
        RelativeTransformer().fit_anchors(np.ones((1, 2)))


def test_zero_vectors_are_allowed_on_request():
    assert torch.equal(relative_projection(ZERO, A, eps=1e-8)[4], torch.zeros(5, dtype=torch.float64))
