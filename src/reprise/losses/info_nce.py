"""InfoNCE: tell the positive apart from the other pairs of the batch.

van den Oord et al. 2018 (arXiv 1807.03748), equation 4, with cosine similarities over a temperature.
"""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor, nn


def info_nce(
    anchors: Float[Tensor, "batch dim"],
    positives: Float[Tensor, "batch dim"],
    negatives: Float[Tensor, "negatives dim"] | None = None,
    temperature: float = 0.05,
    symmetric: bool = False,
    normalize: bool = True,
) -> Float[Tensor, ""]:
    """Mean cross-entropy of each anchor's own positive among all positives of the batch.

    Args:
        negatives: further candidates that are nobody's positive.
        temperature: similarities are divided by it; positive.
        symmetric: average with the loss of positives looking for their anchors (without ``negatives``).
        normalize: use cosines; else inner products.

    Raises:
        ValueError: fewer than two candidates (the loss would be zero), or a temperature that is not positive.
    """
    if temperature <= 0:
        raise ValueError(f"temperature must be positive, got {temperature}")
    if len(positives) + (0 if negatives is None else len(negatives)) < 2:
        raise ValueError(
            "InfoNCE needs at least two candidates to tell apart; use a larger batch or negatives"
        )
    candidates = positives if negatives is None else torch.cat([positives, negatives])
    if normalize:
        anchors, candidates = (
            nn.functional.normalize(anchors, dim=-1),
            nn.functional.normalize(candidates, dim=-1),
        )
    scores = anchors @ candidates.T / temperature
    targets = torch.arange(len(anchors), device=scores.device)
    loss = nn.functional.cross_entropy(scores, targets)
    if symmetric:
        back = nn.functional.cross_entropy(scores[:, : len(positives)].T, targets)
        loss = (loss + back) / 2
    return loss
