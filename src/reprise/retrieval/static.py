"""A text encoder that looks vectors up and adds them: no network, no torch.

text -> pieces -> int8 vectors with one scale a piece -> sum -> length 1. The scale carries the piece's weight
in the mean (for example a SIF weight, Arora et al. 2017), and the mean's divisor falls away in normalising.
A text with no known piece has the zero vector.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from jaxtyping import Float, Float32, Int8

from reprise.retrieval.wordpiece import WordPiece
from reprise.vectors.neighbours import normalize

WEIGHTS, VOCABULARY = "model.npz", "vocab.txt"
BUNDLED = Path(__file__).parent / "models" / "minilm-static"


class StaticEmbedding:
    """Sentence vectors as weighted sums of token vectors.

    Args:
        tokenizer: gives the piece counts of texts.
        vectors: one int8 row a piece.
        scales: what a row is multiplied by; holds both the quantisation step and the piece's weight. 0 mutes
            a piece.
    """

    def __init__(
        self,
        tokenizer: WordPiece,
        vectors: Int8[np.ndarray, "pieces dim"],
        scales: Float[np.ndarray, " pieces"],
    ) -> None:
        if not len(tokenizer.vocabulary) == len(vectors) == len(scales):
            raise ValueError(
                f"vocabulary, vectors and scales must be equally many; got {len(tokenizer.vocabulary)}, "
                f"{len(vectors)} and {len(scales)}"
            )
        if not np.isfinite(scales).all():
            raise ValueError("scales must be finite numbers")
        self.tokenizer = tokenizer
        self.vectors = vectors
        self.scales = scales

    @property
    def dim(self) -> int:
        """Width of the vectors."""
        return int(self.vectors.shape[1])

    @cached_property
    def table(self) -> Float32[np.ndarray, "pieces dim"]:
        """The dequantised token vectors, scales and weights included."""
        return self.vectors * self.scales.astype(np.float32)[:, None]

    def encode(
        self, texts: Sequence[str], batch_size: int = 1024, normalized: bool = True
    ) -> Float32[np.ndarray, "texts dim"]:
        """One vector a text.

        Args:
            batch_size: texts tokenised at once; bounds memory, changes nothing else.
            normalized: rows of length 1 (default), else the plain sums.

        Raises:
            TypeError: one string in place of a sequence of them.
        """
        if isinstance(texts, str):
            raise TypeError(f"texts must be a sequence of strings; for one text give [{texts!r}]")
        if batch_size < 1:
            raise ValueError(f"batch_size must be at least 1, got {batch_size}")
        out = np.zeros((len(texts), self.dim), np.float32)
        for start in range(0, len(texts), batch_size):
            batch = texts[start : start + batch_size]
            out[start : start + batch_size] = self.tokenizer.counts(batch) @ self.table
        return normalize(out) if normalized else out

    def save(self, folder: Path) -> str:
        """Write ``model.npz`` and ``vocab.txt`` into a folder and return their digest."""
        folder.mkdir(parents=True, exist_ok=True)
        vocabulary = "".join(f"{piece}\n" for piece in self.tokenizer.vocabulary)
        (folder / VOCABULARY).write_text(vocabulary, encoding="utf-8", newline="\n")
        np.savez(folder / WEIGHTS, vectors=self.vectors, scales=self.scales)
        return digest(folder)

    @classmethod
    def load(cls, folder: Path | None = None) -> StaticEmbedding:
        """Read a saved model; without a folder the one that comes with the package.

        Raises:
            FileNotFoundError: a file is missing.
            ValueError: a file is not what ``save`` writes.
        """
        folder = BUNDLED if folder is None else Path(folder)
        for name in (WEIGHTS, VOCABULARY):
            if not (folder / name).is_file():
                raise FileNotFoundError(
                    f"no {name} in {folder}; a static model is {WEIGHTS} and {VOCABULARY}"
                )
        vocabulary = (folder / VOCABULARY).read_text(encoding="utf-8").split("\n")[:-1]
        try:
            with np.load(folder / WEIGHTS, allow_pickle=False) as arrays:
                vectors, scales = arrays["vectors"], arrays["scales"]
        except (KeyError, OSError, ValueError) as error:
            raise ValueError(f"{folder / WEIGHTS} is not a static model: {error}; make it again") from error
        if vectors.dtype != np.int8 or vectors.ndim != 2 or scales.shape != vectors.shape[:1]:
            raise ValueError(
                f"{folder / WEIGHTS} should hold int8 vectors [pieces, dim] and scales [pieces]; "
                f"it holds {vectors.dtype} {vectors.shape} and {scales.dtype} {scales.shape}"
            )
        return cls(WordPiece(vocabulary), vectors, scales)


def digest(folder: Path) -> str:
    """A sha256 over a saved model's two files, so that stored vectors can name the model they came from."""
    parts = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (WEIGHTS, VOCABULARY)}
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
