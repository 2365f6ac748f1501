"""Eight-bit vectors: one scale a row, symmetric about 0.

row ~ scale * q with scale = max|row| / 127 and q = round(row / scale), half to even; the error of a coordinate
is at most scale / 2. Symmetric, so 0 stays 0 and -128 is not used.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float, Float32, Int8


def quantize_int8(
    x: Float[np.ndarray, "rows dim"],
) -> tuple[Int8[np.ndarray, "rows dim"], Float32[np.ndarray, " rows"]]:
    """Rows as int8 and the float32 scale of each; a zero row has scale 0."""
    if not np.isfinite(x).all():
        raise ValueError("the vectors hold a value that is not a finite number")
    scales = (np.abs(x).max(axis=1, initial=0) / 127).astype(np.float32)
    steps = np.where(scales > 0, scales, 1)[:, None]
    return np.clip(np.rint(x / steps), -127, 127).astype(np.int8), scales


def dequantize_int8(
    q: Int8[np.ndarray, "rows dim"], scales: Float[np.ndarray, " rows"]
) -> Float32[np.ndarray, "rows dim"]:
    """scale * q, row by row."""
    return q * scales.astype(np.float32)[:, None]
