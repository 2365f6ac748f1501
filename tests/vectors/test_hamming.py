"""Against unpacked sums and faiss; ties by index."""

from __future__ import annotations

import faiss
import numpy as np
import pytest

from reprise.vectors import hamming_distances, hamming_topk, hamming_within, pack_codes
from reprise.vectors.hamming import BLOCK


def random_codes(rows: int, bits: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    bits_ = np.random.default_rng(seed).random((rows, bits)) < 0.4
    return bits_, pack_codes(bits_)


@pytest.mark.parametrize("bits", [1, 12, 28, 64, 100, 128, 192, 256, 1000])
def test_distances_are_sums_of_the_exclusive_or(bits):
    (a, packed_a), (b, packed_b) = random_codes(7, bits, 0), random_codes(50, bits, 1)
    expected = (a[:, None] ^ b[None]).sum(2)
    distances = hamming_distances(packed_a, packed_b)
    np.testing.assert_array_equal(distances, expected)
    order = np.lexsort((np.broadcast_to(np.arange(50), expected.shape), expected), axis=1)
    for k in (1, 10, 50):
        found, index = hamming_topk(packed_a, packed_b, k)
        np.testing.assert_array_equal(index, order[:, :k])
        np.testing.assert_array_equal(found, np.take_along_axis(expected, index, 1))


@pytest.mark.parametrize("threads", [1, 2, None])
def test_search_over_several_blocks_agrees_with_faiss(threads):
    bits, base = random_codes(2 * BLOCK + 77, 64, 2)
    queries = pack_codes(bits[::500] ^ (np.random.default_rng(3).random((len(bits[::500]), 64)) < 0.1))
    index = faiss.IndexBinaryFlat(64)
    index.add(base)
    expected, _ = index.search(queries, 40)
    distances, found = hamming_topk(queries, base, 40, threads=threads)
    np.testing.assert_array_equal(distances, expected)
    all_distances = hamming_distances(queries, base)
    order = np.argsort(all_distances, axis=1, kind="stable")[:, :40]
    np.testing.assert_array_equal(found, order)
    limits, near, _ = index.range_search(queries, 21)  # faiss looks strictly within the radius
    offsets, distances, found = hamming_within(queries, base, 20, threads=threads)
    np.testing.assert_array_equal(offsets, limits)
    for q in range(len(queries)):
        part = slice(offsets[q], offsets[q + 1])
        np.testing.assert_array_equal(distances[part], np.sort(near[part]))
        inside = np.flatnonzero(all_distances[q] <= 20)
        np.testing.assert_array_equal(
            found[part], inside[np.argsort(all_distances[q][inside], kind="stable")]
        )


def test_no_queries_and_far_codes():
    _, base = random_codes(5, 8, 0)
    distances, index = hamming_topk(base[:0], base, 2)
    assert distances.shape == index.shape == (0, 2)
    opposite = ~base
    offsets, *_ = hamming_within(opposite[:1], base[:1], 7)
    assert offsets.tolist() == [0, 0]
    assert hamming_within(opposite[:1], base[:1], 8)[0].tolist() == [0, 1]


def test_wrong_input_is_refused():
    _, base = random_codes(5, 16, 0)
    with pytest.raises(ValueError, match="between 1 and the number of codes, 5; got 6"):
        hamming_topk(base, base, 6)
    with pytest.raises(ValueError, match="2 bytes, the base of 1"):
        hamming_topk(base, base[:, :1], 1)
    with pytest.raises(ValueError, match="radius must be at least 0"):
        hamming_within(base, base, -1)
    with pytest.raises(ValueError, match="threads must be at least 1"):
        hamming_topk(base, base, 1, threads=0)
