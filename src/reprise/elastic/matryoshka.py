"""Matryoshka representation learning: one embedding whose every prefix is trained to be usable.

Kusupati et al. 2022 (arXiv 2205.13147), equation 1: with sizes M and weights c_m,

    L = sum over m in M of c_m * loss(prefix of length m),

a sum and not a mean, c_m = 1. Classification has a linear classifier for every size
(:class:`MatryoshkaHead`), or one whose columns are shared (``tied=True``, the paper's MRL-E), followed by
:class:`NestedCrossEntropy`. Any other loss on embeddings is wrapped by :class:`MatryoshkaLoss`; for
contrastive losses every prefix is normalised on its own (``normalize=True``).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from reprise.elastic.nesting import check_dims, check_weights, truncate

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

REDUCTIONS = ("sum", "mean")


class MatryoshkaHead(nn.Module):
    """Linear classifiers on the prefixes of an embedding.

    Args:
        in_features: the embedding's width D.
        num_classes: C.
        dims: the sizes; the largest should be D.
        tied: one matrix of shape (C, D) whose first m columns serve size m, and one bias for all sizes, as in
            the official code. All sizes then cost one matrix product: column blocks are multiplied apart and
            added up cumulatively.
        bias: whether classifiers have a bias; untied, each has its own.

    The masked-language-model variant is the tied head with the vocabulary as classes.
    """

    def __init__(
        self, in_features: int, num_classes: int, dims: Sequence[int], tied: bool = False, bias: bool = True
    ) -> None:
        super().__init__()
        self.in_features = in_features
        self.num_classes = num_classes
        self.dims = check_dims(dims, in_features)
        self.tied = tied
        widths = (in_features,) if tied else self.dims
        self.classifiers = nn.ModuleList(nn.Linear(width, num_classes, bias=bias) for width in widths)

    def forward(self, z: Float[Tensor, "*batch dim"]) -> Float[Tensor, "sizes *batch classes"]:
        """Logits of all sizes, smallest first."""
        self._check_width(z)
        if not self.tied:
            return torch.stack(
                [head(z[..., :dim]) for dim, head in zip(self.dims, self.classifiers, strict=True)]
            )
        shared = cast(nn.Linear, self.classifiers[0])
        edges = (0, *self.dims)
        blocks = [z[..., a:b] @ shared.weight[:, a:b].T for a, b in itertools.pairwise(edges)]
        logits = torch.stack(blocks).cumsum(0)
        return logits if shared.bias is None else logits + shared.bias

    def logits_at(self, z: Float[Tensor, "*batch dim"], dim: int) -> Float[Tensor, "*batch classes"]:
        """Logits from the first ``dim`` coordinates: any size when tied, the trained ones when not."""
        self._check_width(z)
        if self.tied:
            if not 1 <= dim <= self.in_features:
                raise ValueError(f"dim must lie between 1 and {self.in_features}, got {dim}")
            shared = cast(nn.Linear, self.classifiers[0])
            return nn.functional.linear(z[..., :dim], shared.weight[:, :dim], shared.bias)
        if dim not in self.dims:
            raise ValueError(
                f"no classifier was made for size {dim}; there are {self.dims}, or use tied=True"
            )
        return cast(Tensor, self.classifiers[self.dims.index(dim)](z[..., :dim]))

    def _check_width(self, z: Tensor) -> None:
        if z.shape[-1] != self.in_features:
            raise ValueError(
                f"the head was made for embeddings of width {self.in_features}, got {z.shape[-1]}"
            )


class NestedCrossEntropy(nn.Module):
    """Weighted cross-entropy over the sizes of a :class:`MatryoshkaHead`.

    Args:
        weights: c_m, one a size; 1 by default.
        label_smoothing: as in ``torch.nn.CrossEntropyLoss``.
        reduction: over sizes, ``"sum"`` as in the paper or ``"mean"``. Over the targets it is always the mean.
        ignore_index: targets of this value do not count (masked language models).
    """

    def __init__(
        self,
        weights: Sequence[float] | None = None,
        label_smoothing: float = 0.0,
        reduction: str = "sum",
        ignore_index: int = -100,
    ) -> None:
        super().__init__()
        _check_reduction(reduction)
        self.ignore_index = ignore_index
        self.weights = weights
        self.label_smoothing = label_smoothing
        self.reduction = reduction

    def forward(
        self, logits: Float[Tensor, "sizes *batch classes"], targets: Int[Tensor, "*batch"]
    ) -> Float[Tensor, ""]:
        """The scalar loss, for one target an item or one a token."""
        sizes, classes = logits.shape[0], logits.shape[-1]
        weights = logits.new_tensor(check_weights(self.weights, sizes))
        each = nn.functional.cross_entropy(
            logits.reshape(-1, classes),
            targets.flatten().repeat(sizes),
            reduction="none",
            label_smoothing=self.label_smoothing,
            ignore_index=self.ignore_index,
        )
        counted = (targets != self.ignore_index).sum()
        total = (each.view(sizes, -1).sum(1) / counted) @ weights
        return total / sizes if self.reduction == "mean" else total


class MatryoshkaLoss(nn.Module):
    """Applies any loss on embeddings to every prefix and adds up.

    Args:
        loss: called as ``loss(*truncated, **keywords)``, giving a scalar.
        dims: the sizes.
        weights: c_m, one a size, in the order of ``dims``; 1 by default.
        normalize: scale every prefix to length 1 before the loss sees it (contrastive losses).
        reduction: ``"sum"`` as in the paper, or ``"mean"`` (the sum divided by the number of sizes).
        dims_per_step: so many sizes, drawn anew without replacement at each call; their sum is scaled by
            sizes / drawn, so that it is unbiased. None uses all.
        embeddings: how many of the positional arguments are embeddings; None takes every one that looks like the
            first (see :meth:`forward`).
        seed: of that draw.
    """

    def __init__(
        self,
        loss: Callable[..., Tensor],
        dims: Sequence[int],
        weights: Sequence[float] | None = None,
        normalize: bool = False,
        reduction: str = "sum",
        dims_per_step: int | None = None,
        embeddings: int | None = None,
        seed: int = 0,
    ) -> None:
        super().__init__()
        _check_reduction(reduction)
        self.embeddings = embeddings
        self.loss = loss
        self.dims = check_dims(dims)
        by_size = dict(zip((int(dim) for dim in dims), check_weights(weights, len(self.dims)), strict=True))
        self.weights = tuple(by_size[dim] for dim in self.dims)
        self.normalize = normalize
        self.reduction = reduction
        if dims_per_step is not None and not 1 <= dims_per_step <= len(self.dims):
            raise ValueError(f"dims_per_step must lie between 1 and {len(self.dims)}, got {dims_per_step}")
        self.dims_per_step = dims_per_step
        self._generator = torch.Generator().manual_seed(seed)

    def forward(
        self, *embeddings: Any, return_parts: bool = False, **keywords: Any
    ) -> Tensor | tuple[Tensor, dict[int, Tensor]]:
        """The scalar loss; with ``return_parts`` also the unweighted loss of every size that was used.

        Args:
            embeddings: the first one's last axis is the embedding's width D. Every floating-point tensor with as
                many axes as the first whose last axis is D is truncated (or the first few, where the loss was
                told how many are embeddings: a square matrix of scores can look like one); everything else is
                handed on as it is.
        """
        if not embeddings or not isinstance(embeddings[0], Tensor):
            raise TypeError("the first argument must be a tensor of embeddings, shape (..., D)")
        width = embeddings[0].shape[-1]
        check_dims(self.dims, width)

        def cut(place: int, argument: Any, dim: int) -> Any:
            if self.embeddings is None:
                like = isinstance(argument, Tensor) and argument.ndim == embeddings[0].ndim
                cuts = like and argument.is_floating_point() and argument.shape[-1] == width
            else:
                cuts = place < self.embeddings
            return truncate(argument, dim, self.normalize) if cuts else argument

        chosen = self._draw()
        parts = {
            self.dims[i]: self.loss(
                *(cut(place, argument, self.dims[i]) for place, argument in enumerate(embeddings)), **keywords
            )
            for i in chosen
        }
        total = torch.stack([self.weights[i] * parts[self.dims[i]] for i in chosen]).sum()
        total = total * (len(self.dims) / len(chosen))
        if self.reduction == "mean":
            total = total / len(self.dims)
        return (total, parts) if return_parts else total

    def _draw(self) -> list[int]:
        if self.dims_per_step is None:
            return list(range(len(self.dims)))
        order = torch.randperm(len(self.dims), generator=self._generator)
        return sorted(order[: self.dims_per_step].tolist())

    def to_sentence_transformers(self, model: SentenceTransformer, loss: nn.Module) -> nn.Module:
        """sentence-transformers' own ``MatryoshkaLoss`` with these settings, for its trainer.

        Args:
            model: the embedder that is trained.
            loss: a sentence-transformers loss made for ``model``.

        Raises:
            ValueError: ``normalize`` is off; theirs always normalises.
        """
        from sentence_transformers.sentence_transformer import losses

        if not self.normalize:
            raise ValueError(
                "sentence-transformers normalises every prefix; make this loss with normalize=True"
            )
        scale = 1 / len(self.dims) if self.reduction == "mean" else 1.0
        if self.dims_per_step is not None:
            scale *= len(self.dims) / self.dims_per_step
        return losses.MatryoshkaLoss(
            model,
            loss,
            matryoshka_dims=list(self.dims),
            matryoshka_weights=[weight * scale for weight in self.weights],
            n_dims_per_step=-1 if self.dims_per_step is None else self.dims_per_step,
        )


def _check_reduction(reduction: str) -> None:
    if reduction not in REDUCTIONS:
        raise ValueError(f"reduction must be one of {', '.join(REDUCTIONS)}, got {reduction!r}")
