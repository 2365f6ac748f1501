"""The subword step against autograd, vectors of unknown words, and bad settings."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from reprise.words.blocks import sigmoid_table
from reprise.words.fasttext import FastText, subword_pass, subword_step
from reprise.words.sampling import alias_table, random_states
from reprise.words.subwords import ngram_members


@pytest.mark.parametrize("group", [[0], [2, 5], [1, 3, 4, 6, 6, 8, 9]])
def test_a_step_gives_every_row_the_whole_gradient(group):
    rng = np.random.default_rng(0)
    rows, outputs = ((rng.normal(size=(n, 16)) / 2).astype(np.float32) for n in (10, 5))
    targets, labels, weights, rate = [2, 0, 4], [1.0, 1.0, 0.0], [1.0, 1.0, 2.5], 0.3
    r, o = (torch.tensor(table, dtype=torch.float64) for table in (rows, outputs))
    h, o = r[group].mean(0).requires_grad_(), o.requires_grad_()
    sign = 2 * torch.tensor(labels) - 1
    (-(torch.nn.functional.logsigmoid(o[targets] @ h * sign) * torch.tensor(weights)).sum()).backward()
    expected = r.clone()
    for row in group:
        expected[row] -= rate * h.grad
    room = [np.zeros((8, 16), np.float32), np.zeros((4, 8), np.float32), np.zeros((8, 4), np.float32)]
    wide = np.zeros(8, np.int64)
    wide[:3] = targets
    subword_step(
        rows, np.array([0, len(group)]), np.array(group), 0, outputs, wide, 3, np.array(labels, np.float32),
        np.array(weights, np.float32), np.float32(rate), np.zeros((4, 16), np.float32), *room, np.arange(8), sigmoid_table(),
    )  # fmt: skip
    np.testing.assert_allclose(rows, expected, atol=1e-6)
    np.testing.assert_allclose(outputs, (o - rate * o.grad).detach(), atol=1e-6)


def test_a_negative_counts_for_every_context_that_it_is_not():
    """One word is drawn always; the line is longer than the window of 1, so that it meets itself among the contexts."""
    rng = np.random.default_rng(2)
    rows, outputs = ((rng.normal(size=(3, 16)) / 2).astype(np.float32) for _ in range(2))
    line, drawn, wanted, rate = [1, 0, 2], 4, 6, 0.1
    r, o = rows.astype(float), outputs.astype(float)
    for center, contexts, against in ((1, [0], 1), (0, [1, 2], 1), (2, [0], 1)):
        pairs = [(context, 1.0, 1.0) for context in contexts] + [(1, 0.0, wanted * against)]
        steps = [
            (out, rate * weight * (label - 1 / (1 + np.exp(-r[center] @ o[out]))))
            for out, label, weight in pairs
        ]
        change = sum(g * o[out] for out, g in steps)
        before = r[center].copy()
        for out, g in steps:
            o[out] += g * before
        r[center] += change
    subword_pass(
        np.array([*line, -1], np.int32), np.array([[0, 4]]), np.ones(3, np.float32), *alias_table(np.array([0.0, 1.0, 0.0])),
        rows, np.arange(4), np.arange(3), outputs, 1, wanted, drawn, rate, rate, 4, np.zeros((2, 8), np.int64), 0,
        random_states(0, 1)[0], sigmoid_table(),
    )  # fmt: skip
    np.testing.assert_allclose(rows, r, atol=2e-6)
    np.testing.assert_allclose(outputs, o, atol=2e-6)


def lines() -> list[str]:
    rng = np.random.default_rng(1)
    worlds = [["walking", "walked", "walker", "walks"], ["singing", "sung", "singer", "sings"]]
    return [" ".join(rng.choice(worlds[i % 2], size=12)) for i in range(300)]


def model(**options) -> FastText:
    return FastText(
        **{"dim": 16, "min_count": 1, "negatives": 2, "subsample": 0, "buckets": 500, "threads": 1, **options}
    )


def test_an_unknown_word_is_the_mean_of_its_ngrams_and_near_its_kin():
    trained = model(epochs=10).fit(lines())
    vectors = trained.vectors
    rows = [len(vectors) + bucket for bucket in ngram_members("walkers", 3, 6, 500)]
    np.testing.assert_allclose(vectors.vector("walkers"), trained.inputs[rows].mean(0), atol=1e-6)
    unknown = vectors.vector("walkers")
    near, far = (vectors[word] @ unknown / np.linalg.norm(vectors[word]) for word in ("walker", "sung"))
    assert near > far + 0.1 * np.linalg.norm(unknown)
    members = [0, *(len(vectors) + b for b in ngram_members(vectors.words[0], 3, 6, 500))]
    np.testing.assert_allclose(vectors[vectors.words[0]], trained.inputs[members].mean(0), atol=1e-6)


def test_one_thread_repeats_itself_and_two_learn_too():
    np.testing.assert_array_equal(
        model(seed=3, epochs=1).fit(lines()).vectors.vectors,
        model(seed=3, epochs=1).fit(lines()).vectors.vectors,
    )
    vectors = model(epochs=10, threads=2).fit(lines()).vectors
    assert vectors.similarity(["walks"], ["walked"])[0] > vectors.similarity(["walks"], ["sung"])[0]


@pytest.mark.parametrize(
    ("options", "message"), [({"ngrams": (5, 3)}, "shortest and a longest"), ({"buckets": 0}, "buckets")]
)
def test_refuses_what_cannot_be(options, message):
    with pytest.raises(ValueError, match=message):
        model(**options)
