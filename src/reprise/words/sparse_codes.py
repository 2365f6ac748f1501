"""Sparse, over-complete codes of vectors, whose coordinates are easier to name than dense ones'.

Dictionary learning: min over A, D of |X - A D|^2 / 2 + penalty |A|_1 with A >= 0 and atoms no longer than 1: the codes of
Faruqui et al. 2015 (arXiv 1506.02004) and of non-negative sparse embedding (Murphy et al. 2012). Learnt online as in
Mairal et al. 2009, "Online dictionary learning for sparse coding", Algorithms 1 and 2, in mini-batches; codes by
coordinate descent on the Gram matrix, in which only a coordinate that changes costs more than a comparison.
"""

from __future__ import annotations

from typing import no_type_check

import numba
import numpy as np
from jaxtyping import Float
from sklearn.base import BaseEstimator, TransformerMixin

TOLERANCE = 1e-4  # of the duality gap, relative to a row's squared length
SWEEPS = 10_000
UNUSED = 1e-9  # squared weight below which an atom is drawn anew


@numba.njit(nogil=True, cache=True)
@no_type_check
def _codes(correlations, squares, gram, penalty, nonnegative, tolerance, sweeps, codes):
    """Minimise |x - code D|^2 / 2 + penalty |code|_1 row by row, codes given as 0; says how many have not settled.

    A row has settled when its duality gap, which bounds what is left to gain, is at most ``tolerance`` |x|^2.

    Args:
        correlations: x D^T; squares: |x|^2; gram: D D^T.
    """
    k = len(gram)
    unsettled = 0
    for row in range(len(codes)):
        code, whole = codes[row], correlations[row]
        left = whole.copy()  # correlations with what the code does not explain yet
        settled = squares[row] == 0.0
        sweep = 0
        while not settled and sweep < sweeps:
            sweep += 1
            for j in range(k):
                if gram[j, j] <= 0.0:
                    continue
                pull = left[j] + gram[j, j] * code[j]
                if pull > penalty:
                    new = (pull - penalty) / gram[j, j]
                elif pull < -penalty and not nonnegative:
                    new = (pull + penalty) / gram[j, j]
                else:
                    new = 0.0
                step = new - code[j]
                if step != 0.0:
                    code[j] = new
                    for i in range(k):
                        left[i] -= step * gram[j, i]
            explained, size, rest, steepest = 0.0, 0.0, 0.0, 0.0
            for j in range(k):
                explained += whole[j] * code[j]
                rest += left[j] * code[j]
                size += abs(code[j])
                steepest = max(steepest, left[j] if nonnegative else abs(left[j]))
            residual = squares[row] - explained - rest
            shrink = min(1.0, penalty / steepest) if steepest > 0.0 else 1.0
            dual = shrink * (squares[row] - explained) - 0.5 * shrink * shrink * residual
            settled = 0.5 * residual + penalty * size - dual <= tolerance * squares[row]
        if not settled:
            unsettled += 1
    return unsettled


class SparseCodes(TransformerMixin, BaseEstimator):
    """Codes [rows, k] of which most coordinates are 0; rows are about codes @ ``dictionary_``.

    Args:
        k: coordinates, usually several times the vectors'.
        penalty: on the sum of a code's coordinates; more gives fewer.
        nonnegative: no coordinate below 0, so that being present is all it can say.
        steps: mini-batches in fitting.
        batch: rows of one.
        seed: of the first atoms, which are rows, and of the batches.
    """

    def __init__(
        self,
        k: int = 1000,
        penalty: float = 0.1,
        nonnegative: bool = True,
        steps: int = 200,
        batch: int = 256,
        seed: int = 0,
    ) -> None:
        self.k = k
        self.penalty = penalty
        self.nonnegative = nonnegative
        self.steps = steps
        self.batch = batch
        self.seed = seed

    def fit(self, x: Float[np.ndarray, "rows dim"], y: object = None) -> SparseCodes:
        """Learn the dictionary.

        Raises:
            ValueError: ``k``, ``steps``, ``batch`` or the penalty not positive, or all rows are zero.
        """
        for name in ("k", "steps", "batch", "penalty"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be positive, got {getattr(self, name)}")
        rows = x.astype(np.float64)
        rows = rows[np.abs(rows).max(axis=1) > 0]
        if not len(rows):
            raise ValueError("all rows are zero; there is nothing to learn atoms from")
        rng = np.random.default_rng(self.seed)
        atoms = _unit(rows[rng.choice(len(rows), self.k, replace=self.k > len(rows))], rng)
        used, seen = np.zeros((self.k, self.k)), np.zeros((self.k, rows.shape[1]))
        size = min(self.batch, len(rows))
        order = rng.permutation(len(rows))
        for step in range(self.steps):
            start = step * size % (len(rows) - size + 1)
            if start < size:
                order = rng.permutation(len(rows))
            part = rows[order[start : start + size]]
            codes, _ = self._solve(part, atoms, sweeps=100)
            # Mairal et al., section 3.4.3: the first batches, coded with poor atoms, are forgotten.
            theta = (step + 1) * size if step + 1 < size else size**2 + step + 1 - size
            keep = (theta + 1 - size) / (theta + 1)
            used = keep * used + codes.T @ codes / size
            seen = keep * seen + codes.T @ part / size
            for j in range(self.k):
                if used[j, j] <= UNUSED:
                    atoms[j] = _unit(rows[rng.integers(len(rows), size=1)], rng)[0]
                    used[j] = used[:, j] = seen[j] = 0
                    continue
                atoms[j] += (seen[j] - used[j] @ atoms) / used[j, j]
                atoms[j] /= max(1.0, float(np.linalg.norm(atoms[j])))
        self.dictionary_: Float[np.ndarray, "k dim"] = atoms
        return self

    def transform(self, x: Float[np.ndarray, "rows dim"]) -> Float[np.ndarray, "rows k"]:
        """Codes with the fitted dictionary.

        Raises:
            ArithmeticError: a row's code has not settled; the penalty is too small for so similar atoms.
        """
        if not hasattr(self, "dictionary_"):
            raise ValueError("not fitted; call fit first")
        codes, unsettled = self._solve(x.astype(np.float64), self.dictionary_, SWEEPS)
        if unsettled:
            raise ArithmeticError(f"{unsettled} of {len(x)} codes have not settled; raise the penalty")
        return codes

    def _solve(self, x: np.ndarray, atoms: np.ndarray, sweeps: int) -> tuple[np.ndarray, int]:
        """Codes, and how many have not settled after so many sweeps."""
        codes = np.zeros((len(x), len(atoms)))
        squares, penalty = (x**2).sum(axis=1), float(self.penalty)
        unsettled = _codes(
            x @ atoms.T, squares, atoms @ atoms.T, penalty, self.nonnegative, TOLERANCE, sweeps, codes
        )
        return codes, unsettled


def _unit(rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Atoms from rows: moved a little, so that no two are the same, and brought to length 1."""
    moved = rows + 0.01 * rows.std() * rng.normal(size=rows.shape)
    unit: np.ndarray = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    return unit
