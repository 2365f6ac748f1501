"""Sizes of a nested embedding, and the prefixes that belong to them.

Kusupati et al. 2022 (arXiv 2205.13147), section 3: the set M of sizes is made by halving the full size
until it is about 8.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence

from jaxtyping import Float
from torch import Tensor, nn


def nested_dims(dim: int, smallest: int = 8) -> tuple[int, ...]:
    """Sizes by repeated halving, ascending, ending in ``dim``; odd values are rounded down.

    >>> nested_dims(64)
    (8, 16, 32, 64)
    """
    if not 1 <= smallest <= dim:
        raise ValueError(f"smallest must lie between 1 and dim {dim}, got {smallest}")
    sizes = [dim]
    while sizes[-1] // 2 >= smallest:
        sizes.append(sizes[-1] // 2)
    return tuple(reversed(sizes))


def check_dims(dims: Sequence[float], full: int | None = None) -> tuple[int, ...]:
    """The sizes, ascending.

    Args:
        full: the width of the embedding, where it is known; a largest size below it draws a warning.

    Raises:
        ValueError: no sizes, a size twice, below 1, or above ``full``.
    """
    broken = [dim for dim in dims if int(dim) != dim]
    if broken:
        raise ValueError(f"dims must be whole numbers, got {broken}")
    sizes = tuple(sorted(int(dim) for dim in dims))
    if not sizes:
        raise ValueError("dims is empty; give at least one size, e.g. nested_dims(768)")
    doubled = sorted({dim for dim in sizes if sizes.count(dim) > 1})
    if doubled:
        raise ValueError(f"dims has {doubled} more than once, got {tuple(dims)}")
    wrong = [dim for dim in sizes if dim < 1 or (full is not None and dim > full)]
    if wrong:
        limit = f"1 and the embedding's width {full}" if full is not None else "1 and the embedding's width"
        raise ValueError(f"dims must lie between {limit}; got {wrong}")
    if full is not None and sizes[-1] != full:
        warnings.warn(
            f"the largest of dims is {sizes[-1]}, the embedding has {full}: "
            f"coordinates {sizes[-1]} to {full - 1} get no gradient",
            stacklevel=3,
        )
    return sizes


def check_weights(weights: Sequence[float] | None, count: int) -> tuple[float, ...]:
    """One non-negative weight a size, not all zero; 1 each by default."""
    if weights is None:
        return (1.0,) * count
    given = tuple(float(weight) for weight in weights)
    if len(given) != count:
        raise ValueError(f"{len(given)} weights for {count} sizes; give one a size")
    if not all(0 <= weight < float("inf") for weight in given) or max(given) == 0:
        raise ValueError(f"weights must be non-negative and not all zero, got {given}")
    return given


def truncate(
    x: Float[Tensor, "*batch full"], dim: int, normalize: bool = True
) -> Float[Tensor, "*batch dim"]:
    """The first ``dim`` coordinates, scaled to length 1 when ``normalize``."""
    if not 1 <= dim <= x.shape[-1]:
        raise ValueError(f"dim must lie between 1 and the width {x.shape[-1]}, got {dim}")
    prefix = x[..., :dim]
    return nn.functional.normalize(prefix, dim=-1) if normalize else prefix
