"""Forward is rounding, backward is the sigmoid's."""

from __future__ import annotations

import pytest
import torch

from reprise.nn import round_straight_through


@pytest.mark.parametrize("signed", [False, True])
def test_forward_rounds_and_backward_is_the_sigmoid_s(signed):
    x = torch.randn(5, 7, dtype=torch.float64, generator=torch.Generator().manual_seed(0)) * 4
    x[0, 0] = 0.0
    upstream = torch.randn(5, 7, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    hard, soft = x.clone().requires_grad_(), x.clone().requires_grad_()
    rounded = round_straight_through(hard, signed)
    assert set(rounded.unique().tolist()) == ({-1.0, 1.0} if signed else {0.0, 1.0})
    assert rounded[0, 0] == (-1 if signed else 0)
    smooth = 2 * torch.sigmoid(soft) - 1 if signed else torch.sigmoid(soft)
    assert ((rounded > 0) == (smooth > (0 if signed else 0.5))).all()
    rounded.backward(upstream)
    smooth.backward(upstream)
    torch.testing.assert_close(hard.grad, soft.grad, atol=1e-12, rtol=0)


def test_it_can_be_mapped_over_a_batch_and_differentiated_twice():
    x = torch.tensor([[-1.0, 0.5], [2.0, -3.0]], dtype=torch.float64)
    torch.testing.assert_close(torch.vmap(round_straight_through)(x), (x > 0).double())

    def gradient(x: torch.Tensor) -> torch.Tensor:
        return torch.func.grad(lambda x: (round_straight_through(x) * torch.arange(1.0, 3.0)).sum())(x)

    c = torch.sigmoid(x)
    second = torch.func.vmap(torch.func.jacrev(gradient))(x)
    expected = torch.arange(1.0, 3.0) * c * (1 - c) * (1 - 2 * c)
    torch.testing.assert_close(second, torch.diag_embed(expected))
