"""Numbers as the bits of their single-precision floating-point form: sign, exponent, mantissa."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from reprise.words.number_encoder import check_numbers

BITS = 32


class FloatBits:
    """IEEE 754 binary32 as 32 coordinates of +1 and -1, the sign first, then 8 exponent and 23 mantissa bits.

    Exact for every finite float32, negative zero and subnormal numbers included; float64 is rounded to it.
    """

    dim = BITS

    def encode(self, x: Float[np.ndarray, " numbers"]) -> Float[np.ndarray, "numbers dim"]:
        """Codes.

        Raises:
            ValueError: a number beyond the largest float32.
        """
        numbers = check_numbers(x)
        largest = float(np.finfo(np.float32).max)
        if (np.abs(numbers) > largest).any():
            raise ValueError(
                f"{numbers[np.abs(numbers) > largest][0]:g} is beyond single precision's {largest:g}"
            )
        words = numbers.astype(np.float32).view(np.uint32)
        bits = (words[:, None] >> np.arange(BITS - 1, -1, -1, dtype=np.uint32)) & 1
        return 2.0 * bits - 1.0

    def decode(self, vectors: Float[np.ndarray, "numbers dim"]) -> Float[np.ndarray, " numbers"]:
        """Numbers from the coordinates' signs; codes of infinity and NaN come back as such."""
        bits = (vectors > 0).astype(np.uint32)
        words = (bits << np.arange(BITS - 1, -1, -1, dtype=np.uint32)).sum(axis=1, dtype=np.uint32)
        return words.view(np.float32).astype(np.float64)
