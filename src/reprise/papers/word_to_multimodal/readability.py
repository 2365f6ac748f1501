"""Which coordinates of word vectors can be read? An automatic word-intrusion measure on dense, turned and sparse ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from sklearn.decomposition import FastICA

from reprise.papers.word_to_multimodal.word_vectors import Vectors, word_vectors
from reprise.report import Progress, Row
from reprise.train import threads
from reprise.words import KSparseAutoencoder, SparseCodes, dist_ratio, varimax

RATIO, SPARSITY, ERROR = "distance ratio", "share of coordinates in use", "squared error, as a share"
DENSE, VARIMAX, ICA, SPARSE, K_SPARSE = "dense", "varimax", "ICA", "sparse codes", "k-sparse auto-encoder"


@dataclass(frozen=True)
class Readability:
    """Args:
    words: most frequent ones.
    atoms: coordinates of the sparse codes.
    penalty, steps: of dictionary learning; the penalty was chosen with a model that no verdict sees, for about 1% of
        coordinates in use.
    active, training: units that speak for a word in the auto-encoder, and its steps.
    """

    words: int = 4000
    atoms: int = 500
    penalty: float = 0.2
    steps: int = 60
    active: int = 20
    training: int = 600


def readability_rows(settings: Readability, vectors: Vectors, seed: int, progress: Progress) -> Iterator[Row]:
    """The distance ratio of each kind of coordinates; distances are always those of the dense vectors."""
    model = word_vectors(vectors, seed, progress)
    progress.say("readable coordinates")
    x = model.unit[: settings.words].astype(np.float64)
    codes = {DENSE: x, VARIMAX: x @ varimax(x, tolerance=1e-6)}
    codes[ICA] = FastICA(
        x.shape[1], whiten="unit-variance", max_iter=1000, tol=1e-3, random_state=seed
    ).fit_transform(x)
    sparse = SparseCodes(settings.atoms, settings.penalty, steps=settings.steps, seed=seed).fit(x)
    codes[SPARSE] = sparse.transform(x)
    rows = torch.from_numpy(x).float()
    with threads(1):
        autoencoder = KSparseAutoencoder(x.shape[1], settings.atoms, settings.active, seed)
        autoencoder.fit(rows, settings.training, seed=seed)
    codes[K_SPARSE] = autoencoder.encode(rows).detach().double().numpy()
    for method, matrix in codes.items():
        yield Row(method, RATIO, dist_ratio(matrix, space=x), seed, "")
        yield Row(method, SPARSITY, float((matrix != 0).mean()), seed, "")
    left = {
        SPARSE: x - codes[SPARSE] @ sparse.dictionary_,
        K_SPARSE: (rows - autoencoder(rows)).detach().numpy(),
    }
    for method, difference in left.items():
        yield Row(method, ERROR, float((difference**2).sum() / (x**2).sum()), seed, "")
