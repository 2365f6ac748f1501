"""What encoders of numbers have in common."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

import numpy as np
from jaxtyping import Float


@runtime_checkable
class NumberEncoder(Protocol):
    """Numbers to vectors of ``dim`` coordinates; ``decode`` is the inverse, or the best guess where there is none."""

    @property
    def dim(self) -> int: ...

    def encode(self, x: Float[np.ndarray, " numbers"]) -> Float[np.ndarray, "numbers dim"]: ...

    def decode(self, vectors: Float[np.ndarray, "numbers dim"]) -> Float[np.ndarray, " numbers"]: ...


def check_numbers(x: Any) -> Float[np.ndarray, " numbers"]:
    """A row of numbers as float64.

    Raises:
        TypeError: strings or other things that are no numbers.
        ValueError: NaN or infinity, or not one-dimensional.
    """
    array = np.asarray(x)
    if array.dtype.kind not in "iufb":
        raise TypeError(
            f"numbers are needed, got {array.dtype} such as {array.ravel()[:1].tolist()}; parse them first"
        )
    if array.ndim != 1:
        raise ValueError(f"numbers must be a one-dimensional array, got shape {array.shape}")
    numbers = array.astype(np.float64)
    if not np.isfinite(numbers).all():
        row = int(np.argmin(np.isfinite(numbers)))
        raise ValueError(f"number {row} is {numbers[row]}; only finite numbers have a code")
    return numbers
