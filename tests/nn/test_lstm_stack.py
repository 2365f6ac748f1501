"""Stacked LSTMs of one direction, and reading from the other end."""

from __future__ import annotations

import pytest
import torch

from reprise.nn import LSTMStack, mirrored
from reprise.train import generator, seeded

X = torch.randn(2, 5, 4, generator=generator(0))


def stack(**options: object) -> LSTMStack:
    with seeded(1):
        return LSTMStack(**{"dim": 4, "units": 9, "depth": 3, **options})


def test_layers_are_projected_lstms_with_a_residual_from_the_second_on():
    net = stack()
    first, second, third = net(X)
    torch.testing.assert_close(first, net.levels[0](X)[0])
    torch.testing.assert_close(second, net.levels[1](first)[0] + first)
    torch.testing.assert_close(third, net.levels[2](second)[0] + second)
    assert net.levels[0].weight_hr_l0.shape == (4, 9)
    assert stack(units=4).levels[0].proj_size == 0


def test_the_past_alone_is_read():
    x = X.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(stack()(x)[-1][:, 2].sum(), x)
    assert (gradient[:, 3:] == 0).all()
    assert (gradient[:, :3] != 0).any(-1).all()


def test_dropout_works_in_training_only():
    net = stack(dropout=0.5)
    with seeded(2):
        assert not torch.equal(net(X)[0], net(X)[0])
    net.eval()
    assert torch.equal(net(X)[0], net(X)[0])


def test_mirrored_positions_turn_each_row_within_its_length():
    assert mirrored(torch.tensor([4, 2, 0]), 4).tolist() == [[3, 2, 1, 0], [1, 0, 2, 3], [0, 1, 2, 3]]


@pytest.mark.parametrize(
    ("options", "message"),
    [({"units": 3}, "units"), ({"depth": 0}, "depth"), ({"dim": 0}, "dim"), ({"dropout": 1.0}, "dropout")],
)
def test_sizes_that_cannot_be(options, message):
    with pytest.raises(ValueError, match=message):
        stack(**options)
