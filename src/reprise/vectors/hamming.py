"""Exact search by Hamming distance over packed codes.

Distances are population counts of the exclusive or of 64-bit words. The base is read in blocks that stay in the cache
while all queries look at them. Each query keeps its k best in a heap; because codes come in order of their index, a
code at the distance of the worst kept one never replaces it, so of equal distances the smaller index wins.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, no_type_check

import numba
import numpy as np
from jaxtyping import Int64, UInt8
from numba.core import types
from numba.extending import intrinsic

BLOCK = 4096  # codes looked at together: 128 kB of 256-bit codes


@intrinsic
@no_type_check
def _popcount(typingctx, word):
    """The number of ones of a 64-bit word, one instruction where the processor has it."""

    def generate(context, builder, signature, arguments):
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), generate


@numba.njit(nogil=True, cache=True)
@no_type_check
def _distances(query, block, out):
    """Distances of a block's codes into ``out``; the usual widths are unrolled."""
    words = len(query)
    if words == 1:
        a = query[0]
        for i in range(len(block)):
            out[i] = _popcount(a ^ block[i, 0])
    elif words == 2:
        a, b = query[0], query[1]
        for i in range(len(block)):
            out[i] = _popcount(a ^ block[i, 0]) + _popcount(b ^ block[i, 1])
    elif words == 4:
        a, b, c, d = query[0], query[1], query[2], query[3]
        for i in range(len(block)):
            left = _popcount(a ^ block[i, 0]) + _popcount(b ^ block[i, 1])
            out[i] = left + _popcount(c ^ block[i, 2]) + _popcount(d ^ block[i, 3])
    else:
        for i in range(len(block)):
            total = np.uint64(0)
            for j in range(words):
                total += _popcount(query[j] ^ block[i, j])
            out[i] = total


@numba.njit(nogil=True, cache=True)
@no_type_check
def _sift(heap, key):
    """Puts ``key`` in place of the largest and restores the heap."""
    size, hole = len(heap), 0
    while True:
        child = 2 * hole + 1
        if child >= size:
            break
        if child + 1 < size and heap[child + 1] > heap[child]:
            child += 1
        if heap[child] <= key:
            break
        heap[hole] = heap[child]
        hole = child
    heap[hole] = key


@numba.njit(nogil=True, cache=True)
@no_type_check
def _top(queries, base, heaps):
    """Fills each query's heap of (distance << 40 | index), the largest first."""
    out = np.empty(BLOCK, dtype=np.uint16)
    for start in range(0, len(base), BLOCK):
        block = base[start : start + BLOCK]
        for q in range(len(queries)):
            _distances(queries[q], block, out)
            heap = heaps[q]
            worst = heap[0] >> 40
            for i in range(len(block)):
                if out[i] < worst:
                    _sift(heap, (np.int64(out[i]) << 40) | np.int64(start + i))
                    worst = heap[0] >> 40
    for q in range(len(queries)):
        heaps[q].sort()


@numba.njit(nogil=True, cache=True)
@no_type_check
def _count_within(queries, base, radius, counts):
    out = np.empty(BLOCK, dtype=np.uint16)
    for start in range(0, len(base), BLOCK):
        block = base[start : start + BLOCK]
        for q in range(len(queries)):
            _distances(queries[q], block, out)
            for i in range(len(block)):
                counts[q] += out[i] <= radius


@numba.njit(nogil=True, cache=True)
@no_type_check
def _fill_within(queries, base, radius, places, keys):
    """Writes (distance << 40 | index) of each query's codes from its place on."""
    out = np.empty(BLOCK, dtype=np.uint16)
    for start in range(0, len(base), BLOCK):
        block = base[start : start + BLOCK]
        for q in range(len(queries)):
            _distances(queries[q], block, out)
            for i in range(len(block)):
                if out[i] <= radius:
                    keys[places[q]] = (np.int64(out[i]) << 40) | np.int64(start + i)
                    places[q] += 1


@numba.njit(nogil=True, cache=True)
@no_type_check
def _all(queries, base, out):
    for start in range(0, len(base), BLOCK):
        block = base[start : start + BLOCK]
        for q in range(len(queries)):
            _distances(queries[q], block, out[q, start : start + BLOCK])


def hamming_distances(
    queries: UInt8[np.ndarray, "queries query_bytes"], base: UInt8[np.ndarray, "codes base_bytes"]
) -> Int64[np.ndarray, "queries codes"]:
    """All distances."""
    left, right = _words(queries, base)
    out = np.empty((len(left), len(right)), dtype=np.int64)
    _all(left, right, out)
    return out


def hamming_topk(
    queries: UInt8[np.ndarray, "queries query_bytes"],
    base: UInt8[np.ndarray, "codes base_bytes"],
    k: int,
    threads: int | None = 1,
) -> tuple[Int64[np.ndarray, "queries k"], Int64[np.ndarray, "queries k"]]:
    """The ``k`` nearest codes of each query, nearest first; equal distances in order of their index.

    Args:
        queries, base: packed by :func:`reprise.vectors.pack_codes`. A base whose rows are a multiple of eight bytes
            is used as it lies; another is copied and filled up at every call.
        k: at most the number of codes.
        threads: that share the queries; None takes all cores. The result does not depend on it.

    Returns:
        distances and indices.

    Raises:
        ValueError: codes of different widths, or a ``k`` that cannot be.
    """
    left, right = _words(queries, base)
    if not 1 <= k <= len(right):
        raise ValueError(f"k must lie between 1 and the number of codes, {len(right)}; got {k}")
    heaps = np.full((len(left), k), np.iinfo(np.int64).max)
    _share(lambda part: _top(left[part], right, heaps[part]), len(left), threads)
    return heaps >> 40, heaps & (2**40 - 1)


def hamming_within(
    queries: UInt8[np.ndarray, "queries query_bytes"],
    base: UInt8[np.ndarray, "codes base_bytes"],
    radius: int,
    threads: int | None = 1,
) -> tuple[Int64[np.ndarray, " offsets"], Int64[np.ndarray, " found"], Int64[np.ndarray, " found"]]:
    """All codes at most ``radius`` bits away.

    Returns:
        offsets ``[queries + 1]``, distances and indices: those of query q stand from ``offsets[q]`` to
        ``offsets[q + 1]``, ordered by distance, then index.
    """
    if radius < 0:
        raise ValueError(f"radius must be at least 0, got {radius}")
    left, right = _words(queries, base)
    counts = np.zeros(len(left), dtype=np.int64)
    _share(lambda part: _count_within(left[part], right, radius, counts[part]), len(left), threads)
    offsets = np.concatenate([[0], np.cumsum(counts)])
    keys = np.empty(offsets[-1], dtype=np.int64)
    places = offsets[:-1].copy()
    _share(lambda part: _fill_within(left[part], right, radius, places[part], keys), len(left), threads)
    for first, last in itertools.pairwise(offsets):
        keys[first:last].sort()
    return offsets, keys >> 40, keys & (2**40 - 1)


def _share(work: Callable[[slice], object], queries: int, threads: int | None) -> None:
    count = (os.cpu_count() or 1) if threads is None else threads
    if count < 1:
        raise ValueError(f"threads must be at least 1, got {threads}")
    size = max(1, -(-queries // count))
    parts = [slice(start, start + size) for start in range(0, queries, size)]
    if len(parts) <= 1:
        for part in parts:
            work(part)
        return
    with ThreadPoolExecutor(count) as pool:
        list(pool.map(work, parts))


def _words(queries: np.ndarray, base: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Both as 64-bit words, filled up with zeros, which add nothing to a distance."""
    if queries.shape[1] != base.shape[1]:
        raise ValueError(f"queries have codes of {queries.shape[1]} bytes, the base of {base.shape[1]}")
    if not 1 <= base.shape[1] <= 8191:
        raise ValueError(f"codes must have 1 to 8191 bytes, got {base.shape[1]}")

    def convert(codes: np.ndarray) -> np.ndarray[Any, np.dtype[np.uint64]]:
        missing = -codes.shape[1] % 8
        if missing:
            codes = np.pad(codes, ((0, 0), (0, missing)))
        return np.ascontiguousarray(codes).view(np.uint64)

    return convert(queries), convert(base)
