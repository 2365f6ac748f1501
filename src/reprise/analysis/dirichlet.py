"""Classification problems with a known dimension and a known Bayes rule: Dirichlet classes on the sphere.

A class is a Dirichlet distribution on the simplex, projected onto the unit sphere (x ↦ x / ‖x‖). The projection is the
same for all classes, so densities there keep their ratio, and the Bayes rule compares prior × Dirichlet density. Points
with d + 1 coordinates lie on a sphere of dimension d. The four problems are those of Radhakrishnan, Belkin & Uhler's
experiments (arXiv 2204.14126).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from scipy.special import gammaln

DECIMALS = 12  # points that agree to so many coincide
ROUNDS = 100  # of drawing again


def dirichlet_bayes(
    x: Float[np.ndarray, "n coordinates"],
    alphas: Float[np.ndarray, "classes coordinates"],
    priors: Float[np.ndarray, " classes"],
) -> Float[np.ndarray, "n classes"]:
    """The posterior probability of each class at points of the positive orthant; argmax is the Bayes rule.

    Args:
        x: points on the simplex, the sphere, or any ray: only the direction counts.
        alphas: the Dirichlet parameters of each class, positive.
        priors: of the classes, positive.
    """
    if (alphas <= 0).any() or (priors <= 0).any():
        raise ValueError(
            f"Dirichlet parameters and priors must be positive, got {alphas.tolist()} and {priors.tolist()}"
        )
    if (x <= 0).any():
        raise ValueError("points must have positive coordinates: Dirichlet densities live inside the simplex")
    logs = np.log(x / x.sum(axis=1, keepdims=True)) @ (alphas - 1).T
    logs += gammaln(alphas.sum(axis=1)) - gammaln(alphas).sum(axis=1) + np.log(priors)
    odds = np.exp(logs - logs.max(axis=1, keepdims=True))
    posterior: np.ndarray = odds / odds.sum(axis=1, keepdims=True)
    return posterior


@dataclass(frozen=True)
class DirichletProblem:
    """Dirichlet classes 0, 1, … with these parameters and priors."""

    alphas: tuple[tuple[float, ...], ...]
    priors: tuple[float, ...] = (0.6, 0.4)

    def __post_init__(self) -> None:
        widths = {len(alpha) for alpha in self.alphas}
        if len(widths) != 1 or min(widths) < 2:
            raise ValueError(
                f"all classes need the same number of coordinates, at least 2; got {sorted(widths)}"
            )
        if len(self.priors) != len(self.alphas) or abs(sum(self.priors) - 1) > 1e-9:
            raise ValueError(f"expected {len(self.alphas)} priors of sum 1, got {self.priors}")

    @property
    def dimension(self) -> int:
        """Of the sphere: the number of coordinates less one."""
        return len(self.alphas[0]) - 1

    def sample(
        self, n: int, seed: int | Sequence[int], exact: bool = False
    ) -> tuple[Float[np.ndarray, "n coordinates"], Int[np.ndarray, " n"]]:
        """``n`` points on the sphere and their classes; points that coincide are drawn again.

        Args:
            n: how many.
            seed: as numpy's ``default_rng`` takes it.
            exact: every class has its expected number of points, instead of a random one.
        """
        if n < 1:
            raise ValueError(f"n must be at least 1, got {n}")
        rng = np.random.default_rng(seed)
        priors = np.asarray(self.priors)
        if exact:
            edges = np.rint(np.cumsum(priors) * n).astype(int)
            y = rng.permutation(np.searchsorted(edges, np.arange(n), side="right"))
        else:
            y = rng.choice(len(priors), size=n, p=priors)
        shape = np.asarray(self.alphas)[y]
        x = np.empty(shape.shape)
        again = np.arange(n)
        for _ in range(ROUNDS):
            drawn = rng.gamma(shape[again])  # a Dirichlet once normalised; the sphere divides it anyway
            with np.errstate(invalid="ignore"):  # all coordinates of tiny parameters can underflow
                drawn /= drawn.max(axis=1, keepdims=True)
                x[again] = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
            _, first = np.unique(np.round(x, DECIMALS), axis=0, return_index=True)
            again = np.union1d(np.setdiff1d(np.arange(n), first), np.flatnonzero(~(x > 0).all(axis=1)))
            if not len(again):
                return x, y
        raise ValueError(
            f"{len(again)} of {n} points still coincide or touch the border after {ROUNDS} draws: the Dirichlet parameters "
            f"{self.alphas} are too small for double precision"
        )

    def posterior(self, x: Float[np.ndarray, "n coordinates"]) -> Float[np.ndarray, "n classes"]:
        """The probability of each class, by :func:`dirichlet_bayes`."""
        return dirichlet_bayes(x, np.asarray(self.alphas, dtype=float), np.asarray(self.priors))

    def bayes(self, x: Float[np.ndarray, "n coordinates"]) -> Int[np.ndarray, " n"]:
        """The best possible prediction."""
        best: np.ndarray = self.posterior(x).argmax(axis=1)
        return best


DIRICHLET_PROBLEMS = {
    problem.dimension: problem
    for problem in (
        DirichletProblem(((2, 1), (1, 2))),
        DirichletProblem(((2.5, 0.1, 0.5), (0.5, 0.5, 2.5))),
        DirichletProblem(((1, 2, 2, 2, 3), (3, 1, 2, 1, 1))),
        DirichletProblem(((1, 1, 1, 2, 3, 4, 2, 2, 1), (1, 2, 1, 2, 1, 1, 1, 1, 1))),
    )
}
"""The problems of the paper by dimension of the sphere (1, 2, 4, 8); class 1, its "+", has prior 0.4."""
