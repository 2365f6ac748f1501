"""Finite networks: their tangent kernel is the gradients' product, and tends to the infinite one."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from reprise.analysis import DepthKernel, FiniteNet, ReLUDual, SineDual, empirical_ntk, optimal_activation

ANGLES = torch.tensor([0.0, 0.3, 0.8, 1.4])
X = torch.stack([torch.cos(ANGLES), torch.sin(ANGLES)], dim=1)


def test_the_tangent_kernel_is_the_product_of_gradients():
    net = FiniteNet(optimal_activation(2), 2, width=16, depth=3, seed=1)
    rows = []
    for point in X:
        gradients = torch.autograd.grad(net(point[None])[0, 0], list(net.weights))
        rows.append(torch.cat([g.flatten() for g in gradients]))
    jacobian = torch.stack(rows)
    torch.testing.assert_close(empirical_ntk(net, X), jacobian @ jacobian.T, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("dual", [ReLUDual(), SineDual(1.0)], ids=str)
def test_wide_networks_have_the_infinite_kernel(dual):
    kernels = [
        empirical_ntk(FiniteNet(dual, 2, width=4096, depth=2, seed=seed), X).numpy() for seed in range(3)
    ]
    z = np.clip((X @ X.T).double().numpy(), -1, 1)
    log, sign = DepthKernel(dual, 2).exact(z, 1 - z)
    want = sign * np.exp(log)
    assert np.linalg.norm(np.mean(kernels, axis=0) - want) < 0.05 * np.linalg.norm(want)


def test_zero_start_is_zero_with_the_same_kernel():
    plain = FiniteNet(ReLUDual(), 2, 32, 2, outputs=1, seed=3)
    zero = FiniteNet(ReLUDual(), 2, 32, 2, outputs=1, seed=3, zero_start=True)
    assert zero(X).abs().max() == 0
    torch.testing.assert_close(empirical_ntk(zero, X), empirical_ntk(plain, X))
    assert sum(p.requires_grad for p in zero.parameters()) == 3


def test_wrong_input():
    with pytest.raises(ValueError, match="width must be at least 1, got 0"):
        FiniteNet(ReLUDual(), 2, 0, 1)
    with pytest.raises(ValueError, match="one output is meant; the network has 3"):
        empirical_ntk(FiniteNet(ReLUDual(), 2, 4, 1, outputs=3), X)
