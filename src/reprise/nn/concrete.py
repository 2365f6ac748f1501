"""Differentiable draws of one of several choices.

The Concrete or Gumbel-softmax distribution (Maddison et al. 2017, arXiv 1611.00712, equation 10; Jang et al. 2017, arXiv
1611.01144, equation 2).
"""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor


def relaxed_one_hot(
    logits: Float[Tensor, "*batch choices"],
    temperature: float = 1.0,
    generator: torch.Generator | None = None,
) -> Float[Tensor, "*batch choices"]:
    """softmax((logits + Gumbel noise) / temperature): non-negative, adds up to 1, and its largest entry is a draw.

    The place of the largest entry follows softmax(logits) at every temperature; towards 0 the rest vanishes, towards
    infinity all become equal.

    Args:
        generator: draws the noise, on the logits' device; by default torch's own.

    Raises:
        ValueError: the temperature is not above 0.
    """
    if not temperature > 0:
        raise ValueError(f"temperature must be above 0, got {temperature}")
    exponential = torch.empty_like(logits, requires_grad=False).exponential_(generator=generator)
    return ((logits - exponential.log()) / temperature).softmax(-1)
