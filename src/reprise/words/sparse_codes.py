"""Sparse, over-complete codes of vectors, whose coordinates are easier to name than dense ones'.

Dictionary learning: min over A, D of |X - A D|^2 / 2 + penalty |A|_1 with A >= 0 (Faruqui et al. 2015, arXiv
1506.02004, with the non-negativity of Murphy et al. 2012), by scikit-learn's mini-batch solver. The k-sparse
auto-encoder (Makhzani and Frey 2013, arXiv 1312.5663) keeps the k largest units of a linear layer; it is the form
that is used on language models today.
"""

from __future__ import annotations

import warnings

import numpy as np
import torch
from jaxtyping import Float
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.exceptions import ConvergenceWarning
from torch import Tensor, nn

from reprise.train.seeding import generator


class SparseCodes(TransformerMixin, BaseEstimator):
    """Codes [rows, k] of which most coordinates are 0; rows are about codes @ ``dictionary_``.

    Args:
        k: coordinates, usually several times the vectors'.
        penalty: on the sum of a code's coordinates; more gives fewer.
        nonnegative: no coordinate below 0, so that being present is all it can say.
        steps: mini-batches in fitting.
        batch: rows of one.
        seed: of the first dictionary and the batches.
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
            ValueError: ``k`` below 1, or a penalty that is not positive.
        """
        from sklearn.decomposition import MiniBatchDictionaryLearning

        if self.k < 1 or self.penalty <= 0:
            raise ValueError(f"k and penalty must be positive, got {self.k} and {self.penalty}")
        size = min(self.batch, len(x))
        learner = MiniBatchDictionaryLearning(
            self.k,
            alpha=self.penalty,
            max_iter=max(1, self.steps * size // len(x)),
            fit_algorithm="cd",
            positive_code=self.nonnegative,
            batch_size=size,
            random_state=self.seed,
            max_no_improvement=None,
            tol=0.0,
        )
        with warnings.catch_warnings():
            # A step of the dictionary does not need its batch's codes to the solver's last digits.
            warnings.simplefilter("ignore", ConvergenceWarning)
            learner.fit(x.astype(np.float64))
        self.dictionary_: Float[np.ndarray, "k dim"] = learner.components_
        return self

    def transform(self, x: Float[np.ndarray, "rows dim"]) -> Float[np.ndarray, "rows k"]:
        """Codes, solved by coordinate descent for the whole dictionary."""
        from sklearn.linear_model import Lasso

        if not hasattr(self, "dictionary_"):
            raise ValueError("not fitted; call fit first")
        solver = Lasso(
            self.penalty / x.shape[1],  # its loss is a mean over the coordinates
            fit_intercept=False,
            precompute=self.dictionary_ @ self.dictionary_.T,
            positive=self.nonnegative,
            max_iter=10_000,
            tol=1e-4,
        )
        codes: np.ndarray = solver.fit(self.dictionary_.T, x.T.astype(np.float64)).coef_
        return codes.reshape(len(x), -1)


class KSparseAutoencoder(nn.Module):
    """x' = topk(relu((x - b) E + e)) D + b: at most ``active`` of ``k`` units speak for a row.

    Args:
        dim: of the vectors.
        k: units.
        active: how many are kept a row.
        seed: of the dictionary, whose rows have length 1; the encoder begins as its transpose.
    """

    def __init__(self, dim: int, k: int, active: int, seed: int = 0) -> None:
        super().__init__()
        if not 1 <= active <= k:
            raise ValueError(f"active must lie between 1 and k = {k}, got {active}")
        rows = torch.randn(k, dim, generator=generator(seed))
        self.dictionary = nn.Parameter(rows / rows.norm(dim=1, keepdim=True))
        self.encoder = nn.Parameter(self.dictionary.detach().T.clone())
        self.threshold = nn.Parameter(torch.zeros(k))
        self.centre = nn.Parameter(torch.zeros(dim))
        self.active = active

    def encode(self, x: Float[Tensor, "rows dim"]) -> Float[Tensor, "rows k"]:
        """Codes with at most ``active`` coordinates above 0."""
        units = torch.addmm(self.threshold, x - self.centre, self.encoder).relu()
        best = units.topk(self.active, dim=1)
        return torch.zeros_like(units).scatter(1, best.indices, best.values)

    def forward(self, x: Float[Tensor, "rows dim"]) -> Float[Tensor, "rows dim"]:
        """The vectors as their codes tell them."""
        return torch.addmm(self.centre, self.encode(x), self.dictionary)

    def fit(
        self,
        x: Float[Tensor, "rows dim"],
        steps: int = 2000,
        batch: int = 256,
        lr: float = 1e-3,
        seed: int = 0,
    ) -> KSparseAutoencoder:
        """Train on mean squared error by Adam; the dictionary's rows are brought back to length 1 after each step."""
        draws = generator(seed)
        with torch.no_grad():
            self.centre.copy_(x.mean(0))
        optimizer = torch.optim.Adam(self.parameters(), lr)
        for _ in range(steps):
            rows = x[torch.randint(len(x), (min(batch, len(x)),), generator=draws)]
            optimizer.zero_grad()
            nn.functional.mse_loss(self(rows), rows).backward()
            optimizer.step()
            with torch.no_grad():
                self.dictionary.div_(self.dictionary.norm(dim=1, keepdim=True))
        return self
