"""The network of Disambiguated Skip-gram: sense vectors, the choice among them, and the loss.

Grzegorczyk and Kurdziel 2018 (EMNLP, D18-1174). A context is the mean of its words' OUTPUT vectors, without gradient;
p(s | w, C) = softmax((Q_w c + q_w) / T); the center is sum_s y_s V_{w,s} and predicts every word of the context. The
marginal likelihood, log sum_s p(s | w, C) prod_o p(o | V_{w,s}), is ours: with few senses the sum that the relaxed
draw estimates can be had exactly.
"""

from __future__ import annotations

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn
from torch.nn import functional as F

from reprise.nn.concrete import relaxed_one_hot
from reprise.nn.sampled_softmax import SampledSoftmax

CHOICES = ("relaxed", "softmax", "marginal")


class SenseModel(nn.Module):
    """Starts with one set of choice weights for all words; :meth:`part_choice` gives each word a copy.

    Args:
        words: size of the vocabulary, the most frequent first.
        senses: vectors a word; with 1 the model is skip-gram with a sampled softmax.
        dim: of the vectors.
        sampled: expected candidates of the softmax.
        generator: draws the first sense vectors, uniform within 0.5 / dim / senses of 0; all else starts at 0.

    Raises:
        ValueError: no senses.
    """

    def __init__(
        self, words: int, senses: int, dim: int, sampled: int = 64, generator: torch.Generator | None = None
    ) -> None:
        super().__init__()
        if senses < 1:
            raise ValueError(f"a word needs at least 1 sense, got senses={senses}")
        bound = 0.5 / dim / senses
        self.vectors = nn.Parameter(
            torch.empty(words, senses, dim).uniform_(-bound, bound, generator=generator)
        )
        self.outputs = SampledSoftmax(words, dim, sampled)
        nn.init.zeros_(self.outputs.weight)
        self.choice = nn.Parameter(torch.zeros(1, senses, dim))
        self.choice_bias = nn.Parameter(torch.zeros(1, senses))

    def part_choice(self) -> None:
        """From now on every word has its own choice weights; they start as the shared ones."""
        words = len(self.vectors)
        if len(self.choice) != words:
            self.choice = nn.Parameter(self.choice.detach().repeat(words, 1, 1))
            self.choice_bias = nn.Parameter(self.choice_bias.detach().repeat(words, 1))

    def logits(
        self,
        words: Int[Tensor, " batch"],
        contexts: Int[Tensor, "batch neighbours"],
        real: Bool[Tensor, "batch neighbours"],
    ) -> Float[Tensor, "batch senses"]:
        """Q_w c + q_w; a context without words is the zero vector."""
        weight = self.outputs.weight.detach()
        share = real.to(weight.dtype) / real.sum(1, keepdim=True).clamp(min=1)
        around = F.embedding_bag(contexts, weight, per_sample_weights=share, mode="sum")
        if len(self.choice) == 1:
            return torch.addmm(self.choice_bias[0], around, self.choice[0].T)
        senses, dim = self.choice.shape[1:]
        own = F.embedding(words, self.choice.flatten(1)).view(-1, senses, dim)
        return (own * around[:, None]).sum(2) + F.embedding(words, self.choice_bias)

    def loss(
        self,
        words: Int[Tensor, " batch"],
        contexts: Int[Tensor, "batch neighbours"],
        real: Bool[Tensor, "batch neighbours"],
        choice: str = "relaxed",
        temperature: float = 1.0,
        entropy_weight: float = 0.0,
        parallel_weight: float = 0.0,
        huber: float | None = None,
        generator: torch.Generator | None = None,
    ) -> Float[Tensor, ""]:
        """Mean over pairs of center and context word, plus the weighted mean entropy of the choice and its penalty.

        Args:
            words, contexts, real: centers, their neighbours, and which of these stand for a word.
            choice: ``"relaxed"`` mixes the sense vectors by a relaxed draw, ``"softmax"`` by the probabilities
                themselves, ``"marginal"`` sums the likelihood over senses.
            temperature: of the choice and of the draw.
            entropy_weight: negative rewards undecided choices.
            parallel_weight, huber: of :meth:`parallel`.
            generator: draws candidates and senses.
        """
        if choice not in CHOICES:
            raise ValueError(f"choice must be one of {', '.join(CHOICES)}, got {choice!r}")
        if not temperature > 0:
            raise ValueError(f"temperature must be above 0, got {temperature}")
        batch, senses, dim = len(words), *self.vectors.shape[1:]
        drawn = self.outputs.draw(generator)
        vectors = F.embedding(words, self.vectors.flatten(1)).view(batch, senses, dim)
        logits = self.logits(words, contexts, real)
        log_shares = (logits / temperature).log_softmax(1)
        pairs = real.sum().clamp(min=1)
        if choice == "marginal":
            each = contexts[:, None].expand(-1, senses, -1).flatten(0, 1)
            costs = self.outputs.candidate_loss(vectors.flatten(0, 1), each, drawn).view(batch, senses, -1)
            costs = (costs * real[:, None]).sum(2)
            total = -torch.logsumexp(log_shares - costs, 1).sum() / pairs
        else:
            if choice == "relaxed":
                shares = relaxed_one_hot(logits, temperature, generator)
            else:
                shares = log_shares.exp()
            centers = (shares.unsqueeze(2) * vectors).sum(1)
            total = (self.outputs.candidate_loss(centers, contexts, drawn) * real).sum() / pairs
        if entropy_weight:
            total = total - entropy_weight * (log_shares.exp() * log_shares).sum(1).mean()
        if parallel_weight:
            total = total + parallel_weight * self.parallel(words, huber)
        return total

    def parallel(self, words: Int[Tensor, " batch"], huber: float | None = None) -> Float[Tensor, ""]:
        """(1 / K) sum over ordered pairs i != j of (Q_i . Q_j)^2, mean over the words: senses must not agree.

        Args:
            huber: beyond this absolute product the square goes on as a straight line (Huber's loss, doubled so that
                it is the square near 0).
        """
        weights = self.choice[words] if len(self.choice) > 1 else self.choice
        products = weights @ weights.transpose(1, 2)
        senses = products.shape[1]
        off = products.masked_fill(torch.eye(senses, dtype=torch.bool, device=products.device), 0.0)
        if huber is not None:
            costs = 2 * F.huber_loss(off, torch.zeros_like(off), reduction="none", delta=huber)
        else:
            costs = off.square()
        return costs.sum((1, 2)).mean() / senses
