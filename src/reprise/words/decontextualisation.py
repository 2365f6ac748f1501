"""Static vectors from a contextual encoder: each word read alone.

Decontextualised extraction, Bommasani, Davis and Cardie 2020 ("Interpreting pretrained contextualized
representations via reductions to static embeddings", section 2) as compared by Gedeon 2025 (arXiv
2505.07809), whose code takes the first special token's state (``pool="cls"``) where the former take the mean
of the word's pieces (``pool="pieces"``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol, runtime_checkable

import torch
from jaxtyping import Float
from torch import Tensor

from reprise.words.hidden_states import Layer, evaluating, hidden_states

POOLS = ("pieces", "cls", "all")


@runtime_checkable
class PieceTokenizer(Protocol):
    """What is used of a transformers tokenizer."""

    cls_token_id: int | None
    sep_token_id: int | None
    pad_token_id: int | None

    def __call__(self, text: list[str], *, add_special_tokens: bool) -> Any: ...


def decontextualised(
    encoder: torch.nn.Module,
    tokenizer: PieceTokenizer,
    words: Sequence[str] | Sequence[Sequence[int]],
    pool: str = "pieces",
    batch_size: int = 512,
    layer: Layer = "last",
) -> Float[Tensor, "words hidden"]:
    """One vector a word, from the encoder's states on "[CLS] pieces of the word [SEP]".

    Args:
        encoder: a transformers encoder. It is run in evaluation mode, without gradients, on the device it is on.
        tokenizer: splits words into pieces and knows the special tokens.
        words: words as text, or as piece ids where the pieces themselves are wanted ("##ing" has no text).
        pool: ``"pieces"`` (mean over the word's own pieces), ``"cls"`` (the first special token's state) or
            ``"all"`` (mean over pieces and special tokens, as Model2Vec distils).
        batch_size: words at a time; words of like length go together. Changes nothing else.
        layer: ``"last"``, ``"average"``, a number or several, see :func:`hidden_states`.

    Raises:
        ValueError: an unknown ``pool`` or layer, a word without pieces, a tokenizer without special tokens.
    """
    if pool not in POOLS:
        raise ValueError(f"pool must be one of {', '.join(POOLS)}, got {pool!r}")
    if batch_size < 1:
        raise ValueError(f"batch_size must be at least 1, got {batch_size}")
    first, last = tokenizer.cls_token_id, tokenizer.sep_token_id
    if first is None or last is None:
        raise ValueError(
            "the tokenizer has no first and last special token; decontextualised reading needs both"
        )
    pieces = _pieces(tokenizer, words)
    order = sorted(range(len(pieces)), key=lambda i: len(pieces[i]))
    found: dict[int, Tensor] = {}
    with evaluating(encoder):
        for batch in _batches(order, batch_size):
            length = max(len(pieces[i]) for i in batch) + 2
            ids = torch.full((len(batch), length), tokenizer.pad_token_id or 0)
            real = torch.zeros(len(batch), length, dtype=torch.bool)
            own = torch.zeros(len(batch), length, dtype=torch.bool)
            for row, i in enumerate(batch):
                size = len(pieces[i])
                ids[row, : size + 2] = torch.tensor([first, *pieces[i], last])
                real[row, : size + 2] = True
                own[row, 1 : size + 1] = True
            hidden = hidden_states(encoder, ids, real.long(), layer)
            if pool == "cls":
                vectors = hidden[:, 0]
            else:
                mask = (own if pool == "pieces" else real).to(hidden).unsqueeze(-1)
                vectors = (hidden * mask).sum(1) / mask.sum(1)
            found.update(zip(batch, vectors.float().cpu(), strict=True))
    if not found:
        return torch.empty(0, 0)
    return torch.stack([found[i] for i in range(len(pieces))])


def _pieces(tokenizer: PieceTokenizer, words: Sequence[str] | Sequence[Sequence[int]]) -> list[Sequence[int]]:
    texts = [word for word in words if isinstance(word, str)]
    if texts and len(texts) != len(words):
        raise ValueError("words must be all text or all piece ids, got both")
    pieces: list[Sequence[int]]
    pieces = list(tokenizer(texts, add_special_tokens=False)["input_ids"]) if texts else [*words]
    for word, own in zip(words, pieces, strict=True):
        if not len(own):
            raise ValueError(f"the word {word!r} has no pieces; leave it out")
    return pieces


def _batches(order: list[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(order), size):
        yield order[start : start + size]
