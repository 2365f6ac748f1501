"""A model written byte by byte as the reference lays it out."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from reprise.words import VectorFileError, read_fasttext
from reprise.words.fasttext_format import ARGUMENTS, MAGIC
from reprise.words.subwords import ngram_members

WORDS = ["where", "the", "ár"]
BUCKETS, DIM = 50, 4
ROWS = np.random.default_rng(0).normal(size=(len(WORDS) + BUCKETS, DIM)).astype("<f4")


def model(
    magic: int = MAGIC, version: int = 12, pruned: int = -1, quantised: bool = False, label: bool = False
) -> bytes:
    out = struct.pack("<ii", magic, version)
    out += struct.pack(ARGUMENTS, DIM, 5, 5, 1, 5, 1, 1, 2, BUCKETS, 3, 4, 100, 1e-4)
    entries = [(word, 0) for word in WORDS] + ([("__label__x", 1)] if label else [])
    out += struct.pack("<3i2q", len(entries), len(WORDS), int(label), 100, pruned)
    for i, (word, kind) in enumerate(entries):
        out += word.encode() + b"\x00" + struct.pack("<qb", 10 - i, kind)
    out += struct.pack("<?2q", quantised, *ROWS.shape)
    return out + ROWS.tobytes() + struct.pack("<?2q", False, len(WORDS), DIM) + bytes(4 * DIM * len(WORDS))


@pytest.mark.parametrize("label", [False, True])
def test_words_and_unknown_words(tmp_path, label):
    path = tmp_path / "m.bin"
    path.write_bytes(model(label=label))
    vectors = read_fasttext(path)
    assert vectors.words == tuple(WORDS)
    assert vectors.counts.tolist() == [10, 9, 8]
    for i, word in enumerate(WORDS):
        rows = [i, *(len(WORDS) + m for m in ngram_members(word, 3, 4, BUCKETS))]
        np.testing.assert_allclose(vectors[word], ROWS[rows].mean(0), rtol=1e-6)
    unknown = [len(WORDS) + m for m in ngram_members("whereas", 3, 4, BUCKETS)]
    np.testing.assert_allclose(vectors.vector("whereas"), ROWS[unknown].mean(0), rtol=1e-6)
    np.testing.assert_array_equal(vectors.vector("the"), vectors["the"])
    with pytest.raises(ValueError, match="has no n-grams of 3 to 4"):
        vectors.vector("")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (model()[:30], "too short"),
        (model(magic=7), "not a fastText model: it begins with 7"),
        (model(version=11), "version 11"),
        (model(pruned=3), "pruned"),
        (model(quantised=True), "quantised"),
        (model()[:400], "breaks off in its matrix"),
        (model()[:110], "breaks off"),
    ],
)
def test_other_files_are_refused(tmp_path, content, message):
    path = tmp_path / "m.bin"
    path.write_bytes(content)
    with pytest.raises(VectorFileError, match=message):
        read_fasttext(path)
