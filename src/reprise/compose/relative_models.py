"""Networks whose head reads relative representations, and stitching: the encoder of one, the head of another.

Moschella et al. 2023 (arXiv 2209.15430), section 4, and the official code: the anchors' *inputs* are kept; at
every step the current encoder encodes them, without gradient; LayerNorm over the similarities belongs to the
head's side. With batch norm the anchors are encoded in the model's mode but leave the running statistics alone
(the official code is not explicit here: reconstruction).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

import torch
from jaxtyping import Float
from torch import Tensor, nn

from reprise.compose.anchors import AnchorSet
from reprise.compose.relative import RelativeLayer

if TYPE_CHECKING:
    import pandas as pd


@contextmanager
def frozen_batch_statistics(module: nn.Module) -> Iterator[None]:
    """Within the block batch norm normalises as its mode says but does not learn running statistics."""
    norms = [m for m in module.modules() if isinstance(m, nn.modules.batchnorm._BatchNorm)]
    before = [(norm.momentum, norm.num_batches_tracked) for norm in norms]
    for norm in norms:
        norm.momentum = 0.0
        if norm.num_batches_tracked is not None:
            norm.num_batches_tracked = norm.num_batches_tracked.clone()
    try:
        yield
    finally:
        for norm, (momentum, tracked) in zip(norms, before, strict=True):
            norm.momentum, norm.num_batches_tracked = momentum, tracked


class RelativeEncoder(nn.Module):
    """An encoder followed by similarities to its own encodings of the anchors.

    Args:
        encoder: gives one vector (or map, which is flattened) a sample.
        anchors: their inputs are kept as a buffer.
        layer: the projection; its normalisation is not applied here.
        anchor_grad: let the gradient flow through the anchors' encodings too; the official code does not.
    """

    anchor_inputs: Tensor

    def __init__(
        self, encoder: nn.Module, anchors: AnchorSet, layer: RelativeLayer, anchor_grad: bool = False
    ) -> None:
        super().__init__()
        if layer.m != len(anchors):
            raise ValueError(f"the layer was made for {layer.m} anchors, got {len(anchors)}")
        self.encoder = encoder
        self.layer = layer
        self.anchor_grad = anchor_grad
        self.anchor_ids = anchors.ids
        self.register_buffer("anchor_inputs", torch.as_tensor(anchors.inputs))

    def encode_anchors(self) -> Float[Tensor, "m d"]:
        """The anchors as the encoder sees them now."""
        with (
            torch.set_grad_enabled(self.anchor_grad and torch.is_grad_enabled()),
            frozen_batch_statistics(self.encoder),
        ):
            out: Tensor = self.encoder(self.anchor_inputs).flatten(1)
        return out

    def forward(self, x: Float[Tensor, "n ..."]) -> Float[Tensor, "n out"]:
        """Similarities, before the normalisation."""
        return self.layer.project(self.encoder(x).flatten(1), self.encode_anchors())


class RelativeClassifier(nn.Module):
    """Relative encoder, normalisation of the similarities, head.

    Args:
        front: the encoder's side, which knows the anchors.
        head: reads ``front.layer.out_features`` numbers.
    """

    def __init__(self, front: RelativeEncoder, head: nn.Module) -> None:
        super().__init__()
        self.front = front
        self.head = head

    def read(self, r: Float[Tensor, "n out"]) -> Tensor:
        """The head's side alone: normalisation, then head."""
        out: Tensor = self.head(self.front.layer.normalize(r))
        return out

    def forward(self, x: Float[Tensor, "n ..."]) -> Tensor:
        """What the head makes of the relative representations."""
        return self.read(self.front(x))


class RelativeAutoencoder(RelativeClassifier):
    """The same with a decoder for a head: its output has the shape of the input."""

    def reconstruction_error(self, x: Float[Tensor, "n ..."]) -> Float[Tensor, " n"]:
        """Mean squared error of each sample."""
        return (self(x) - x).pow(2).flatten(1).mean(1)


class Stitched(nn.Module):
    """The front of one relative model with the head of another; made by :func:`stitch`."""

    def __init__(self, front: RelativeEncoder, back: RelativeClassifier) -> None:
        super().__init__()
        self.front = front
        self.back = back

    def forward(self, x: Float[Tensor, "n ..."]) -> Tensor:
        """Similarities in the front's space, read by the back's normalisation and head."""
        return self.back.read(self.front(x))


def stitch(front: RelativeClassifier, back: RelativeClassifier) -> Stitched:
    """Without any training: encoder and anchors' encodings of ``front``, normalisation and head of ``back``.

    Raises:
        ValueError: the two do not have the same anchors in the same order, or project differently.
    """
    left, right = front.front.anchor_ids, back.front.anchor_ids
    if len(left) != len(right):
        raise ValueError(f"the encoder's side has {len(left)} anchors, the head's side {len(right)}")
    if left != right:
        first = next(i for i, (a, b) in enumerate(zip(left, right, strict=True)) if a != b)
        raise ValueError(
            f"the anchors differ: at position {first} the encoder's side has sample {left[first]}, "
            f"the head's side {right[first]}; both need the same samples in the same order"
        )
    for name in ("similarity", "quantize", "smooth", "subspaces"):
        ours, theirs = getattr(front.front.layer, name), getattr(back.front.layer, name)
        if ours != theirs:
            raise ValueError(
                f"the encoder's side projects with {name}={ours!r}, the head's side with {theirs!r}"
            )
    return Stitched(front.front, back)


class BatchStandardize(nn.Module):
    """Each feature minus its mean over the batch, divided by its standard deviation; nothing is learned.

    At test time too it uses the batch it is given, so results are transductive.
    """

    def __init__(self, eps: float = 1e-5) -> None:
        super().__init__()
        self.eps = eps

    def forward(self, x: Float[Tensor, "n d"]) -> Float[Tensor, "n d"]:
        """Standardised features."""
        return (x - x.mean(0)) / (x.var(0, unbiased=False) + self.eps).sqrt()


def stitching_head(in_features: int, classes: int, batch_standardize: bool = True) -> nn.Sequential:
    """The head of the official classifiers on frozen encoders.

    LayerNorm - Linear - SiLU - standardise - Linear - SiLU - standardise - Linear. The official code ends in a
    ReLU, which is left out. Without ``batch_standardize`` the two standardisations are left out, and what the head
    says of a sample does not depend on its batch.
    """

    def block() -> list[nn.Module]:
        linear: list[nn.Module] = [nn.Linear(in_features, in_features), nn.SiLU()]
        return [*linear, BatchStandardize()] if batch_standardize else linear

    return nn.Sequential(nn.LayerNorm(in_features), *block(), *block(), nn.Linear(in_features, classes))


def stitching_matrix(
    fronts: Mapping[str, nn.Module],
    backs: Mapping[str, nn.Module],
    join: Callable[[nn.Module, nn.Module], nn.Module],
    score: Callable[[nn.Module], float],
) -> pd.DataFrame:
    """The score of every encoder with every head.

    Args:
        fronts, backs: models by name.
        join: makes one model of a front and a back, e.g. :func:`stitch`.
        score: of a joined model.

    Returns:
        a row a front, a column a back.
    """
    import pandas as pd

    return pd.DataFrame(
        {name: [score(join(front, back)) for front in fronts.values()] for name, back in backs.items()},
        index=list(fronts),
    )
