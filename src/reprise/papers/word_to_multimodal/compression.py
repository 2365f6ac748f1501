"""Smaller tables of word vectors: what do they lose in word similarity?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from reprise.papers.word_to_multimodal.word_vectors import Vectors, similarity, word_vectors
from reprise.report import Progress, Row
from reprise.vectors import ProductQuantiser, dequantize_int8, low_rank, prune, quantize_int8
from reprise.words import WordVectors

SPEARMAN, SIZE = "word similarity", "bytes, as a share of float32"
FULL, INT8 = "float32", "int8"


@dataclass(frozen=True)
class Compression:
    """Args:
    parts, bits: of product quantisation; a part takes a byte, or less where bits are packed.
    ranks, kept: of the thin factors, and shares of entries that pruning keeps.
    fitted: most frequent words that codebooks are learnt on.
    """

    parts: tuple[int, ...] = (25, 10)
    bits: int = 8
    ranks: tuple[int, ...] = (50, 25)
    kept: tuple[float, ...] = (0.5, 0.25)
    fitted: int = 5000


def quantised(parts: int, dim: int) -> str:
    """The method's name, by the share that the codes take."""
    return f"PQ 1/{4 * dim // parts}"


def compression_rows(settings: Compression, vectors: Vectors, seed: int, progress: Progress) -> Iterator[Row]:
    """Word similarity and size of each table; sizes count codebooks, scales, factors and positions."""
    model = word_vectors(vectors, seed, progress)
    progress.say("smaller tables of vectors")
    for method, (table, size) in _tables(settings, model, seed).items():
        changed = WordVectors(model.words, table.astype(np.float32), model.counts)
        yield Row(method, SPEARMAN, similarity(vectors, changed), seed, "")
        yield Row(method, SIZE, size / model.vectors.nbytes, seed, "")


def _tables(settings: Compression, model: WordVectors, seed: int) -> dict[str, tuple[np.ndarray, float]]:
    """Vectors after each way of making them small, and its bytes."""
    x = model.vectors
    codes, scales = quantize_int8(x)
    tables: dict[str, tuple[np.ndarray, float]] = {
        FULL: (x, x.nbytes),
        INT8: (dequantize_int8(codes, scales), codes.nbytes + scales.nbytes),
    }
    for parts in settings.parts:
        quantiser = ProductQuantiser(parts, settings.bits, seed=seed).fit(x[: settings.fitted])
        packed = quantiser.transform(x)
        size = packed.size * settings.bits / 8 + quantiser.codebooks_.nbytes
        tables[quantised(parts, model.dim)] = (quantiser.inverse_transform(packed), size)
    for rank in settings.ranks:
        left, right = low_rank(x, rank)
        tables[f"SVD {rank / model.dim:g}"] = (left @ right, left.nbytes + right.nbytes)
    for kept in settings.kept:
        sparse = prune(x, kept)
        # A value and one byte for its column, up to 256 columns, and where each row begins.
        tables[f"pruned to {kept:g}"] = (sparse.toarray(), sparse.nnz * 5 + sparse.indptr.nbytes)
    return tables
