"""Numbers in scientific notation: the decimal exponent as a class, the mantissa as a length.

The exponent-embedding form of Zhang et al. 2020 (arXiv 2010.05345): embeddings of the exponent beside linear features
of the mantissa. The exponent is one-hot here; whatever linear layer reads the code turns it into an embedding.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from reprise.words.number_encoder import check_numbers


class ExponentMantissa:
    """[sign, mantissa, one-hot floor(log10 |x|)], the mantissa in [1, 10); zero has sign and mantissa 0.

    Args:
        lowest, highest: decimal exponents that have a code.
    """

    def __init__(self, lowest: int = -6, highest: int = 9) -> None:
        if lowest > highest:
            raise ValueError(f"lowest must not exceed highest, got {lowest} and {highest}")
        self.lowest, self.highest = lowest, highest
        self.dim = 2 + highest - lowest + 1

    def encode(self, x: Float[np.ndarray, " numbers"]) -> Float[np.ndarray, "numbers dim"]:
        """Codes.

        Raises:
            ValueError: an exponent outside the range.
        """
        numbers = check_numbers(x)
        size = np.abs(numbers)
        zero = size == 0
        exponent = np.floor(np.log10(np.where(zero, 1, size))).astype(np.int64)
        mantissa = size / 10.0**exponent
        exponent += (mantissa >= 10).astype(np.int64) - ((mantissa < 1) & ~zero).astype(np.int64)
        beyond = (~zero) & ((exponent < self.lowest) | (exponent > self.highest))
        if beyond.any():
            raise ValueError(
                f"{numbers[beyond][0]:g} has the exponent {exponent[beyond][0]}, outside [{self.lowest}, {self.highest}]"
            )
        code = np.zeros((len(numbers), self.dim))
        code[:, 0] = np.sign(numbers)
        code[:, 1] = size / 10.0**exponent
        code[~zero, 2 + exponent[~zero] - self.lowest] = 1
        return code

    def decode(self, vectors: Float[np.ndarray, "numbers dim"]) -> Float[np.ndarray, " numbers"]:
        """sign * mantissa * 10^exponent, the exponent with the largest coordinate."""
        exponent = vectors[:, 2:].argmax(axis=1) + self.lowest
        return np.sign(vectors[:, 0]) * vectors[:, 1] * 10.0**exponent
