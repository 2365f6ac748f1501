"""Relative representations: a sample is described by its similarities to anchor samples.

Moschella et al. 2023 (arXiv 2209.15430), section 3: r_x = (cos(E(x), E(a_1)), ..., cos(E(x), E(a_m))). Cosines do
not change under rotations, reflections and rescalings of the latent space, so spaces of networks that were
trained apart become comparable. The variants are those of the official code: inner products over sqrt(d),
coordinates in the frame of the anchors, quantised similarities, similarities block by block of the latent space,
and averages over the anchors of a class.
"""

from __future__ import annotations

import math
import warnings

import numpy as np
import torch
from jaxtyping import Float, Int
from sklearn.base import BaseEstimator, TransformerMixin
from torch import Tensor, nn

from reprise.compose.anchors import select_anchors

SIMILARITIES = ("cosine", "inner", "basis", "euclid")
NORMS = ("layer", "l2", "none")


def relative_projection(
    x: Float[Tensor, "n d"],
    anchors: Float[Tensor, "m width"],
    similarity: str = "cosine",
    center: bool = False,
    eps: float | None = None,
) -> Float[Tensor, "n m"]:
    """Similarities of every sample to every anchor.

    Args:
        similarity: ``"cosine"``, in [-1, 1], unchanged by any rotation and scale of the space; ``"inner"``, inner
            products divided by sqrt(d), unchanged by rotations; ``"basis"``, the least-squares coordinates c with
            c @ anchors = x, unchanged by any invertible linear map when the anchors span the space; ``"euclid"``,
            minus the distance, unchanged by rotations and translations.
        center: subtract the mean of the anchors from both first, which makes the result unchanged by
            translations too (not in the paper's main form).
        eps: shortest length to divide by. None refuses vectors of length zero.

    Raises:
        ValueError: different widths, fewer than two anchors, a vector that is not finite, one of length zero
            without ``eps``, equal anchors in ``"basis"``, or an unknown similarity.
    """
    if similarity not in SIMILARITIES:
        raise ValueError(f"similarity must be one of {', '.join(SIMILARITIES)}, got {similarity!r}")
    if x.shape[1] != anchors.shape[1]:
        raise ValueError(f"samples have {x.shape[1]} dimensions, anchors {anchors.shape[1]}")
    if len(anchors) < 2:
        raise ValueError(f"at least two anchors are needed, got {len(anchors)}")
    _check_finite(x, "sample")
    _check_finite(anchors, "anchor")
    if center:
        mean = anchors.mean(0)
        x, anchors = x - mean, anchors - mean
    if similarity == "cosine":
        return _unit(x, eps, "sample") @ _unit(anchors, eps, "anchor").T
    if similarity == "inner":
        return x @ anchors.T / math.sqrt(x.shape[1])
    if similarity == "euclid":
        return -torch.cdist(x, anchors, compute_mode="donot_use_mm_for_euclid_dist")
    if len(torch.unique(anchors, dim=0)) < len(anchors):
        raise ValueError("equal anchors do not give unique coordinates; leave the duplicates out")
    return x @ torch.linalg.pinv(anchors)


def _check_finite(x: Tensor, what: str) -> None:
    bad = ~torch.isfinite(x).all(1)
    if bool(bad.any()):
        raise ValueError(f"{what} {int(bad.nonzero()[0])} is not finite")


def _unit(x: Tensor, eps: float | None, what: str) -> Tensor:
    length = x.norm(dim=1, keepdim=True)
    if eps is None:
        zero = length[:, 0] == 0
        if bool(zero.any()):
            raise ValueError(
                f"{what} {int(zero.nonzero()[0])} has length zero and no direction; pass eps to allow it"
            )
        return x / length
    return x / length.clamp_min(eps)


def quantize_similarities(
    r: Float[Tensor, "*shape"], bin_size: float, smooth: bool = False
) -> Float[Tensor, "*shape"]:
    """Similarities rounded to multiples of ``bin_size``.

    With ``smooth`` the steps are s - sin(2 pi s) / (2 pi) in units of the bin: flat at the multiples, and
    differentiable everywhere.
    """
    if bin_size <= 0:
        raise ValueError(f"bin_size must be positive, got {bin_size}")
    s = r / bin_size
    return bin_size * (s - torch.sin(2 * math.pi * s) / (2 * math.pi) if smooth else s.round())


def average_by_class(r: Float[Tensor, "n m"], labels: Int[Tensor, " m"]) -> Float[Tensor, "n classes"]:
    """The mean similarity to the anchors of each class; labels run from 0 to the number of classes - 1."""
    members = nn.functional.one_hot(labels).to(r.dtype)
    counts = members.sum(0)
    if bool((counts == 0).any()):
        raise ValueError(f"class {int((counts == 0).nonzero()[0])} has no anchor")
    return r @ members / counts


