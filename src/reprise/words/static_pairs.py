"""Token vectors fitted so that the sums of two texts that belong together agree.

Symmetric InfoNCE (``reprise.losses.info_nce``) over a batch's pairs, where a text's vector is the sum of its
tokens' vectors: weights and vectors are learned together, since a token's length is its weight in the sum. In
sentence-transformers' terms a ``StaticEmbedding`` under ``MultipleNegativesSymmetricRankingLoss``.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import scipy.sparse as sp
import torch
from jaxtyping import Float32, Int

from reprise.losses.info_nce import info_nce


def fit_static_pairs(
    vectors: Float32[np.ndarray, "tokens dim"],
    first: sp.csr_array,
    second: sp.csr_array,
    epochs: int = 3,
    batch_size: int = 512,
    learning_rate: float = 2e-3,
    temperature: float = 0.05,
    groups: Int[np.ndarray, " labels"] | None = None,
    anneal: bool = False,
    seed: int = 0,
    progress: Callable[[int, float], object] | None = None,
) -> Float32[np.ndarray, "tokens dim"]:
    """Better token vectors; row i of ``first`` and of ``second`` (token counts) are a pair.

    Args:
        vectors: where to start; scaled so that the mean length is 1, which the learning rate is meant for. A
            token that no text holds keeps its (scaled) vector.
        learning_rate: of Adam.
        groups: where each pair comes from; a batch then holds pairs of one group only, so that it cannot be told
            apart by its source, and batches of all groups are mixed. A group smaller than a batch is refused.
        anneal: let the rate fall linearly to 0.
        progress: called after each epoch with its number, from 1, and the mean loss.
        seed: of the order of pairs.

    Raises:
        ValueError: counts that do not match each other or the vectors, fewer pairs than two, or a group with fewer
            pairs than a batch.
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
    size = min(batch_size, first.shape[0])
    members = [np.arange(first.shape[0])]
    if groups is not None:
        if groups.shape != first.shape[:1]:
            raise ValueError(f"groups must label the {first.shape[0]} pairs, got shape {groups.shape}")
        members = [np.flatnonzero(groups == group) for group in np.unique(groups)]
        if min(map(len, members)) < size:
            raise ValueError(f"a group has {min(map(len, members))} pairs, fewer than a batch of {size}")
    steps = epochs * sum(len(pairs) // size for pairs in members)
    scaled = vectors / np.linalg.norm(vectors, axis=1).mean()
    table = torch.nn.Parameter(torch.tensor(scaled, dtype=torch.float32))
    plain = table.detach().numpy()  # the same memory
    optimizer = torch.optim.Adam([table], lr=learning_rate, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 - step / steps if anneal else 1.0)
    order = np.random.default_rng(seed)
    for epoch in range(1, epochs + 1):
        losses = []
        for batch in _batches(members, size, order):
            one, two = first[batch], second[batch]
            a, b = (torch.from_numpy(counts @ plain).requires_grad_() for counts in (one, two))
            loss = info_nce(a, b, temperature=temperature, symmetric=True)
            below = torch.autograd.grad(loss, (a, b))
            # The sums' gradients go back through the counts by scipy, much faster than torch's sparse product.
            table.grad = torch.from_numpy(one.T @ below[0].numpy() + two.T @ below[1].numpy())
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        if progress is not None:
            progress(epoch, float(np.mean(losses)))
    return plain


def _batches(members: list[np.ndarray], size: int, order: np.random.Generator) -> list[np.ndarray]:
    """An epoch's batches, each from one group, the rest of a group left out."""
    batches = []
    for pairs in members:
        shuffled = order.permutation(pairs)
        batches += [shuffled[i : i + size] for i in range(0, len(pairs) - size + 1, size)]
    return [batches[i] for i in order.permutation(len(batches))] if len(members) > 1 else batches
