"""Numbers read digit by digit.

A character-level recurrent encoder, the form that Wallace et al. 2019 (arXiv 1909.07940) found to interpolate well:
a long short-term memory over the decimal digits, its last state the code. Several of them with weights of their own
(seeds, settings) run as one batched matrix product.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

DIGITS, BLANK = 10, -1


def digits(numbers: Sequence[int], length: int | None = None) -> Int[Tensor, "numbers length"]:
    """Decimal digits, the first first, with -1 behind the last.

    Raises:
        ValueError: a negative number, or one of more digits than ``length``.
    """
    texts = [str(int(number)) for number in numbers]
    longest = max(map(len, texts), default=1)
    if any(text.startswith("-") for text in texts):
        raise ValueError(f"numbers must not be negative, got {min(numbers)}")
    if length is not None and longest > length:
        raise ValueError(f"a number has {longest} digits, more than {length}")
    padded = "".join(text.ljust(length or longest) for text in texts).encode()
    read = np.frombuffer(padded, dtype=np.uint8).reshape(len(texts), -1).astype(np.int64)
    return torch.from_numpy(np.where(read == ord(" "), BLANK, read - ord("0")))


class DigitLSTM(nn.Module):
    """``replicas`` independent encoders from digits to ``dim`` coordinates.

    Args:
        dim: of the state, which is the code.
        replicas: how many.
        generator: of the first weights, uniform in +-1 / sqrt(dim).
    """

    def __init__(self, dim: int, replicas: int = 1, generator: torch.Generator | None = None) -> None:
        super().__init__()
        if dim < 1 or replicas < 1:
            raise ValueError(f"dim and replicas must be at least 1, got {dim} and {replicas}")
        bound = dim**-0.5

        def weights(*shape: int) -> nn.Parameter:
            return nn.Parameter((2 * torch.rand(replicas, *shape, generator=generator) - 1) * bound)

        self.dim, self.replicas = dim, replicas
        # A digit is one-hot, so its embedding and the input weights are one table.
        self.inputs, self.recurrent, self.bias = (
            weights(DIGITS, 4 * dim),
            weights(dim, 4 * dim),
            weights(1, 4 * dim),
        )

    def forward(self, read: Int[Tensor, "replicas numbers length"]) -> Float[Tensor, "replicas numbers dim"]:
        """Codes of each replica's own numbers; blanks (-1) leave the state as it is."""
        if read.shape[0] != self.replicas:
            raise ValueError(f"digits for {self.replicas} replicas are needed, got {read.shape[0]}")
        hidden = self.inputs.new_zeros(self.replicas, read.shape[1], self.dim)
        cell = hidden
        for position in range(read.shape[2]):
            digit = read[:, :, position]
            index = digit.clamp(min=0).unsqueeze(-1).expand(-1, -1, 4 * self.dim)
            gates = torch.baddbmm(self.bias + self.inputs.gather(1, index), hidden, self.recurrent)
            enter, forget, new, leave = gates.chunk(4, dim=-1)
            next_cell = forget.sigmoid() * cell + enter.sigmoid() * new.tanh()
            present = (digit >= 0).unsqueeze(-1)
            hidden = torch.where(present, leave.sigmoid() * next_cell.tanh(), hidden)
            cell = torch.where(present, next_cell, cell)
        return hidden
