"""The Bayes rule against SciPy's densities, and samples that are what they should be."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import dirichlet

from reprise.analysis import DIRICHLET_PROBLEMS, DirichletProblem, dirichlet_bayes


@pytest.mark.parametrize("d", DIRICHLET_PROBLEMS)
def test_posterior_is_that_of_scipy_s_densities(d):
    problem = DIRICHLET_PROBLEMS[d]
    assert problem.dimension == d
    x, _ = problem.sample(50, 0)
    simplex = x / x.sum(1, keepdims=True)
    simplex[:, -1] = 1 - simplex[:, :-1].sum(1)
    joint = np.stack(
        [
            prior * dirichlet(alpha).pdf(simplex.T)
            for alpha, prior in zip(problem.alphas, problem.priors, strict=True)
        ],
        axis=1,
    )
    np.testing.assert_allclose(
        problem.posterior(x), joint / joint.sum(1, keepdims=True), rtol=1e-6, atol=1e-9
    )


def test_bayes_accuracy_is_the_mean_of_the_larger_posterior_and_cannot_be_beaten():
    problem = DIRICHLET_PROBLEMS[1]
    x, y = problem.sample(20_000, 0)
    right = problem.bayes(x) == y
    assert right.mean() == pytest.approx(problem.posterior(x).max(1).mean(), abs=0.01)
    for prior in (0.2, 0.6):
        shifted = DirichletProblem(problem.alphas, (1 - prior, prior))
        assert (shifted.bayes(x) == y).mean() < right.mean()


def test_samples_lie_on_the_sphere_follow_the_priors_and_repeat():
    problem = DIRICHLET_PROBLEMS[4]
    x, y = problem.sample(5000, 3)
    np.testing.assert_allclose(np.linalg.norm(x, axis=1), 1, rtol=1e-12)
    assert y.mean() == pytest.approx(0.4, abs=0.03)
    assert np.bincount(problem.sample(100, 0, exact=True)[1]).tolist() == [60, 40]
    assert problem.sample(10, (3, 1))[0].tolist() == problem.sample(10, (3, 1))[0].tolist()
    simplex = x[y == 1] / x[y == 1].sum(1, keepdims=True)
    alpha = np.array(problem.alphas[1])
    np.testing.assert_allclose(simplex.mean(0), alpha / alpha.sum(), atol=0.02)


def test_points_that_coincide_are_drawn_again():
    corners = DirichletProblem(((0.05, 0.05), (0.04, 0.05)))  # most points are within 1e-12 of a corner
    x, _ = corners.sample(40, 0)
    assert len(np.unique(np.round(x, 12), axis=0)) == 40
    assert (x > 0).all()


def test_wrong_input():
    with pytest.raises(ValueError, match=r"same number of coordinates, at least 2; got \[2, 3\]"):
        DirichletProblem(((1, 2), (1, 2, 3)))
    with pytest.raises(ValueError, match=r"expected 2 priors of sum 1"):
        DirichletProblem(((1, 2), (2, 1)), (0.6, 0.6))
    with pytest.raises(ValueError, match="must be positive"):
        dirichlet_bayes(np.full((1, 2), 0.5), np.array([[1.0, 0.0], [1.0, 1.0]]), np.array([0.5, 0.5]))
    with pytest.raises(ValueError, match="positive coordinates"):
        dirichlet_bayes(np.array([[0.0, 1.0]]), np.ones((2, 2)), np.array([0.5, 0.5]))
    with pytest.raises(ValueError, match="n must be at least 1, got 0"):
        DIRICHLET_PROBLEMS[1].sample(0, 0)
    with pytest.raises(ValueError, match="too small for double precision"):
        DirichletProblem(((1e-4, 1e-4), (1e-4, 1e-4))).sample(20, 0)
