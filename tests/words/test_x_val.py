"""One vector scaled by the number."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from reprise.words import XVal


def test_codes_scale_with_the_number():
    x_val = XVal(6, scale=10, generator=torch.Generator().manual_seed(0))
    code = x_val(torch.tensor([[10.0, -30.0]]))
    torch.testing.assert_close(code[0, 1], -3 * x_val.vector)
    assert float(x_val.vector.detach().norm()) == pytest.approx(1)
    np.testing.assert_allclose(x_val.decode(x_val.encode(np.array([5.0, -1, 0]))), [5, -1, 0], atol=1e-9)


def test_vector_and_numbers_get_gradients():
    x_val, x = XVal(3, scale=2), torch.tensor([4.0], requires_grad=True)
    x_val(x).sum().backward()
    torch.testing.assert_close(x_val.vector.grad, torch.full((3,), 2.0))
    torch.testing.assert_close(x.grad, x_val.vector.detach().sum()[None] / 2)


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="dim must be at least 1"):
        XVal(0)
    with pytest.raises(ValueError, match="scale must be positive"):
        XVal(2, scale=0)
