"""A finite fully connected network in NTK parametrisation, and its empirical tangent kernel.

h_1 = W_1 x, h_{l+1} = W_{l+1} φ(h_l) / √width, f(x) = a · φ(h_depth) / √width with standard normal weights, inputs of
norm 1 and E φ² = 1 (Jacot, Gabriel & Hongler 2018, arXiv 1806.07572). As the width grows its NNGP and tangent kernels tend to
those of :class:`reprise.analysis.DepthKernel` at the same depth.
"""

from __future__ import annotations

import copy
import math

import torch
from jaxtyping import Float
from torch import Tensor, nn

from reprise.analysis.dual_activation import DualActivation


class FiniteNet(nn.Module):
    """A network of ``depth`` hidden layers of ``width`` neurons.

    Args:
        dual: of the activation, which is ``dual.phi()``.
        inputs: number of coordinates.
        width, depth: of the hidden layers, at least 1.
        outputs: number of outputs.
        seed: of the weights.
        zero_start: subtract the network at initialisation, so that training starts from the zero function, as the
            theory assumes. The tangent kernel is the same.
    """

    def __init__(
        self,
        dual: DualActivation,
        inputs: int,
        width: int,
        depth: int,
        outputs: int = 1,
        seed: int = 0,
        zero_start: bool = False,
    ) -> None:
        super().__init__()
        for name, value in (("inputs", inputs), ("width", width), ("depth", depth), ("outputs", outputs)):
            if value < 1:
                raise ValueError(f"{name} must be at least 1, got {value}")
        source = torch.Generator().manual_seed(seed)
        sizes = [(width, inputs)] + [(width, width)] * (depth - 1) + [(outputs, width)]
        self.weights = nn.ParameterList(nn.Parameter(torch.randn(size, generator=source)) for size in sizes)
        self.phi = dual.phi()
        self.scales = [1.0] + [1 / math.sqrt(width)] * depth
        self.start = copy.deepcopy(self.weights).requires_grad_(False) if zero_start else None

    def forward(self, x: Float[Tensor, "batch inputs"]) -> Float[Tensor, "batch outputs"]:
        """The outputs; ``x`` has rows of norm 1."""
        out = self._through(self.weights, x)[1][-1]
        return out if self.start is None else out - self._through(self.start, x)[1][-1]

    def _through(self, weights: nn.ParameterList, x: Tensor) -> tuple[list[Tensor], list[Tensor]]:
        """What every layer takes, and what it makes before the activation."""
        taken: list[Tensor] = []
        made: list[Tensor] = []
        for layer, (weight, scale) in enumerate(zip(weights, self.scales, strict=True)):
            taken.append(x if layer == 0 else self.phi(made[-1]))
            made.append(taken[-1] @ weight.T * scale)
        return taken, made


def empirical_ntk(net: FiniteNet, x: Float[Tensor, "n inputs"]) -> Float[Tensor, "n n"]:
    """⟨∇f(x), ∇f(x')⟩ over all weights, of a network with one output.

    A layer's share is the product of two Gram matrices, of what it takes and of the gradients by what it makes: no
    gradient of a weight matrix is ever formed.
    """
    if net.weights[-1].shape[0] != 1:
        raise ValueError(f"the kernel of one output is meant; the network has {net.weights[-1].shape[0]}")
    with torch.enable_grad():
        taken, made = net._through(net.weights, x)
        gradients = torch.autograd.grad(made[-1].sum(), made)
    kernel = sum(
        scale**2 * (before @ before.T) * (gradient @ gradient.T)
        for before, gradient, scale in zip(taken, gradients, net.scales, strict=True)
    )
    assert isinstance(kernel, Tensor)
    return kernel.detach()
