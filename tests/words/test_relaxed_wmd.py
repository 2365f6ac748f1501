"""Word Mover's Distance: exact values, and the bound below them."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.words import WordVectors, relaxed_word_movers, word_movers

RNG = np.random.default_rng(4)
WORDS = [f"w{i}" for i in range(12)]
VECTORS = WordVectors(WORDS, RNG.normal(size=(12, 3)))


def test_a_text_is_nowhere_near_zero_but_from_itself():
    np.testing.assert_allclose(word_movers(["w1 w2"], ["w2 w1 w1 w2"], VECTORS), 0, atol=1e-12)
    apart = np.linalg.norm(VECTORS["w1"] - VECTORS["w2"])
    np.testing.assert_allclose(word_movers(["w1"], ["w2"], VECTORS), apart, rtol=1e-6)
    np.testing.assert_allclose(relaxed_word_movers(["w1"], ["w2"], VECTORS), apart, rtol=1e-6)


def test_the_bound_holds_and_both_are_symmetric():
    first = [" ".join(RNG.choice(WORDS, 5)) for _ in range(8)]
    second = [" ".join(RNG.choice(WORDS, 4)) for _ in range(8)]
    exact, bound = word_movers(first, second, VECTORS), relaxed_word_movers(first, second, VECTORS)
    assert (bound <= exact + 1e-9).all()
    assert (bound < exact - 1e-6).any()
    np.testing.assert_allclose(relaxed_word_movers(second, first, VECTORS), bound)
    np.testing.assert_allclose(word_movers(second, first, VECTORS), exact, atol=1e-9)


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="got 1 and 2"):
        word_movers(["w1"], ["w1", "w2"], VECTORS)
    with pytest.raises(ValueError, match="text 0 has no known word"):
        relaxed_word_movers(["zebra"], ["w1"], VECTORS)
