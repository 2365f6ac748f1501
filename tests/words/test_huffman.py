"""The tree is Huffman's."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from reprise.words.huffman import huffman_paths


def test_path_lengths_are_optimal_and_codes_are_prefix_free():
    counts = np.array([45, 13, 12, 16, 9, 5])
    offsets, nodes, labels = huffman_paths(counts)
    lengths = np.diff(offsets)
    assert (lengths * counts).sum() == 224  # the textbook tree of these counts
    codes = ["".join(str(int(x)) for x in labels[a:b]) for a, b in itertools.pairwise(offsets)]
    assert not any(i != j and codes[j].startswith(codes[i]) for i in range(6) for j in range(6))
    assert sum(2.0 ** -len(code) for code in codes) == 1
    assert set(nodes.tolist()) == set(range(5))
    assert {int(nodes[a]) for a in offsets[:-1]} == {4}  # every path begins at the root


def test_probabilities_of_all_words_sum_to_one():
    rng = np.random.default_rng(0)
    offsets, nodes, labels = huffman_paths(rng.integers(1, 100, 30))
    h, v = rng.normal(size=8), rng.normal(size=(29, 8))
    p = 1 / (1 + np.exp(-(v[nodes] @ h)))
    steps = np.where(labels == 1, p, 1 - p)
    assert sum(np.prod(steps[a:b]) for a, b in itertools.pairwise(offsets)) == pytest.approx(1)


def test_one_word_leaves_nothing_to_decide():
    with pytest.raises(ValueError, match="at least two words, got 1"):
        huffman_paths(np.array([3]))
