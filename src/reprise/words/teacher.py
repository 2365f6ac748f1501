"""Contextual models as teachers of static vectors: what they make of a text, of its words, and of its first token.

Whatever follows the protocol :class:`Teacher` can teach; :class:`TransformerTeacher` is one for every encoder of
the transformers library, :class:`LanguageModelTeacher` one for models such as ``BiLM`` that have a vector a token.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
import torch
from jaxtyping import Float32, Int64

from reprise.words.hidden_states import Layer, evaluating, hidden_states

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Text = Sequence[str]  # the tokens of a sentence or paragraph


@dataclass(frozen=True)
class Reading:
    """A text as a teacher reads it.

    Args:
        mean: over everything that was read, special tokens included.
        first: the first special token's state; None where the model has none.
        words: the mean of each token's pieces, row by row; 0 where none was read.
        pieces: how many pieces of each token were read; 0 behind the longest text that the model takes.
    """

    mean: Float32[np.ndarray, " dim"]
    first: Float32[np.ndarray, " dim"] | None
    words: Float32[np.ndarray, "tokens dim"]
    pieces: Int64[np.ndarray, " tokens"]


@runtime_checkable
class Teacher(Protocol):
    """A contextual model whose vectors have ``dim`` numbers; ``has_first``: readings have a first special token."""

    dim: int
    has_first: bool

    def fingerprint(self) -> str:
        """Differs for teachers that read differently; readings are kept by it."""
        ...

    def read(self, texts: Sequence[Text]) -> list[Reading]: ...


def weights_digest(model: torch.nn.Module) -> str:
    """SHA-256 of a model's weights and buffers and their names."""
    digest = hashlib.sha256()
    for name, weights in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(weights.detach().cpu().reshape(-1).contiguous().view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()


class TransformerTeacher:
    """An encoder of the transformers library and its tokenizer.

    Args:
        encoder: on any device; read in evaluation mode.
        tokenizer: a fast one, which knows what word a piece belongs to.
        layer: which states are read, see :func:`hidden_states`.
        max_pieces: longer texts are cut, special tokens included.
        batch_pieces: pieces in a batch, padding included; texts of like length are read together.
    """

    has_first = True

    def __init__(
        self,
        encoder: torch.nn.Module,
        tokenizer: Any,
        layer: Layer = "last",
        max_pieces: int = 200,
        batch_pieces: int = 4096,
    ) -> None:
        if not getattr(tokenizer, "is_fast", False):
            raise ValueError(
                f"{type(tokenizer).__name__} does not tell which word a piece belongs to; load it with use_fast=True"
            )
        if tokenizer.cls_token_id is None and tokenizer.bos_token_id is None:
            raise ValueError("the tokenizer has no first special token; a sentence's reading begins with one")
        config: Any = encoder.config
        positions = getattr(config, "max_position_embeddings", max_pieces)
        if not 3 <= max_pieces <= positions:
            raise ValueError(f"max_pieces must lie between 3 and the encoder's {positions}, got {max_pieces}")
        if batch_pieces < 1:
            raise ValueError(f"batch_pieces must be at least 1, got {batch_pieces}")
        self.encoder, self.tokenizer = encoder, tokenizer
        self.layer, self.max_pieces, self.batch_pieces = layer, max_pieces, batch_pieces
        self.dim: int = config.hidden_size

    @classmethod
    def of(cls, source: str | Path | SentenceTransformer, **settings: Any) -> TransformerTeacher:
        """From a model's name or folder, or out of a SentenceTransformer (its first module, without its pooling)."""
        if isinstance(source, (str, Path)):
            from transformers import AutoModel, AutoTokenizer

            # Byte-level tokenizers take split words only with a space put before each; others ignore the option.
            tokenizer = AutoTokenizer.from_pretrained(source, add_prefix_space=True)
            return cls(AutoModel.from_pretrained(source), tokenizer, **settings)
        module: Any = source[0]
        if not hasattr(module, "auto_model"):
            raise TypeError(
                f"the model's first module is a {type(module).__name__}, not a transformer; there is nothing to read"
            )
        return cls(module.auto_model, source.tokenizer, **settings)

    def fingerprint(self) -> str:
        """A digest of the weights and of all that decides how a text is read."""
        how = repr((self.layer, self.max_pieces, type(self.tokenizer).__name__))
        return hashlib.sha256((how + weights_digest(self.encoder)).encode()).hexdigest()

    def read(self, texts: Sequence[Text]) -> list[Reading]:
        """Every text once.

        Raises:
            TypeError: a text is a string, not its tokens.
        """
        for number, text in enumerate(texts):
            if isinstance(text, str):
                raise TypeError(f"text {number} must be a list of tokens, got the string {text[:40]!r}")
        if not texts:
            return []
        encoded = self.tokenizer(
            [list(text) for text in texts],
            is_split_into_words=True,
            truncation=True,
            max_length=self.max_pieces,
        )
        ids = encoded["input_ids"]
        order = sorted(range(len(texts)), key=lambda i: len(ids[i]))
        readings: dict[int, Reading] = {}
        with evaluating(self.encoder):
            start = 0
            while start < len(order):
                stop = start + 1
                while stop < len(order) and len(ids[order[stop]]) * (stop + 1 - start) <= self.batch_pieces:
                    stop += 1
                batch = order[start:stop]
                words = [encoded.word_ids(i) for i in batch]
                sizes = [len(texts[i]) for i in batch]
                found = self._read_batch([ids[i] for i in batch], words, sizes)
                readings.update(zip(batch, found, strict=True))
                start = stop
        return [readings[i] for i in range(len(texts))]

    def _read_batch(
        self, ids: list[list[int]], words: list[list[int | None]], sizes: list[int]
    ) -> list[Reading]:
        """Sums over pieces go through one indexed addition a batch: row 0 takes what belongs to no word."""
        width = len(ids[-1])
        padded = torch.zeros(len(ids), width, dtype=torch.long)
        mask = torch.zeros(len(ids), width, dtype=torch.long)
        owner = torch.zeros(len(ids), width, dtype=torch.long)
        offsets = np.concatenate([[0], np.cumsum(sizes)])
        for row, (own, belongs) in enumerate(zip(ids, words, strict=True)):
            padded[row, : len(own)] = torch.tensor(own)
            padded[row, len(own) :] = self.tokenizer.pad_token_id or 0
            mask[row, : len(own)] = 1
            first = int(offsets[row]) + 1
            owner[row, : len(own)] = torch.tensor([0 if word is None else first + word for word in belongs])
        hidden = hidden_states(self.encoder, padded, mask, self.layer).float()
        mask, owner = mask.to(hidden.device), owner.to(hidden.device)
        means = (hidden * mask.unsqueeze(-1)).sum(1) / mask.sum(1, keepdim=True)
        sums = hidden.new_zeros(int(offsets[-1]) + 1, hidden.shape[-1])
        sums.index_add_(0, owner.flatten(), hidden.flatten(0, 1))
        counts = torch.bincount(owner.flatten(), minlength=len(sums))
        vectors = (sums / counts.clamp(min=1).unsqueeze(-1))[1:].cpu().numpy()
        pieces = counts[1:].cpu().numpy()
        return [
            Reading(mean, first, vectors[a:b], pieces[a:b])
            for mean, first, a, b in zip(
                means.cpu().numpy(), hidden[:, 0].cpu().numpy(), offsets[:-1], offsets[1:], strict=True
            )
        ]


@runtime_checkable
class TokenModel(Protocol):
    """A model that has one vector a token, such as :class:`reprise.words.BiLM`."""

    def token_vectors(self, sentences: Sequence[Text]) -> list[np.ndarray]: ...


class LanguageModelTeacher:
    """A model with a vector a token; a text's mean is over its tokens, and there is no first special token.

    Args:
        model: has ``token_vectors(sentences)``.
        dim: of its vectors.
        name: names the trained model, as :func:`weights_digest` does; another training needs another name, since
            readings are kept by it.
    """

    has_first = False

    def __init__(self, model: TokenModel, dim: int, name: str) -> None:
        self.model, self.dim, self.name = model, dim, name

    def fingerprint(self) -> str:
        return self.name

    def read(self, texts: Sequence[Text]) -> list[Reading]:
        """Every text once, tokens being their own only piece."""
        if not texts:
            return []
        return [
            Reading(vectors.mean(0), None, vectors, np.ones(len(vectors), dtype=np.int64))
            for vectors in self.model.token_vectors(texts)
        ]
