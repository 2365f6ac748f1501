"""Coherence and diversity by hand."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.words import npmi_coherence, topic_diversity

TEXTS = ["a b x", "a b a", "a c", "d x"]


def test_coherence_by_hand():
    ab = np.log((2 / 4) / (3 / 4 * 2 / 4)) / -np.log(2 / 4)
    ac = np.log((1 / 4) / (3 / 4 * 1 / 4)) / -np.log(1 / 4)
    found = npmi_coherence([["a", "b"], ["a", "b", "c"], ["a", "d"]], TEXTS)
    np.testing.assert_allclose(found, [ab, (ab + ac - 1) / 3, -1])


def test_the_limits():
    always = npmi_coherence([["c", "e"], ["x", "y"]], ["c e x y", "x y", "x y"])
    np.testing.assert_allclose(always, [1, 0])
    assert npmi_coherence([["a", "nowhere"]], TEXTS) == [-1]


def test_diversity():
    assert topic_diversity([["a", "b"], ["a", "c"]]) == 0.75


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="topic 1 needs at least two different words"):
        npmi_coherence([["a", "b"], ["a", "a"]], TEXTS)
    with pytest.raises(ValueError, match="needs documents"):
        npmi_coherence([["a", "b"]], [])
    with pytest.raises(ValueError, match="no topic with a word"):
        topic_diversity([])
