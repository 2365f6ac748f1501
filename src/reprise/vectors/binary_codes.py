"""Bits, eight in a byte: how codes are kept and compared everywhere here.

The first bit is the highest of the first byte (numpy's order; distances do not depend on it); the last byte
is filled up with zeros.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Num, UInt8


def pack_codes(
    bits: Bool[np.ndarray, "rows bits"] | Num[np.ndarray, "rows bits"],
) -> UInt8[np.ndarray, "rows bytes"]:
    """Codes of ceil(bits / 8) bytes a row.

    Args:
        bits: False and True, 0 and 1, or -1 and 1.

    Raises:
        ValueError: other values, or no column.
    """
    if bits.shape[1] < 1:
        raise ValueError("codes need at least 1 bit, got rows of none")
    on = bits > 0
    if bits.dtype != np.bool_:
        off = bits[~on]
        if not ((bits[on] == 1).all() and ((off == 0).all() or (off == -1).all())):
            raise ValueError("bits must be 0 and 1, or -1 and 1; round first, e.g. x > 0")
    return np.packbits(on, axis=1)


def unpack_codes(codes: UInt8[np.ndarray, "rows bytes"], bits: int) -> Bool[np.ndarray, "rows bits"]:
    """The bits of packed codes; ``bits`` says how many of the last byte's count."""
    width = codes.shape[1]
    if not 8 * (width - 1) < bits <= 8 * width:
        raise ValueError(f"codes of {width} bytes hold {8 * width - 7} to {8 * width} bits, asked for {bits}")
    return np.unpackbits(codes, axis=1, count=bits).astype(np.bool_)
