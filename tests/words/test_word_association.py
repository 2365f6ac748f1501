"""The association test against a literal script, and its symmetries."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from reprise.words import WordVectors, weat
from reprise.words.word_association import association_test

RNG = np.random.default_rng(0)


def vectors(*sizes: int) -> list[np.ndarray]:
    return [RNG.normal(size=(n, 6)) for n in sizes]


def literal(x, y, a, b, ddof):
    def cos(u, v):
        return u @ v / np.linalg.norm(u) / np.linalg.norm(v)

    def s(w):
        return sum(cos(w, i) for i in a) / len(a) - sum(cos(w, i) for i in b) / len(b)

    scores = [s(w) for w in [*x, *y]]
    effect = (np.mean(scores[: len(x)]) - np.mean(scores[len(x) :])) / np.std(scores, ddof=ddof)
    observed = sum(scores[: len(x)]) - sum(scores[len(x) :])
    partitions = [
        sum(scores[i] for i in chosen) - sum(v for i, v in enumerate(scores) if i not in chosen)
        for chosen in itertools.combinations(range(len(scores)), len(x))
    ]
    return effect, np.mean([p >= observed - 1e-12 for p in partitions])


@pytest.mark.parametrize("ddof", [0, 1])
def test_equals_a_literal_script_with_all_partitions(ddof):
    sets = vectors(3, 3, 4, 5)
    effect, p = association_test(*sets, ddof=ddof)
    np.testing.assert_allclose((effect, p), literal(*sets, ddof))
    assert p * 20 == pytest.approx(round(p * 20))


def test_the_effect_turns_its_sign_with_either_pair_of_sets():
    x, y, a, b = vectors(4, 4, 3, 3)
    effect = association_test(x, y, a, b)[0]
    assert association_test(y, x, a, b)[0] == pytest.approx(-effect)
    assert association_test(x, y, b, a)[0] == pytest.approx(-effect)


def test_sampled_partitions_come_near_the_exact_share(monkeypatch):
    sets = vectors(6, 6, 3, 3)
    exact = association_test(*sets)[1]
    monkeypatch.setattr("reprise.words.word_association.EXACT", 10)
    sampled = association_test(*sets, samples=20_000)[1]
    assert sampled == pytest.approx(exact, abs=0.015)
    assert sampled == association_test(*sets, samples=20_000)[1]


def test_words_without_a_vector_are_left_out_and_named():
    words = WordVectors([f"w{i}" for i in range(12)], RNG.normal(size=(12, 6)))
    found = weat(["w0", "w1", "lily"], ["w2", "w3", "w4"], ["w5", "w6"], ["w7", "w8"], words)
    assert found.missing == {"X": ("lily",), "Y": (), "A": (), "B": ()}
    v = words.vectors
    assert found.effect == pytest.approx(association_test(v[:2], v[2:5], v[5:7], v[7:9])[0])


def test_refuses_what_cannot_be():
    words = WordVectors(["a", "b", "c"], RNG.normal(size=(3, 6)))
    with pytest.raises(ValueError, match="X and Y must be of one size, got 1 and 2"):
        weat(["a"], ["b", "c"], ["a", "b"], ["b", "c"], words)
    with pytest.raises(ValueError, match="Y has 1 words with a vector, two are needed; missing: lily, rose"):
        weat(["a", "b", "c"], ["lily", "rose", "a"], ["a", "b"], ["b", "c"], words)
    with pytest.raises(ValueError, match="ddof must be 0 or 1"):
        association_test(*vectors(2, 2, 2, 2), ddof=2)
    one = np.ones((2, 6))
    with pytest.raises(ValueError, match="equally associated"):
        association_test(one, one, one, one)
