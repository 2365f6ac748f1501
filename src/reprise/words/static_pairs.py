"""Token vectors fitted so that the sums of two texts that belong together agree.

Symmetric InfoNCE (``reprise.losses.info_nce``) over a batch's pairs, where a text's vector is the sum of its
tokens' vectors: weights and vectors are learned together, since a token's length is its weight in the sum. In
sentence-transformers' terms a ``StaticEmbedding`` under ``MultipleNegativesSymmetricRankingLoss``.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import scipy.sparse as sp
import torch
from jaxtyping import Float32
from torch import Tensor

from reprise.losses.info_nce import info_nce


def fit_static_pairs(
    vectors: Float32[np.ndarray, "tokens dim"],
    first: sp.csr_array,
    second: sp.csr_array,
    epochs: int = 3,
    batch_size: int = 512,
    learning_rate: float = 2e-3,
    temperature: float = 0.05,
    seed: int = 0,
    progress: Callable[[int, float], object] | None = None,
) -> Float32[np.ndarray, "tokens dim"]:
    """Better token vectors; row i of ``first`` and of ``second`` (token counts) are a pair.

    Args:
        vectors: where to start; scaled so that the mean length is 1, which the learning rate is meant for. A
            token that no text holds keeps its (scaled) vector.
        learning_rate: of Adam.
        progress: called after each epoch with its number, from 1, and the mean loss.
        seed: of the order of pairs.

    Raises:
        ValueError: counts that do not match each other or the vectors, or fewer pairs than two.
    """
    if first.shape != second.shape or first.shape[1] != len(vectors):
        raise ValueError(
            f"first and second must both be [pairs, {len(vectors)} tokens], got {first.shape} and {second.shape}"
        )
    if first.shape[0] < 2 or batch_size < 2:
        raise ValueError(
            f"at least two pairs a batch are needed, got {first.shape[0]} pairs, batch_size {batch_size}"
        )
    if epochs < 1:
        raise ValueError(f"epochs must be at least 1, got {epochs}")
    scaled = vectors / np.linalg.norm(vectors, axis=1).mean()
    table = torch.nn.Parameter(torch.tensor(scaled, dtype=torch.float32))
    optimizer = torch.optim.Adam([table], lr=learning_rate)
    order = np.random.default_rng(seed)
    size = min(batch_size, first.shape[0])
    for epoch in range(1, epochs + 1):
        shuffled = order.permutation(first.shape[0])
        losses = []
        for start in range(0, len(shuffled) - size + 1, size):
            batch = shuffled[start : start + size]
            loss = info_nce(
                _tensor(first[batch]) @ table,
                _tensor(second[batch]) @ table,
                temperature=temperature,
                symmetric=True,
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        if progress is not None:
            progress(epoch, float(np.mean(losses)))
    return table.detach().numpy()


def _tensor(counts: sp.csr_array) -> Tensor:
    with warnings.catch_warnings():
        # torch calls its sparse rows unfinished; a product of them with a dense matrix is all that is used.
        warnings.filterwarnings("ignore", message="Sparse CSR tensor support is in beta state")
        return torch.sparse_csr_tensor(
            torch.from_numpy(counts.indptr.astype(np.int64)),
            torch.from_numpy(counts.indices.astype(np.int64)),
            torch.from_numpy(counts.data.astype(np.float32)),
            size=counts.shape,
            check_invariants=False,
        )
