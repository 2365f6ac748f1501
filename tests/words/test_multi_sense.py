"""MSSG: the kernel against a literal step, and planted senses."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.exceptions import NotFittedError

from reprise.words import (
    MultiSenseSkipGram,
    Vocabulary,
    Windows,
    choose_senses,
    merge_pairs,
    topic_lines,
    wsi_score,
)
from reprise.words.multi_sense import train_senses
from reprise.words.sampling import alias_table, draw, random_below, random_states

PAIRS = [(f"{one}{i}", f"{other}{i}") for one, other in ("ab", "cd") for i in range(3)]
TEXT = merge_pairs(topic_lines(600), PAIRS)
VOCABULARY = Vocabulary.build(TEXT.lines, 1)
TOKENS = VOCABULARY.encode(TEXT.lines)
OPTIONS = {"senses": 2, "dim": 16, "min_count": 1, "epochs": 8, "lr": 0.05}


@pytest.fixture(scope="module")
def fitted() -> MultiSenseSkipGram:
    return MultiSenseSkipGram(**OPTIONS).fit(TEXT.lines)


def test_a_pass_is_nearest_mean_context_then_skip_gram_steps():
    """Against the same thing in plain numpy, draw by draw."""
    rng = np.random.default_rng(0)
    words, lines = np.array([0, 1, 2, 1, 3, 0, 2]), np.array([0, 0, 0, 0, 1, 1, 1])
    senses, centers = (rng.normal(size=(4, 2, 5)).astype(np.float32) for _ in range(2))
    outputs = rng.normal(size=(4, 5)).astype(np.float32)
    counts = np.zeros((4, 2), dtype=np.int64)
    expected = [array.astype(np.float64) for array in (senses, outputs, centers)]
    limit, alias = alias_table(np.array([4.0, 3.0, 2.0, 1.0]))
    state = random_states(3, 1)[0]
    train_senses(
        words, lines, 2, limit, alias, 2, 2, senses, outputs, centers, counts, 0.3, 0.3, state.copy()
    )
    v, u, mu = expected
    used = np.zeros((4, 2), dtype=np.int64)
    for position, word in enumerate(words):
        reach = 1 + random_below(state, 2)
        near = [
            p
            for p in range(7)
            if p != position and abs(p - position) <= reach and lines[p] == lines[position]
        ]
        context = words[near]
        around = u[context].sum(0)
        best = int(np.argmax([c @ around / np.linalg.norm(c) for c in mu[word]]))
        used[word, best] += 1
        mu[word, best] += around / len(near)
        drawn = [draw(limit, alias, state) for _ in range(2)]
        targets = [(c, 1.0, 1.0) for c in context]
        targets += [(n, 0.0, float(len(near))) for n in drawn if n not in context]
        step = np.zeros(5)
        for target, label, weight in targets:
            g = 0.3 * weight * (label - 1 / (1 + np.exp(-v[word, best] @ u[target])))
            step += g * u[target]
            u[target] += g * v[word, best]
        v[word, best] += step
    assert counts.tolist() == used.tolist()
    for found, wanted in zip((senses, outputs, centers), expected, strict=True):
        np.testing.assert_allclose(found, wanted, rtol=2e-4, atol=1e-5)


def test_it_finds_the_planted_senses(fitted):
    positions = Windows(TOKENS, 5).occurrences(np.array([VOCABULARY.index()[n] for n in TEXT.names]))
    chosen = choose_senses(fitted.scores(TOKENS, positions), TEXT.words)
    assert wsi_score(chosen, TEXT.senses, TEXT.words) > 0.9


def test_every_occurrence_is_counted_once(fitted):
    np.testing.assert_array_equal(fitted.counts_.sum(1), VOCABULARY.counts)


def test_runs_repeat(fitted):
    np.testing.assert_array_equal(MultiSenseSkipGram(**OPTIONS).fit(TEXT.lines).vectors_, fitted.vectors_)
    assert not np.array_equal(MultiSenseSkipGram(**OPTIONS, seed=1).fit(TEXT.lines).vectors_, fitted.vectors_)


@pytest.mark.parametrize(
    ("options", "message"),
    [({"senses": 0}, "senses"), ({"negatives": 0}, "negatives"), ({"epochs": 2, "warmup": 2}, "warmup")],
)
def test_settings_that_cannot_be(options, message):
    with pytest.raises(ValueError, match=message):
        MultiSenseSkipGram(**options)


def test_wrong_use_says_what_was_expected():
    with pytest.raises(TypeError, match="single string"):
        MultiSenseSkipGram().fit("a b")
    with pytest.raises(NotFittedError, match="call fit"):
        MultiSenseSkipGram().scores(TOKENS, np.arange(3))