class RelativeLayer(nn.Module):
    """Relative projection with an output normalisation, for training end to end.

    Args:
        m: number of anchors.
        norm: of the similarities: ``"layer"`` (LayerNorm with learned scale and shift, as in every official
            model), ``"l2"`` or ``"none"``.
        similarity: see :func:`relative_projection`.
        quantize: bin size of the similarities; None leaves them as they are.
        smooth: soft steps, see :func:`quantize_similarities`; hard steps pass no gradient.
        subspaces: the latent space is cut into so many equal blocks, projected apart, and the results joined:
            the output then has m * subspaces entries.
        eps: shortest length to divide by.
    """

    def __init__(
        self,
        m: int,
        norm: str = "layer",
        similarity: str = "cosine",
        quantize: float | None = None,
        smooth: bool = False,
        subspaces: int = 1,
        eps: float = 1e-8,
    ) -> None:
        super().__init__()
        if norm not in NORMS:
            raise ValueError(f"norm must be one of {', '.join(NORMS)}, got {norm!r}")
        if subspaces < 1:
            raise ValueError(f"subspaces must be at least 1, got {subspaces}")
        self.m, self.norm, self.similarity, self.eps = m, norm, similarity, eps
        self.quantize, self.smooth, self.subspaces = quantize, smooth, subspaces
        self.layer_norm = nn.LayerNorm(m * subspaces) if norm == "layer" else nn.Identity()

    @property
    def out_features(self) -> int:
        return self.m * self.subspaces

    def project(self, x: Float[Tensor, "n d"], anchors: Float[Tensor, "m d"]) -> Float[Tensor, "n out"]:
        """Similarities before the normalisation: what a space hands over when it is stitched."""
        if len(anchors) != self.m:
            raise ValueError(f"the layer was made for {self.m} anchors, got {len(anchors)}")
        if x.shape[1] % self.subspaces:
            raise ValueError(f"{x.shape[1]} dimensions cannot be cut into {self.subspaces} equal blocks")
        blocks = zip(x.chunk(self.subspaces, 1), anchors.chunk(self.subspaces, 1), strict=True)
        r = torch.cat([relative_projection(a, b, self.similarity, eps=self.eps) for a, b in blocks], 1)
        return r if self.quantize is None else quantize_similarities(r, self.quantize, self.smooth)

    def normalize(self, r: Float[Tensor, "n out"]) -> Float[Tensor, "n out"]:
        """The output normalisation alone: it belongs to the side that reads the similarities."""
        if self.norm == "l2":
            return nn.functional.normalize(r, dim=1)
        out: Tensor = self.layer_norm(r)
        return out

    def forward(self, x: Float[Tensor, "n d"], anchors: Float[Tensor, "m d"]) -> Float[Tensor, "n out"]:
        """Normalised similarities."""
        return self.normalize(self.project(x, anchors))


class RelativeTransformer(TransformerMixin, BaseEstimator):
    """Relative representations of vectors in memory, as a scikit-learn transformer.

    Args:
        n_anchors: how many.
        method: how they are chosen from the vectors given to :meth:`fit`, see
            :func:`reprise.compose.select_anchors`.
        similarity, center: see :func:`relative_projection`.
        seed: of the choice.
    """

    def __init__(
        self,
        n_anchors: int = 300,
        method: str = "uniform",
        similarity: str = "cosine",
        center: bool = False,
        seed: int = 0,
    ) -> None:
        self.n_anchors = n_anchors
        self.method = method
        self.similarity = similarity
        self.center = center
        self.seed = seed

    def fit(self, x: Float[np.ndarray, "n d"], y: Int[np.ndarray, " n"] | None = None) -> RelativeTransformer:
        """Choose the anchors; ``y`` is needed for ``method="stratified"``."""
        chosen = select_anchors(x, self.n_anchors, self.method, y=y, seed=self.seed)
        return self.fit_anchors(x[chosen], chosen)

    def fit_anchors(
        self, anchors: Float[np.ndarray, "m d"], indices: Int[np.ndarray, " m"] | None = None
    ) -> RelativeTransformer:
        """Use these anchors, in this order; equal ones draw a warning."""
        self.anchors_ = np.asarray(anchors)
        if len(self.anchors_) < 2:
            raise ValueError(f"at least two anchors are needed, got {len(self.anchors_)}")
        if len(np.unique(self.anchors_, axis=0)) < len(self.anchors_):
            warnings.warn("some anchors are equal; the second adds no information", stacklevel=2)
        self.anchor_indices_ = indices
        return self

    def fit_pair(
        self,
        x: Float[np.ndarray, "n d"],
        other: Float[np.ndarray, "m width"],
        y: Int[np.ndarray, " n"] | None = None,
    ) -> tuple[RelativeTransformer, RelativeTransformer]:
        """Transformers of two spaces with parallel anchors: row i of ``x`` and row i of ``other`` mean the same.

        Anchors are chosen in the first space.
        """
        if len(x) != len(other):
            raise ValueError(f"parallel samples are needed, got {len(x)} and {len(other)}")
        self.fit(x, y)
        twin = RelativeTransformer(**self.get_params())
        return self, twin.fit_anchors(other[self.anchor_indices_], self.anchor_indices_)

    def transform(self, x: Float[np.ndarray, "n d"]) -> Float[np.ndarray, "n m"]:
        """Similarities to the anchors."""
        if not hasattr(self, "anchors_"):
            raise ValueError("there are no anchors yet; call fit, fit_pair or fit_anchors first")
        anchors = torch.from_numpy(np.asarray(self.anchors_, dtype=x.dtype))
        projected = relative_projection(
            torch.from_numpy(np.ascontiguousarray(x)), anchors, self.similarity, self.center
        )
        r: np.ndarray = projected.numpy()
        return r
