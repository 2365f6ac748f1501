"""fastText's binary models: words, n-gram buckets and vectors for words that were never seen.

The layout is that of the reference implementation's version 12 files, not quantised. Only the input matrix is kept:
the first rows are words, the others n-gram buckets, and a word's vector is the mean of its own row and its n-grams'.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from jaxtyping import Float

from reprise.words.subwords import ngram_members, ngram_rows, word_means
from reprise.words.word2vec_format import VectorFileError
from reprise.words.word_vectors import WordVectors

MAGIC = 793712314
VERSION = 12
ARGUMENTS = "<12id"  # dim, window, epochs, min count, negatives, word n-grams, loss, model, buckets, minn, maxn, rate; t
WORD, LABEL = 0, 1


class SubwordVectors(WordVectors):
    """Word vectors that can also make one for an unknown word, from its character n-grams.

    Args:
        words, counts: as in :class:`WordVectors`.
        rows: input matrix, words first, then buckets.
        ngrams: shortest and longest n-gram.
    """

    def __init__(
        self,
        words: Sequence[str],
        rows: Float[np.ndarray, "rows dim"],
        ngrams: tuple[int, int],
        counts: np.ndarray | None = None,
    ) -> None:
        self.ngrams = ngrams
        self.matrix = rows
        self.buckets = len(rows) - len(words)
        if self.buckets < 0:
            raise ValueError(f"{len(words)} words, but only {len(rows)} rows")
        super().__init__(words, self._all_means(words), counts)

    def _all_means(self, words: Sequence[str]) -> Float[np.ndarray, "words dim"]:
        if self.buckets == 0 or self.ngrams[1] == 0:
            return np.array(self.matrix[: len(words)], dtype=np.float32)
        return word_means(np.asarray(self.matrix, np.float32), *ngram_rows(words, *self.ngrams, self.buckets))

    def vector(self, word: str) -> Float[np.ndarray, " dim"]:
        """The vector of any word.

        Raises:
            ValueError: the word is unknown and none of its n-grams has a row.
        """
        if word in self.index:
            return self[word]
        rows = self._ngram_rows(word, len(self.words))
        if not rows:
            raise ValueError(
                f"{word!r} is unknown and has no n-grams of {self.ngrams[0]} to {self.ngrams[1]} characters"
            )
        return self._mean(rows)

    def _ngram_rows(self, word: str, words: int) -> list[int]:
        if self.buckets == 0 or self.ngrams[1] == 0:
            return []
        return [words + member for member in ngram_members(word, *self.ngrams, self.buckets)]

    def _mean(self, rows: list[int]) -> np.ndarray:
        mean: np.ndarray = self.matrix[rows].mean(0)
        return mean


def read_fasttext(path: str | Path) -> SubwordVectors:
    """Read a ``.bin`` model of words; label entries of classifiers are left out.

    Raises:
        VectorFileError: not such a file, another version, a quantised or pruned model, or a file that breaks off.
    """
    path = Path(path)
    if path.stat().st_size < 64:
        raise VectorFileError(f"{path.name} is too short for a fastText model")
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        try:
            return _read(data, path.name)
        except struct.error:
            raise VectorFileError(f"{path.name} breaks off in its header; copy it again") from None


def _read(data: mmap.mmap, name: str) -> SubwordVectors:
    magic, version = struct.unpack_from("<ii", data, 0)
    if magic != MAGIC:
        raise VectorFileError(f"{name} is not a fastText model: it begins with {magic}, not {MAGIC}")
    if version != VERSION:
        raise VectorFileError(f"{name} has version {version} of the format, only {VERSION} is read")
    arguments = struct.unpack_from(ARGUMENTS, data, 8)
    dim, buckets, shortest, longest = arguments[0], arguments[8], arguments[9], arguments[10]
    place = 8 + struct.calcsize(ARGUMENTS)
    size, words_count, _ = struct.unpack_from("<3i", data, place)
    _, pruned = struct.unpack_from("<2q", data, place + 12)
    place += 28
    if pruned > 0:
        raise VectorFileError(f"{name} is pruned: its buckets are renumbered, which is not supported")
    words, counts = [], []
    for entry in range(size):
        end = data.find(b"\x00", place)
        if end < 0:
            raise VectorFileError(f"{name} breaks off at word {entry + 1} of {size}")
        count, kind = struct.unpack_from("<qb", data, end + 1)
        if kind == WORD:
            try:
                words.append(bytes(data[place:end]).decode("utf-8"))
            except UnicodeDecodeError:
                raise VectorFileError(f"{name}: word {entry + 1} at byte {place} is not UTF-8") from None
            counts.append(count)
        place = end + 10
    if len(words) != words_count:
        raise VectorFileError(f"{name} promises {words_count} words and lists {len(words)}")
    (quantised,) = struct.unpack_from("<?", data, place)
    if quantised:
        raise VectorFileError(f"{name} is quantised, which is not supported")
    rows, columns = struct.unpack_from("<2q", data, place + 1)
    place += 17
    if columns != dim or rows < words_count:
        raise VectorFileError(
            f"{name}: a matrix of {rows} x {columns} does not fit {words_count} words of {dim} numbers"
        )
    if place + 4 * rows * columns > len(data):
        raise VectorFileError(f"{name} breaks off in its matrix of {rows:,} rows; copy it again")
    matrix = np.frombuffer(data[place : place + 4 * rows * columns], dtype="<f4").reshape(rows, columns)
    kept = (
        np.concatenate([matrix[:words_count], matrix[rows - buckets :]])
        if buckets and longest
        else matrix[:words_count]
    )
    return SubwordVectors(words, kept, (shortest, longest), np.array(counts))
