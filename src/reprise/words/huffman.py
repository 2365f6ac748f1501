"""A Huffman tree over word counts: the decisions of hierarchical softmax.

Morin and Bengio 2005; as word2vec uses it (Mikolov et al. 2013, arXiv 1310.4546, section 2.1): a word's probability is
the product over its path of s(+-h . v_node), and frequent words have short paths.
"""

from __future__ import annotations

import heapq

import numpy as np
from jaxtyping import Float32, Int, Int32, Int64


def huffman_paths(
    counts: Int[np.ndarray, " words"],
) -> tuple[Int64[np.ndarray, " offsets"], Int32[np.ndarray, " nodes"], Float32[np.ndarray, " nodes"]]:
    """For each word the inner nodes from the root down, and at each which way to go.

    Returns:
        offsets (words + 1), nodes 0 to words - 2, and labels: 1 to the rarer half (as word2vec's code 0), 0 to the
        other.

    Raises:
        ValueError: fewer than two words, which leave nothing to decide.
    """
    size = len(counts)
    if size < 2:
        raise ValueError(f"hierarchical softmax needs at least two words, got {size}")
    heap = [(int(count), i) for i, count in enumerate(counts)]
    heapq.heapify(heap)
    parent, label = np.zeros(2 * size - 1, dtype=np.int64), np.zeros(2 * size - 1, dtype=np.float32)
    for node in range(size, 2 * size - 1):
        rare, first = heapq.heappop(heap)
        common, second = heapq.heappop(heap)
        parent[first] = parent[second] = node
        label[first] = 1.0
        heapq.heappush(heap, (rare + common, node))
    root = 2 * size - 2
    offsets, nodes, labels = [0], [], []
    for word in range(size):
        path, ways, here = [], [], word
        while here != root:
            ways.append(label[here])
            here = int(parent[here])
            path.append(here - size)
        nodes += path[::-1]
        labels += ways[::-1]
        offsets.append(len(nodes))
    return (
        np.array(offsets, dtype=np.int64),
        np.array(nodes, dtype=np.int32),
        np.array(labels, dtype=np.float32),
    )
