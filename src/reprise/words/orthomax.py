"""Rotations towards coordinates that are large for few words and small for the rest.

Kaiser 1958, "The varimax criterion for analytic rotation in factor analysis", in the singular-value form of the orthomax
family: gamma = 1 is varimax, 0 quartimax.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float


def varimax(
    x: Float[np.ndarray, "rows dim"], gamma: float = 1.0, iterations: int = 500, tolerance: float = 1e-8
) -> Float[np.ndarray, "dim dim"]:
    """The rotation R for which the variance of the squared entries within the columns of x R is largest.

    Args:
        gamma: weight of the columns' mean square; 1 for varimax, 0 for quartimax.
        tolerance: stop when the criterion's singular values grow by less than this share.

    Raises:
        ValueError: fewer rows than columns.
        ArithmeticError: it has not settled after so many iterations.
    """
    rows, dim = x.shape
    if rows < dim:
        raise ValueError(f"a rotation of {dim} columns needs as many rows, got {rows}")
    loadings = x.astype(np.float64)
    rotation = np.eye(dim)
    reached = 0.0
    for _ in range(iterations):
        turned = loadings @ rotation
        pull = turned**3 - gamma / rows * turned * (turned**2).sum(axis=0)
        u, values, vt = np.linalg.svd(loadings.T @ pull)
        rotation = u @ vt
        before, reached = reached, float(values.sum())
        if reached <= before * (1 + tolerance):
            return rotation
    raise ArithmeticError(
        f"varimax has not settled after {iterations} iterations; raise iterations or tolerance"
    )
