"""Character n-grams of words and their buckets, exactly as fastText numbers them.

Bojanowski et al. 2017 (arXiv 1607.04606), section 3.2: a word is ``<word>`` with its n-grams of 3 to 6 characters, each
hashed to a bucket by 32-bit FNV-1a. Characters are Unicode code points, hashed bytes are UTF-8, and the reference takes
a byte above 127 as a negative number, which is kept here so that its files can be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import no_type_check

import numba
import numpy as np
from jaxtyping import Float32, Int64

BASIS, PRIME = 2166136261, 16777619


@numba.njit(fastmath=True, nogil=True, cache=True, boundscheck=False)
@no_type_check
def mean_rows(rows, offsets, members, word, out, place):
    """``out[place]`` = the mean of a word's rows."""
    width = rows.shape[1]
    first, last = offsets[word], offsets[word + 1]
    for j in range(width):
        out[place, j] = np.float32(0.0)
    full = first + (last - first) // 4 * 4
    for r in range(first, full, 4):
        a, b = np.uint64(members[r]), np.uint64(members[r + 1])
        c, d = np.uint64(members[r + 2]), np.uint64(members[r + 3])
        for j in range(width):
            out[place, j] += rows[a, j] + rows[b, j] + rows[c, j] + rows[d, j]
    for r in range(full, last):
        a = np.uint64(members[r])
        for j in range(width):
            out[place, j] += rows[a, j]
    scale = np.float32(1.0 / (last - first))
    for j in range(width):
        out[place, j] *= scale


@numba.njit(fastmath=True, nogil=True, cache=True, boundscheck=False)
@no_type_check
def add_to_rows(rows, offsets, members, word, change, place):
    """Add ``change[place]`` to each of a word's rows."""
    width = rows.shape[1]
    for r in range(offsets[word], offsets[word + 1]):
        a = np.uint64(members[r])
        for j in range(width):
            rows[a, j] += change[place, j]


def word_means(
    rows: Float32[np.ndarray, "rows dim"],
    offsets: Int64[np.ndarray, " offsets"],
    members: Int64[np.ndarray, " members"],
) -> Float32[np.ndarray, "words dim"]:
    """Every word's vector: the mean of its rows."""
    out = np.empty((len(offsets) - 1, rows.shape[1]), dtype=np.float32)
    _all_means(rows, offsets, members, out)
    return out


@numba.njit(nogil=True, cache=True)
@no_type_check
def _all_means(rows, offsets, members, out):
    for word in range(len(out)):
        mean_rows(rows, offsets, members, word, out, word)


def check_ngrams(shortest: int, longest: int, buckets: int) -> None:
    """Raise ValueError unless 1 <= shortest <= longest and there is a bucket."""
    if not 1 <= shortest <= longest:
        raise ValueError(f"ngrams must be a shortest and a longest length, got {(shortest, longest)}")
    if buckets < 1:
        raise ValueError(f"buckets must be at least 1, got {buckets}")


def ngram_rows(
    words: Sequence[str], shortest: int, longest: int, buckets: int
) -> tuple[Int64[np.ndarray, " offsets"], Int64[np.ndarray, " members"]]:
    """For every word its own row and the rows of its n-grams; n-gram rows begin after the words.

    Returns:
        offsets (words + 1), and row numbers: those of word w are ``members[offsets[w]:offsets[w + 1]]``.
    """
    offsets, hashed = _hashed(words, shortest, longest, buckets)
    sizes = np.diff(offsets) + 1
    starts = np.concatenate([[0], np.cumsum(sizes)])
    members = np.empty(starts[-1], dtype=np.int64)
    own = np.zeros(len(members), dtype=bool)
    own[starts[:-1]] = True
    members[own] = np.arange(len(words))
    members[~own] = hashed + len(words)
    return starts, members


def ngram_members(word: str, shortest: int, longest: int, buckets: int) -> list[int]:
    """Buckets of the n-grams of one word, known or not.

    The marked word is an n-gram too where it is short enough; a bare boundary mark is not.
    """
    members: list[int] = _hashed([word], shortest, longest, buckets)[1].tolist()
    return members


def fnv1a(text: str) -> int:
    """The 32-bit FNV-1a hash of the UTF-8 bytes, each taken as a *signed* byte as in the reference format."""
    value = BASIS
    for byte in text.encode():
        signed = byte - 256 if byte > 127 else byte
        value = ((value ^ (signed & 0xFFFFFFFF)) * PRIME) & 0xFFFFFFFF
    return value


def _hashed(words: Sequence[str], shortest: int, longest: int, buckets: int) -> tuple[np.ndarray, np.ndarray]:
    check_ngrams(shortest, longest, buckets)
    data = [f"<{word}>".encode() for word in words]
    starts = np.concatenate([[0], np.cumsum([len(word) for word in data])]).astype(np.int64)
    return _hash_all(np.frombuffer(b"".join(data), dtype=np.uint8), starts, shortest, longest, buckets)


@numba.njit(cache=True, nogil=True)
@no_type_check
def _hash_all(data, starts, shortest, longest, buckets):
    words = len(starts) - 1
    offsets = np.zeros(words + 1, np.int64)
    # A word of n characters has at most n * (longest - shortest + 1) n-grams.
    out = np.empty(len(data) * (longest - shortest + 1), np.int64)
    size = 0
    for word in range(words):
        begin, end = starts[word], starts[word + 1]
        for first in range(begin, end):
            if data[first] & 0xC0 == 0x80:  # in the middle of a character
                continue
            value = np.uint32(BASIS)
            place, length = first, 0
            while place < end and length < longest:
                length += 1
                value = _step(value, data[place])
                place += 1
                while place < end and data[place] & 0xC0 == 0x80:
                    value = _step(value, data[place])
                    place += 1
                bare = length == 1 and (first == begin or place == end)
                if length >= shortest and not bare:
                    out[size] = value % np.uint32(buckets)
                    size += 1
        offsets[word + 1] = size
    return offsets, out[:size].copy()


@numba.njit(cache=True, nogil=True, inline="always")
@no_type_check
def _step(value, byte):
    wide = np.uint32(byte)
    if byte > 127:
        wide |= np.uint32(0xFFFFFF00)
    return np.uint32((value ^ wide) * np.uint32(PRIME))
