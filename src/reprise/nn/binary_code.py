"""Coding layers: the bits of a vector, learnt by whatever is trained behind them.

Grzegorczyk and Kurdziel 2017 (arXiv 1611.01116): :class:`BinaryCode` rounds an encoder's own output (their Binary PV),
:class:`RealBinaryCode` keeps the output as a real vector and rounds a learnt projection of it (Real-Binary PV), so that
one model gives short codes to filter with and vectors to rank with.

Both take a tensor, or the feature dictionary of a sentence-transformers pipeline, in which they read and replace
``sentence_embedding``: ``SentenceTransformer(modules=[transformer, pooling, RealBinaryCode(28, 384)])``; a saved pipeline is
loaded with ``trust_remote_code=True``, as every one with modules of other packages.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, overload

import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor, nn

from reprise.nn.straight_through import round_straight_through
from reprise.report.result import write_atomically
from reprise.vectors.binary_codes import pack_codes

EMBEDDING = "sentence_embedding"
REAL = "real_embedding"
Features = dict[str, Any]


class _CodingLayer(nn.Module):
    """What both layers share: how they read tensors and features, and the sentence-transformers protocol."""

    bits: int
    config_keys: tuple[str, ...]

    def __init__(self, bits: int, signed: bool) -> None:
        super().__init__()
        if bits < 1:
            raise ValueError(f"bits must be at least 1, got {bits}")
        self.bits, self.signed = bits, signed

    def logits(self, x: Tensor) -> Tensor:
        """What is rounded."""
        raise NotImplementedError

    @overload
    def forward(self, x: Tensor) -> Tensor: ...
    @overload
    def forward(self, x: Features) -> Features: ...
    def forward(self, x: Tensor | Features) -> Tensor | Features:
        """Bits of the last axis, with gradients (see :func:`round_straight_through`).

        Args:
            x: ``[..., width]``; or features, whose ``sentence_embedding`` becomes the bits and whose
                ``real_embedding`` what it was.
        """
        if isinstance(x, Tensor):
            return round_straight_through(self.logits(x), self.signed)
        if EMBEDDING not in x:
            raise ValueError(
                f"the features have no {EMBEDDING!r}, only {sorted(x)}: put a pooling module before this layer"
            )
        return {**x, REAL: x[EMBEDDING], EMBEDDING: self(x[EMBEDDING])}

    @torch.no_grad()
    def codes(self, x: Float[Tensor, "rows width"]) -> UInt8[np.ndarray, "rows bytes"]:
        """The bits, eight in a byte, as :func:`reprise.vectors.hamming_topk` takes them."""
        return pack_codes((self.logits(x) > 0).cpu().numpy())

    def get_embedding_dimension(self) -> int:
        """The width that sentence-transformers is told."""
        return self.bits

    def get_config_dict(self) -> dict[str, Any]:
        """The arguments that make this layer again."""
        return {key: getattr(self, key) for key in self.config_keys}

    def save(self, output_path: str, *args: object, **kwargs: object) -> None:
        """Configuration and weights into a folder, weights as safetensors in any case."""
        from safetensors.torch import save

        folder = Path(output_path)
        write_atomically(folder / "config.json", json.dumps(self.get_config_dict(), indent=2).encode())
        weights = {name: value.contiguous() for name, value in self.state_dict().items()}
        if weights:
            write_atomically(folder / "model.safetensors", save(weights))

    @classmethod
    def load(
        cls,
        model_name_or_path: str,
        subfolder: str = "",
        token: bool | str | None = None,
        cache_folder: str | None = None,
        revision: str | None = None,
        local_files_only: bool = False,
        **kwargs: object,
    ) -> _CodingLayer:
        """The layer as it was saved; sentence-transformers calls this, also for models of the Hugging Face Hub."""
        from safetensors.torch import load_file
        from sentence_transformers.util import load_file_path

        def find(name: str) -> str:
            path: str | None = load_file_path(
                model_name_or_path,
                name,
                subfolder=subfolder,
                token=token,
                cache_folder=cache_folder,
                revision=revision,
                local_files_only=local_files_only,
            )
            if path is None:
                raise ValueError(f"{model_name_or_path} has no file {subfolder}/{name}")
            return path

        layer = cls(**json.loads(Path(find("config.json")).read_text(encoding="utf-8")))
        if layer.state_dict():
            layer.load_state_dict(load_file(find("model.safetensors")))
        return layer

    def extra_repr(self) -> str:
        return ", ".join(f"{key}={value}" for key, value in self.get_config_dict().items())


class BinaryCode(_CodingLayer):
    """Rounds the encoder's output, one bit a coordinate. It has no weights.

    Args:
        bits: the width of the encoder's output.
        signed: -1 and 1 instead of the paper's 0 and 1.
    """

    config_keys = ("bits", "signed")

    def __init__(self, bits: int, signed: bool = False) -> None:
        super().__init__(bits, signed)

    def logits(self, x: Float[Tensor, "*rows width"]) -> Float[Tensor, "*rows width"]:
        """The input itself."""
        if x.shape[-1] != self.bits:
            raise ValueError(
                f"{self.bits} bits need {self.bits} coordinates, the input has {x.shape[-1]}; "
                "put a linear layer before, or use RealBinaryCode"
            )
        return x


class RealBinaryCode(_CodingLayer):
    """Rounds a learnt projection z = P d of the encoder's output d, which stays beside it as the real vector.

    Args:
        bits: of the code.
        dim: the width of the encoder's output.
        signed: -1 and 1 instead of the paper's 0 and 1.

    Attributes:
        projection: ``nn.Linear(dim, bits)`` without a bias; its weight is P.
    """

    config_keys = ("bits", "dim", "signed")

    def __init__(self, bits: int, dim: int, signed: bool = False) -> None:
        super().__init__(bits, signed)
        if dim < 1:
            raise ValueError(f"dim must be at least 1, got {dim}")
        self.dim = dim
        self.projection = nn.Linear(dim, bits, bias=False)

    def logits(self, x: Float[Tensor, "*rows width"]) -> Float[Tensor, "*rows bits"]:
        """P d."""
        if x.shape[-1] != self.dim:
            raise ValueError(f"the layer was made for {self.dim} coordinates, the input has {x.shape[-1]}")
        z: Tensor = self.projection(x)
        return z
