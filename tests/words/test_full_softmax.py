"""Closed forms against autograd, and the optimum against scikit-learn's logistic regression on bits."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
import torch
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from reprise.nn import round_straight_through
from reprise.words import full_softmax_loss

RNG = np.random.default_rng(0)


def test_gradients_are_autograd_s_through_the_rounded_code():
    d, w, b = RNG.normal(size=(6, 5)), RNG.normal(size=(9, 5)), RNG.normal(size=9)
    counts = RNG.integers(0, 3, (6, 9))
    tensors = [torch.tensor(array, requires_grad=True) for array in (d, w, b)]
    h = round_straight_through(tensors[0])
    log_p = torch.log_softmax(h @ tensors[1].T + tensors[2], dim=1)
    losses = -(torch.tensor(counts) * log_p).sum(1)
    losses.sum().backward()
    ours = full_softmax_loss((d > 0).astype(float), w, b, sp.csr_array(counts))
    np.testing.assert_allclose(ours.loss, losses.detach().numpy(), atol=1e-12)
    np.testing.assert_allclose(ours.outputs, tensors[1].grad.numpy(), atol=1e-12)
    np.testing.assert_allclose(ours.bias, tensors[2].grad.numpy(), atol=1e-12)
    c = 1 / (1 + np.exp(-d))
    np.testing.assert_allclose(ours.hidden * c * (1 - c), tensors[0].grad.numpy(), atol=1e-12)


def test_one_word_has_the_gradient_p_minus_y_times_h():
    h, w, b = (RNG.random((1, 4)) > 0.5).astype(float), RNG.normal(size=(7, 4)), RNG.normal(size=7)
    y = np.eye(7)[[3]]
    p = np.exp(h @ w.T + b) / np.exp(h @ w.T + b).sum()
    np.testing.assert_allclose(full_softmax_loss(h, w, b, sp.csr_array(y)).outputs, (p - y).T @ h, atol=1e-14)


def test_with_frozen_codes_it_is_multinomial_logistic_regression_on_bits():
    codes = (RNG.random((200, 3)) > 0.5).astype(float)
    labels = (codes @ [1, 2, 4] % 3 + (RNG.random(200) < 0.3)).astype(int)
    counts = sp.csr_array(np.eye(4)[labels])

    def objective(flat: np.ndarray) -> tuple[float, np.ndarray]:
        w, b = flat[:12].reshape(4, 3), flat[12:]
        found = full_softmax_loss(codes, w, b, counts)
        return found.loss.sum() + (w**2).sum() / 2, np.concatenate([(found.outputs + w).ravel(), found.bias])

    best = minimize(objective, np.zeros(16), jac=True, options={"gtol": 1e-8})
    peer = LogisticRegression(C=1.0, tol=1e-10, max_iter=1000).fit(codes, labels)
    np.testing.assert_allclose(best.x[:12].reshape(4, 3), peer.coef_, atol=1e-5)


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="do not fit"):
        full_softmax_loss(np.zeros((2, 3)), np.zeros((4, 5)), np.zeros(4), sp.csr_array((2, 4)))
