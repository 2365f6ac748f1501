"""Softmax over a large vocabulary, trained on a sample of it.

Jean et al. 2015 (arXiv 1412.2007), section 3: the loss is a softmax over the true class and sampled candidates, each
logit lowered by the logarithm of how often its class is expected among them. Classes are numbered by frequency and
expected as often as n draws from the log-uniform distribution p(k) = log((k + 2) / (k + 1)) / log(K + 1) would hit
them at least once. Each enters the sample independently with that probability; the posterior of the true class given
the candidates is then exactly this softmax, so that its minimum is the full softmax's.
"""

from __future__ import annotations

import math

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn
from torch.nn import functional as F


def inclusion_probabilities(classes: int, sampled: int) -> Float[Tensor, " classes"]:
    """1 - (1 - p_k)^n for log-uniform p, with n such that they add up to ``sampled``; all 1 when it is ``classes``.

    Raises:
        ValueError: ``sampled`` is not between 1 and ``classes``.
    """
    if not 1 <= sampled <= classes:
        raise ValueError(f"sampled must lie between 1 and the number of classes {classes}, got {sampled}")
    if sampled == classes:
        return torch.ones(classes)
    k = torch.arange(classes, dtype=torch.float64)
    never = torch.log1p(-(((k + 2) / (k + 1)).log() / math.log(classes + 1)))
    low, high = 0.0, 60.0  # log n
    for _ in range(80):
        middle = (low + high) / 2
        if float(-torch.expm1(math.exp(middle) * never).sum()) < sampled:
            low = middle
        else:
            high = middle
    return -torch.expm1(math.exp(low) * never).float()


class SampledSoftmax(nn.Module):
    """Scores W h + b of all classes, with a loss that looks at some of them.

    Args:
        classes: how many, the most frequent first.
        dim: of h.
        sampled: expected number of candidates in a loss.
    """

    inclusion: Tensor

    def __init__(self, classes: int, dim: int, sampled: int = 1024) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(classes, dim).uniform_(-1, 1) / math.sqrt(dim))
        self.bias = nn.Parameter(torch.zeros(classes))
        self.register_buffer("inclusion", inclusion_probabilities(classes, min(sampled, classes)))

    @torch.no_grad()
    def start_at(self, counts: Int[Tensor, " classes"]) -> None:
        """Let b be the logarithm of the classes' shares, each counted half a time more: what h = 0 then predicts.

        To be called before training, which otherwise spends its first hundreds of steps on these shares.
        """
        smoothed = counts.to(self.bias.device, torch.float64) + 0.5
        self.bias.copy_((smoothed / smoothed.sum()).log())

    def forward(self, hidden: Float[Tensor, "*batch dim"]) -> Float[Tensor, "*batch classes"]:
        """Logits of every class."""
        return F.linear(hidden, self.weight, self.bias)

    def full_loss(
        self, hidden: Float[Tensor, "rows dim"], target: Int[Tensor, " rows"]
    ) -> Float[Tensor, " rows"]:
        """Cross-entropy over every class, in nats, one number a row."""
        return F.cross_entropy(self(hidden), target, reduction="none")

    def sampled_loss(
        self,
        hidden: Float[Tensor, "rows dim"],
        target: Int[Tensor, "rows ..."],
        generator: torch.Generator | None = None,
    ) -> Float[Tensor, "rows ..."]:
        """Cross-entropy over the true class and candidates that all rows share; a row may have several targets.

        Args:
            generator: draws the candidates; by default torch's own, which :func:`reprise.train.fit` seeds.
        """
        return self.candidate_loss(hidden, target, self.draw(generator))

    def draw(self, generator: torch.Generator | None = None) -> Bool[Tensor, " classes"]:
        """A sample: true for the classes in it."""
        device = self.inclusion.device
        return torch.rand(len(self.inclusion), generator=generator, device=device) < self.inclusion

    def candidate_loss(
        self,
        hidden: Float[Tensor, "rows dim"],
        target: Int[Tensor, "rows ..."],
        drawn: Bool[Tensor, " classes"],
    ) -> Float[Tensor, "rows ..."]:
        """The loss with a given sample."""
        candidates = drawn.nonzero().squeeze(1)
        lowered = self.bias - self.inclusion.log()
        others = torch.addmm(lowered[candidates], hidden, self.weight[candidates].T)
        each = [1] * (target.ndim - 1)
        # A product and a sum are faster on CPU than as many small matrix products.
        own = (F.embedding(target, self.weight) * hidden.view(len(hidden), *each, -1)).sum(-1) + lowered[
            target
        ]
        total = torch.logsumexp(others, 1).view(-1, *each).expand_as(own)
        # Where the own class was drawn it is in the sum already.
        return torch.where(drawn[target], total, torch.logaddexp(total, own)) - own
