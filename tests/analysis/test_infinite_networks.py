"""The three limits, regression at finite depth, invariances, ties and refusals."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
import torch
from scipy.stats import ortho_group
from sklearn.base import clone
from sklearn.neighbors import KNeighborsClassifier

from reprise.analysis import (
    DIRICHLET_PROBLEMS,
    Cosines,
    DepthKernel,
    DualActivation,
    ErfDual,
    InfiniteDepthClassifier,
    ReLUDual,
    SineDual,
    hermite_dual,
    koenigs,
    optimal_activation,
)

X, Y = DIRICHLET_PROBLEMS[2].sample(120, 0)
QUERIES, _ = DIRICHLET_PROBLEMS[2].sample(80, 1)
LIMITS = [optimal_activation(2), ErfDual(), hermite_dual(2), hermite_dual(3), ReLUDual()]


def sphere(n, seed, d=4):
    x = np.random.default_rng(seed).normal(size=(n, d))
    return x / np.linalg.norm(x, axis=1, keepdims=True)


def test_the_singular_limit_is_the_sum_of_koenigs_weights():
    x, y = sphere(60, 0), np.random.default_rng(1).integers(0, 2, 60)
    for dual in (optimal_activation(3), optimal_activation(2), SineDual(4.0)):
        weights = koenigs(dual)(np.clip(sphere(40, 2) @ x.T, -1, 1))
        want = (weights * (2 * y - 1)).sum(1) / np.abs(weights).sum(1)
        found = InfiniteDepthClassifier(dual).fit(x, y).decision_function(sphere(40, 2))
        np.testing.assert_allclose(found, want, atol=1e-5)


@pytest.mark.parametrize("p", [2, 3])
def test_without_linear_part_it_is_the_nearest_neighbour(p):
    peer = KNeighborsClassifier(1).fit(X, Y)
    network = InfiniteDepthClassifier(hermite_dual(p)).fit(X, Y)
    assert network.predict(QUERIES).tolist() == peer.predict(QUERIES).tolist()
    # the same points through a pinhole: plain powers of their cosines are all 1 or 0
    close = X[:1] + 1e-7 * (X - X[:1])
    queries = X[:1] + 1e-7 * (QUERIES - X[:1])
    network = InfiniteDepthClassifier(hermite_dual(p), normalize=True).fit(close, Y)
    unit = close / np.linalg.norm(close, axis=1, keepdims=True)
    asked = queries / np.linalg.norm(queries, axis=1, keepdims=True)
    nearest = ((asked[:, None] - unit) ** 2).sum(-1).argmin(1)  # from differences, which do not cancel
    assert network.predict(queries).tolist() == Y[nearest].tolist()


def test_even_and_odd_terms_see_antipodes_differently():
    x, y = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([0, 1])
    query = np.array([[-math.cos(0.1), math.sin(0.1)]])  # next to the antipode of class 0
    assert InfiniteDepthClassifier(hermite_dual(2)).fit(x, y).predict(query).tolist() == [0]
    assert InfiniteDepthClassifier(hermite_dual(3)).fit(x, y).predict(query).tolist() == [1]
    mixed = DualActivation([0, 0, 0.5, 0.5])  # φ̌(−0.995) is nearly 0: the antipode is far
    query = np.array([[-math.cos(0.1), 0.96 * math.sin(0.1), 0.28 * math.sin(0.1)]])
    x = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    deep = InfiniteDepthClassifier(mixed, depth=9).fit(x, y)
    limit = InfiniteDepthClassifier(mixed).fit(x, y)
    assert limit.predict(query).tolist() == deep.predict(query).tolist() == [1]


@pytest.mark.parametrize(
    "dual", [hermite_dual(2), hermite_dual(3), DualActivation([0, 0, 0.3, 0.7])], ids=str
)
def test_deep_regression_without_linear_part_agrees_with_its_limit(dual):
    # antipodes vote against their class in an odd network, and would leave three classes to the runners-up
    x, y = sphere(80, 0), np.random.default_rng(1).integers(0, 2 if dual.parity == -1 else 3, 80)
    deep = InfiniteDepthClassifier(dual, depth=5).fit(x, y)
    limit = InfiniteDepthClassifier(dual).fit(x, y)
    agreement = (deep.predict(sphere(300, 2)) == limit.predict(sphere(300, 2))).mean()
    assert agreement > 0.9


@pytest.mark.parametrize("dual", [ErfDual(), SineDual(1.0)], ids=str)
def test_deeper_regression_agrees_more_with_the_limit(dual):
    limit = InfiniteDepthClassifier(dual).fit(X, Y).predict(QUERIES)
    shares = [
        (InfiniteDepthClassifier(dual, depth=depth).fit(X, Y).predict(QUERIES) == limit).mean()
        for depth in (3, 300)
    ]
    assert shares[1] >= max(shares[0], 0.95)


def test_finite_depth_is_ridgeless_regression():
    x, y = sphere(80, 0), np.random.default_rng(1).integers(0, 2, 80)
    dual, queries = optimal_activation(3), sphere(40, 2)  # pairs enough for the table
    kernel = DepthKernel(dual, 3)

    def matrix(a, b):
        z = np.clip(a @ b.T, -1, 1)
        log, sign = kernel.exact(z, 1 - z)
        return sign * np.exp(log)

    network = InfiniteDepthClassifier(dual, depth=3).fit(x, y)
    assert network.rank_ == 80
    want = np.linalg.solve(matrix(x, x), 2.0 * y - 1) @ matrix(x, queries)
    scale = np.exp(kernel.at_one) / np.abs(matrix(x, queries)).max(
        axis=0
    )  # rows are divided by their largest
    np.testing.assert_allclose(network.decision_function(queries), want * scale, rtol=1e-6, atol=1e-8)
    assert network.predict(x).tolist() == y.tolist()


@pytest.mark.parametrize("depth", ["inf", 3])
def test_one_hot_targets_are_the_sign_for_two_classes(depth):
    x, y, queries = sphere(60, 0), np.random.default_rng(1).integers(0, 2, 60), sphere(50, 2)
    dual = optimal_activation(3)
    network = InfiniteDepthClassifier(dual, depth=depth).fit(x, y)
    kernel = koenigs(dual) if depth == "inf" else DepthKernel(dual, depth)

    def matrix(a, b):
        z = np.clip(a @ b.T, -1, 1)
        log, sign = kernel.exact(z, 1 - z)
        return sign * np.exp(log)

    between = matrix(queries, x)
    dual_targets = np.eye(60) if depth == "inf" else np.linalg.inv(matrix(x, x))
    one_hot = between @ dual_targets @ np.eye(2)[y]
    signs = between @ dual_targets @ (2.0 * y - 1)
    assert one_hot.argmax(1).tolist() == (signs > 0).astype(int).tolist() == network.predict(queries).tolist()
    scores = network.scores(Cosines.between(queries, x))
    assert scores.shape == (50, 2)
    np.testing.assert_allclose(scores[:, 1] - scores[:, 0], network.decision_function(queries), rtol=1e-12)
    np.testing.assert_allclose(
        scores / scores.sum(1, keepdims=True), one_hot / one_hot.sum(1, keepdims=True), rtol=1e-3
    )


def ridgeless(weights, depth):
    """NNGP regression on the mixture with 200 digits: signs at queries; and of the interpolant with −D and a constant."""
    x, y = DIRICHLET_PROBLEMS[2].sample(15, 5, exact=True)
    queries, _ = DIRICHLET_PROBLEMS[2].sample(12, 6)
    with mpmath.workdps(200):

        def gaps(a, b):
            """1 − Σ_depth."""
            a, b = (mpmath.matrix(points.tolist()) for points in (a, b))
            out = mpmath.matrix(a.rows, b.rows)
            for i in range(a.rows):
                for j in range(b.rows):
                    norms = mpmath.norm(a[i, :]) * mpmath.norm(b[j, :])
                    z = mpmath.fsum(a[i, k] * b[j, k] for k in range(3)) / norms
                    for _ in range(depth):
                        z = mpmath.polyval(weights[::-1], z)
                    out[i, j] = 1 - z
            return out

        weights = [mpmath.mpf(weight) / 100 for weight in weights]
        inside, across = gaps(x, x), gaps(queries, x)
        targets = mpmath.matrix([2 * int(label) - 1 for label in y])
        solved = mpmath.lu_solve(mpmath.ones(15) - inside, targets)
        regression = (mpmath.ones(12, 15) - across) * solved
        bordered = mpmath.ones(16)
        bordered[15, 15] = 0
        bordered[:15, :15] = -inside / inside[0, 1]
        solved = mpmath.lu_solve(bordered, mpmath.matrix([*targets, 0]))
        other = -across / inside[0, 1] * solved[:15] + solved[15] * mpmath.ones(12, 1)
        return y, [int(mpmath.sign(v)) for v in regression], [int(mpmath.sign(v)) for v in other]


def test_a_mean_makes_a_majority_vote_where_close_points_part():
    y, regression, _ = ridgeless([20, 0, 80], 60)
    larger = 2 * np.bincount(y).argmax() - 1
    assert set(regression) == {larger}
    network = InfiniteDepthClassifier(DualActivation([0.2, 0, 0.8])).fit(X, Y)
    assert set(network.predict(QUERIES)) == {np.bincount(Y).argmax()}


def test_a_mean_makes_no_majority_vote_where_all_points_meet():
    y, regression, interpolant = ridgeless([90, 8, 0, 2], 40)
    larger = 2 * np.bincount(y).argmax() - 1
    assert 0 < regression.count(larger) < 12
    assert regression == interpolant
    dual = DualActivation([0.9, 0.08, 0, 0.02])
    for kernel in ("ntk", "nngp"):
        with pytest.warns(UserWarning, match=r"φ̌'\(1\) = 0\.14 < 1: .* only with a ridge"):
            InfiniteDepthClassifier(dual, kernel).fit(X, Y)
    with pytest.warns(UserWarning, match="only with a ridge"):
        InfiniteDepthClassifier(DualActivation.from_callable(torch.sigmoid)).fit(X, Y)


@pytest.mark.parametrize("depth", [1, 4])
def test_the_tangent_kernel_of_sign_is_the_limit_of_steep_erfs(depth):
    x, y, queries = sphere(40, 0), np.random.default_rng(1).integers(0, 2, 40), sphere(60, 2)
    sign = InfiniteDepthClassifier(ErfDual(math.inf), depth=depth).fit(x, y)
    steep = InfiniteDepthClassifier(ErfDual(1e7), depth=depth).fit(x, y)
    found, want = sign.decision_function(queries), steep.decision_function(queries)
    z = queries @ x.T
    sizes = np.exp(DepthKernel(ErfDual(math.inf), depth).exact(z, 1 - z)[0])
    found = found * sizes.sum(1) / sizes.max(1)  # a vote is divided by the sum, a regression by the largest
    np.testing.assert_allclose(found, want, atol=1e-3)
    assert np.abs(want).max() > 0.5
    assert sign.predict(x).tolist() == y.tolist()
    assert sign.rank_ == 40


def test_relu_with_separated_points_votes_by_majority():
    x = np.concatenate([np.eye(12), -np.eye(12)[:3]])
    y = np.array([1] * 9 + [0] * 6)
    deep = InfiniteDepthClassifier(ReLUDual(), depth=500).fit(x, y)
    queries = sphere(40, 3, d=12)
    queries = queries[np.abs(queries).max(axis=1) < 0.8]
    assert set(deep.predict(queries)) == {1}
    limit = InfiniteDepthClassifier(ReLUDual()).fit(x, y)
    np.testing.assert_allclose(limit.decision_function(queries), 3 / 15)
    assert limit.predict(x).tolist() == y.tolist()  # without ridge the training points keep their labels


@pytest.mark.parametrize("depth", ["inf", 20])
@pytest.mark.parametrize("dual", LIMITS, ids=str)
def test_permutation_label_flip_and_rotation(dual, depth):
    base = InfiniteDepthClassifier(dual, depth=depth).fit(X, Y).predict(QUERIES)
    order = np.random.default_rng(0).permutation(len(X))
    turn = ortho_group.rvs(3, random_state=0)
    assert (
        InfiniteDepthClassifier(dual, depth=depth).fit(X[order], Y[order]).predict(QUERIES).tolist()
        == base.tolist()
    )
    assert (
        InfiniteDepthClassifier(dual, depth=depth).fit(X, 1 - Y).predict(QUERIES).tolist()
        == (1 - base).tolist()
    )
    turned = InfiniteDepthClassifier(dual, depth=depth, normalize=True).fit(X @ turn, Y)
    assert turned.predict(QUERIES @ turn).tolist() == base.tolist()


@pytest.mark.parametrize("dual", LIMITS, ids=str)
def test_a_far_third_class_changes_nothing(dual):
    two = InfiniteDepthClassifier(dual).fit(X, Y)
    three = InfiniteDepthClassifier(dual).fit(np.concatenate([X, [[-1.0, 0.0, 0.0]]]), np.append(Y, 2))
    assert three.decision_function(QUERIES).shape == (80, 3)
    assert (three.predict(QUERIES) == two.predict(QUERIES)).mean() >= 0.95


def test_ties_are_zero_and_labelled_as_asked():
    x, y = np.eye(2), np.array([-1, 1])
    middle = np.full((1, 2), math.sqrt(0.5))
    for dual in LIMITS:
        for depth in ("inf", 5):
            network = InfiniteDepthClassifier(dual, depth=depth, tie=0).fit(x, y)
            assert network.decision_function(middle).tolist() == [0]
            assert network.predict(middle).tolist() == [0]
            assert clone(network).set_params(tie=None).fit(x, y).predict(middle).tolist() == [-1]


def test_cosines_and_tables_can_be_shared():
    kernel = koenigs(optimal_activation(2))
    network = InfiniteDepthClassifier(kernel.dual, zonal=kernel).fit(X, Y)
    assert network.label(Cosines.between(QUERIES, network.x_)).tolist() == network.predict(QUERIES).tolist()
    for wrong in (InfiniteDepthClassifier(ErfDual(), zonal=kernel), clone(network).set_params(depth=3)):
        with pytest.raises(ValueError, match="pass the kernel of the same network"):
            wrong.fit(X, Y)
    twin = DualActivation(
        [0, 0.5, 0.25, 0, 0.25]
    )  # the slopes of optimal_activation(2), between them another function
    with pytest.raises(ValueError, match="pass the kernel of the same network"):
        InfiniteDepthClassifier(twin, zonal=kernel).fit(X, Y)
    InfiniteDepthClassifier(optimal_activation(2), zonal=kernel).fit(X, Y)
    with pytest.raises(ValueError, match="cosines with 80 points, but the network was fitted on 120"):
        network.scores(Cosines.between(QUERIES, QUERIES))


def test_a_users_own_activation():
    network = InfiniteDepthClassifier(DualActivation.from_callable(torch.tanh)).fit(X, Y)
    assert network.limit_ == "singular"
    assert (network.predict(QUERIES[:20]) == DIRICHLET_PROBLEMS[2].bayes(QUERIES[:20])).mean() > 0.8


def test_wrong_input():
    for use in ("predict", "decision_function"):
        with pytest.raises(ValueError, match="InfiniteDepthClassifier is not fitted yet; call fit"):
            getattr(InfiniteDepthClassifier(ErfDual()), use)(QUERIES)
    with pytest.raises(ValueError, match="not fitted yet"):
        InfiniteDepthClassifier(ErfDual()).label(Cosines.between(QUERIES, X))
    with pytest.raises(ValueError, match="normalize=True"):
        InfiniteDepthClassifier(ErfDual()).fit(2 * X, Y)
    with pytest.raises(ValueError, match="normalize=True"):
        InfiniteDepthClassifier(ErfDual()).fit(X, Y).predict(2 * QUERIES)
    with pytest.raises(ValueError, match="points have 4 coordinates, the training points 3"):
        InfiniteDepthClassifier(ErfDual()).fit(X, Y).predict(sphere(3, 0))
    with pytest.raises(ValueError, match="depth must be at least 1 hidden layer, got -2"):
        InfiniteDepthClassifier(ErfDual(), depth=-2).fit(X, Y)
    with pytest.raises(ValueError, match="same point with different labels"):
        InfiniteDepthClassifier(ErfDual()).fit(np.concatenate([X, X[:1]]), np.append(Y, 1 - Y[0]))
    with pytest.warns(UserWarning, match="1 repeated training points were merged"):
        InfiniteDepthClassifier(ErfDual()).fit(np.concatenate([X, X[:1]]), np.append(Y, Y[0]))
    for name, value in (("kernel", "rbf"), ("depth", "deep")):
        with pytest.raises(ValueError, match=rf"{name} must be"):
            InfiniteDepthClassifier(ErfDual()).set_params(**{name: value}).fit(X, Y)


def test_points_too_close_for_few_layers_lower_the_rank():
    close = np.array([[1.0, 0.0], [math.cos(1e-9), math.sin(1e-9)], [0.0, 1.0]])
    y = np.array([0, 1, 1])
    assert InfiniteDepthClassifier(ErfDual(), depth=1).fit(close, y).rank_ == 2
    deep = InfiniteDepthClassifier(ErfDual(), depth=200).fit(close, y)
    assert deep.rank_ == 3
    assert deep.predict(close).tolist() == [0, 1, 1]
