"""Word vectors in the text and binary formats of the original word2vec program, which most tools read.

Both begin with a line "words dim". Text: a line a word, its numbers after it. Binary: the word, a space, dim
little-endian float32 numbers, and (in files of the original program) a line break.
"""

from __future__ import annotations

import mmap
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from reprise.words.word_vectors import WordVectors


class VectorFileError(ValueError):
    """A file of word vectors is damaged, or of another format; the message says where."""


def read_word2vec(path: str | Path, binary: bool | None = None, limit: int | None = None) -> WordVectors:
    """Read a file.

    Args:
        binary: the format; None looks at the bytes after the first line.
        limit: only the first so many words.

    Raises:
        VectorFileError: no header, fewer words or numbers than it says, or bytes that are not UTF-8.
    """
    path = Path(path)
    if path.stat().st_size == 0:
        raise VectorFileError(f"{path.name} is empty")
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        end = data.find(b"\n", 0, 200)
        try:
            count, dim = map(int, data[: max(end, 0)].split())
        except ValueError:
            head = bytes(data[:40])
            raise VectorFileError(
                f'{path.name}: the first line should be "words dim", it begins {head!r}'
            ) from None
        if count < 1 or dim < 1:
            raise VectorFileError(f"{path.name}: the first line promises {count} words of {dim} numbers")
        if binary is None:
            binary = _looks_binary(bytes(data[end + 1 : end + 4001]))
        wanted = count if limit is None else min(count, limit)
        entries = (_binary if binary else _text)(data, end + 1, count, dim, path.name)
        words: list[str] = []
        vectors = np.empty((wanted, dim), dtype=np.float32)
        for i, (word, vector) in zip(range(wanted), entries, strict=False):
            words.append(word)
            vectors[i] = vector
    return WordVectors(words, vectors)


def _looks_binary(sample: bytes) -> bool:
    """Numbers as text use few characters; raw float32 does not keep to them."""
    first = sample.split(b"\n", 1)[0].split(b" ")[1:8]
    return not (
        first and all(part and set(part) <= set(b"0123456789.eE+-\r") for part in first[:-1] or first)
    )


def _decode(raw: bytes, name: str, offset: int, place: int) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise VectorFileError(f"{name}: word {place} at byte {offset} is not UTF-8: {raw[:40]!r}") from None


def _binary(data: mmap.mmap, start: int, count: int, dim: int, name: str) -> Iterator[tuple[str, np.ndarray]]:
    size = 4 * dim
    for place in range(1, count + 1):
        while data[start : start + 1] == b"\n":
            start += 1
        space = data.find(b" ", start, start + 10_000)
        if space < 0 or space + 1 + size > len(data):
            raise VectorFileError(
                f"{name} breaks off at word {place} of {count}, byte {start}; copy it again"
            )
        word = _decode(bytes(data[start:space]), name, start, place)
        yield word, np.frombuffer(data[space + 1 : space + 1 + size], dtype="<f4")
        start = space + 1 + size


def _text(data: mmap.mmap, start: int, count: int, dim: int, name: str) -> Iterator[tuple[str, np.ndarray]]:
    for place in range(1, count + 1):
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        raw = bytes(data[start:end]).rstrip()
        if not raw:
            raise VectorFileError(f"{name} breaks off after {place - 1} of {count} words; copy it again")
        parts = raw.rsplit(b" ", dim)
        try:
            vector = np.array(parts[1:], dtype=np.float32)
        except ValueError:
            raise VectorFileError(
                f"{name}, line {place + 1}: not all of the {dim} numbers are numbers"
            ) from None
        if len(parts) != dim + 1:
            raise VectorFileError(
                f"{name}, line {place + 1}: {len(parts) - 1} numbers where {dim} are expected"
            )
        yield _decode(parts[0], name, start, place), vector
        start = end + 1


def write_word2vec(vectors: WordVectors, path: str | Path, binary: bool = False) -> None:
    """Write a file, whole or not at all.

    Text keeps nine significant digits, which give every float32 back exactly.

    Raises:
        ValueError: a word has white space in it, which the formats cannot hold.
    """
    path = Path(path)
    broken = next((word for word in vectors.words if not word or any(c.isspace() for c in word)), None)
    if broken is not None:
        raise ValueError(f"the word {broken!r} cannot be written: the format parts words by white space")
    handle, partial = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(f"{len(vectors)} {vectors.dim}\n".encode())
            for word, row in zip(vectors.words, vectors.vectors, strict=True):
                if binary:
                    file.write(word.encode() + b" " + row.astype("<f4").tobytes() + b"\n")
                else:
                    file.write((word + " " + " ".join(f"{value:.9g}" for value in row) + "\n").encode())
        Path(partial).chmod(0o644)
        Path(partial).replace(path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise
