"""Random draws for the word-vector trainers: words by alias tables, numbers by xorshift64*.

Walker's alias method draws from any finite distribution with one random number and two look-ups (Vose 1991); its two
arrays of a word each stay in cache where word2vec's table of a million entries does not. The generator is
xorshift64* (Vigna 2016, arXiv 1402.6246); each thread owns a state.
"""

from __future__ import annotations

from typing import no_type_check

import numba
import numpy as np
from jaxtyping import Float, Float32, Int, UInt32, UInt64

LOW = np.uint64(0xFFFFFFFF)
CACHE_LINE = 8  # 64-bit numbers: what two threads write must not lie closer together


@numba.njit(cache=True, nogil=True, boundscheck=False)
@no_type_check
def random_bits(state):
    """The next 64 random bits; ``state`` is uint64, its first number is used and must not be 0."""
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    return x * np.uint64(2685821657736338717)


@numba.njit(cache=True, nogil=True, boundscheck=False)
@no_type_check
def random_below(state, size):
    """A whole number from 0 to ``size`` - 1, for sizes up to 2^32."""
    return np.int64(((random_bits(state) >> np.uint64(32)) * np.uint64(size)) >> np.uint64(32))


@numba.njit(cache=True, nogil=True, boundscheck=False)
@no_type_check
def draw(limit, alias, state):
    """A position of an :func:`alias_table`: one 64-bit number, its halves choosing the column and the side."""
    bits = random_bits(state)
    column = ((bits >> np.uint64(32)) * np.uint64(len(limit))) >> np.uint64(32)
    if (bits & LOW) >= np.uint64(limit[column]):
        return np.int64(alias[column])
    return np.int64(column)


def alias_table(
    weights: Float[np.ndarray, " items"] | Int[np.ndarray, " items"],
) -> tuple[UInt32[np.ndarray, " items"], UInt32[np.ndarray, " items"]]:
    """Column limits (in 2^32nds) and aliases that :func:`draw` samples in proportion to ``weights``.

    Raises:
        ValueError: no weight, a negative one, or a sum that is not positive and finite.
    """
    weights = np.asarray(weights, dtype=np.float64)
    total = weights.sum() if weights.size else 0.0
    if not (weights.size and (weights >= 0).all() and 0 < total < np.inf):
        raise ValueError(
            f"weights must be non-negative with a positive, finite sum, got {weights.size} with sum {total}"
        )
    limit, alias = _build(weights * (len(weights) / total))
    return limit, alias


@numba.njit(cache=True)
@no_type_check
def _build(scaled):
    size = len(scaled)
    limit = np.full(size, np.uint32(0xFFFFFFFF))
    alias = np.arange(size).astype(np.uint32)
    poor, rich = np.empty(size, np.int64), np.empty(size, np.int64)
    poors = riches = 0
    for i in range(size):
        if scaled[i] < 1.0:
            poor[poors] = i
            poors += 1
        else:
            rich[riches] = i
            riches += 1
    while poors > 0 and riches > 0:
        poors -= 1
        low, high = poor[poors], rich[riches - 1]
        limit[low] = np.uint32(min(scaled[low] * 4294967296.0, 4294967295.0))
        alias[low] = np.uint32(high)
        scaled[high] -= 1.0 - scaled[low]
        if scaled[high] < 1.0:
            riches -= 1
            poor[poors] = high
            poors += 1
    return limit, alias


def keep_shares(counts: Int[np.ndarray, " words"], threshold: float) -> Float32[np.ndarray, " words"]:
    """How likely each word's occurrence survives sub-sampling: sqrt(t / f) + t / f, at most 1, f its share of the text.

    The formula of word2vec's code; Mikolov et al. 2013 (arXiv 1310.4546), equation 5, has the first term only.
    ``threshold`` t = 0 keeps everything.
    """
    if threshold < 0:
        raise ValueError(f"the subsample threshold must not be negative, got {threshold}")
    if threshold == 0:
        return np.ones(len(counts), dtype=np.float32)
    ratio = threshold / (counts / counts.sum())
    return np.minimum(1.0, np.sqrt(ratio) + ratio).astype(np.float32)


def random_states(seed: int, threads: int) -> UInt64[np.ndarray, "threads 8"]:
    """A generator state for each thread, a cache line apart."""
    states = np.zeros((threads, CACHE_LINE), dtype=np.uint64)
    states[:, 0] = np.random.SeedSequence(seed).generate_state(threads, np.uint64) | np.uint64(1)
    return states
