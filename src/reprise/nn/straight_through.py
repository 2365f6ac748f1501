"""Rounding that lets gradients through.

Grzegorczyk and Kurdziel 2017 (arXiv 1611.01116), section 2, after Krizhevsky and Hinton 2011: units of a sigmoid
layer are rounded in the forward pass, and the backward pass goes on as if they had not been.
"""

from __future__ import annotations

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor


class _Round(torch.autograd.Function):
    generate_vmap_rule = True

    @staticmethod
    def forward(logits: Tensor) -> Tensor:
        return (logits > 0).to(logits.dtype)

    @staticmethod
    def setup_context(context: Any, inputs: tuple[Tensor], output: Tensor) -> None:
        context.save_for_backward(*inputs)

    @staticmethod
    def backward(context: Any, *upstream: Tensor) -> Tensor:
        (logits,) = context.saved_tensors
        activation = torch.sigmoid(logits)
        return upstream[0] * activation * (1 - activation)


def round_straight_through(logits: Float[Tensor, "*shape"], signed: bool = False) -> Float[Tensor, "*shape"]:
    """Bits of a sigmoid layer: 1 where sigmoid(x) > 1/2, that is x > 0, else 0.

    The gradient is that of the unrounded sigmoid: dL/dx = dL/dh * sigmoid'(x). It vanishes where |x| is large,
    so bits settle.

    Args:
        logits: any floating-point tensor.
        signed: bits are -1 and 1, and the gradient that of 2 sigmoid(x) - 1 = tanh(x / 2).

    >>> round_straight_through(torch.tensor([-0.3, 0.0, 2.0]))
    tensor([0., 0., 1.])
    """
    bits: Tensor = _Round.apply(logits)
    return 2 * bits - 1 if signed else bits
