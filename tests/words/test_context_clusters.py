"""Contexts clustered after training."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.words import ContextClusters

# Word 0 stands among words 1, 2 (one direction) or 3, 4 (another); word 5 always alike.
LINES = [[1, 0, 2], [2, 0, 1], [3, 0, 4], [4, 0, 3], [1, 5, 2], [1, 5, 2]]
TOKENS = np.array([t for line in LINES for t in [*line, -1]], dtype=np.int32)
VECTORS = np.array([[0.0, 0], [1, 0.1], [1, 0], [0, 1], [0.1, 1], [0, 0]])
CENTRAL = np.array([1, 4, 7, 10, 13, 16])


def test_contexts_of_a_word_fall_into_their_directions():
    found = ContextClusters(VECTORS, senses=2, window=1).scores(TOKENS, CENTRAL)
    labels = found.argmax(1)
    assert labels[0] == labels[1] != labels[2]
    assert labels[2] == labels[3]
    assert np.isfinite(found[4:]).sum(1).tolist() == [1, 1]  # one context, one cluster
    np.testing.assert_allclose(found.max(1), 0.0, atol=0.01)


def test_scores_are_negative_distances_to_the_means():
    found = ContextClusters(VECTORS, senses=1, window=1, unit=False).scores(TOKENS, CENTRAL[:4])
    contexts = np.array([[1, 0.05], [1, 0.05], [0.05, 1], [0.05, 1]])
    np.testing.assert_allclose(found[:, 0], -np.linalg.norm(contexts - contexts.mean(0), axis=1))


def test_frequent_words_weigh_less():
    counts = np.array([10, 10, 10, 10, 960, 10])
    made = ContextClusters(VECTORS, senses=1, window=1, counts=counts, smooth=0.01, unit=False)
    np.testing.assert_allclose(made.vectors[4], VECTORS[4] * 0.01 / (0.01 + 960 / 1010))


def test_settings_that_cannot_be():
    with pytest.raises(ValueError, match="senses"):
        ContextClusters(VECTORS, senses=0)
    with pytest.raises(ValueError, match="3 counts for 6 vectors"):
        ContextClusters(VECTORS, counts=np.ones(3, dtype=np.int64))
    with pytest.raises(ValueError, match="smooth"):
        ContextClusters(VECTORS, smooth=0.0)
