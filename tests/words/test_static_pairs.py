"""Fitting token vectors on pairs of texts."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
import torch

from reprise.losses.info_nce import info_nce
from reprise.words.static_pairs import _batches, fit_static_pairs


def pairs(n: int = 120, tokens: int = 40, seed: int = 0) -> tuple[np.ndarray, sp.csr_array, sp.csr_array]:
    """Each pair shares a topic; the first text says it with tokens below 20, the second with others."""
    rng = np.random.default_rng(seed)
    first, second = np.zeros((n, tokens), np.float32), np.zeros((n, tokens), np.float32)
    for i in range(n):
        first[i, i % 20] = 1
        second[i, 20 + i % 20] = 2
        first[i, rng.integers(0, 18)] += 1
    return rng.normal(size=(tokens, 8)).astype(np.float32), sp.csr_array(first), sp.csr_array(second)


def accuracy(table, first, second) -> float:
    a, b = first @ table, second[:20] @ table
    a, b = a / np.linalg.norm(a, axis=1, keepdims=True), b / np.linalg.norm(b, axis=1, keepdims=True)
    return float(np.mean((a @ b.T).argmax(1) == np.arange(len(a)) % 20))


def test_texts_that_belong_together_find_each_other():
    vectors, first, second = pairs()
    fitted = fit_static_pairs(vectors, first, second, epochs=30, batch_size=20, learning_rate=0.03)
    assert accuracy(fitted, first, second) > 0.8 > 2 * accuracy(vectors, first, second)


def test_one_step_is_adam_on_info_nce():
    vectors, first, second = pairs(6)
    fitted = fit_static_pairs(
        vectors, first, second, epochs=1, batch_size=6, learning_rate=0.01, temperature=0.1
    )
    scaled = torch.tensor(vectors / np.linalg.norm(vectors, axis=1).mean(), requires_grad=True)
    loss = info_nce(
        torch.tensor(first.toarray()) @ scaled,
        torch.tensor(second.toarray()) @ scaled,
        temperature=0.1,
        symmetric=True,
    )
    (gradient,) = torch.autograd.grad(loss, scaled)
    step = torch.where(gradient.abs() > 0, 0.01 * gradient / (gradient.abs() + 1e-8), 0.0)
    np.testing.assert_allclose(fitted, (scaled - step).detach().numpy(), atol=1e-5)


def test_tokens_that_no_text_holds_only_change_their_scale():
    vectors, first, second = pairs()
    wide = np.concatenate([vectors, vectors[:3]])
    grow = sp.csr_array((first.shape[0], 3), dtype=np.float32)
    fitted = fit_static_pairs(
        wide, sp.csr_array(sp.hstack([first, grow])), sp.csr_array(sp.hstack([second, grow])), epochs=2
    )
    np.testing.assert_allclose(fitted[-3:], vectors[:3] / np.linalg.norm(wide, axis=1).mean(), rtol=1e-5)


def test_the_same_seed_gives_the_same_and_progress_is_told():
    vectors, first, second = pairs()
    told = []
    one = fit_static_pairs(
        vectors, first, second, epochs=3, batch_size=16, progress=lambda *a: told.append(a)
    )
    np.testing.assert_array_equal(one, fit_static_pairs(vectors, first, second, epochs=3, batch_size=16))
    assert not np.array_equal(one, fit_static_pairs(vectors, first, second, epochs=3, batch_size=16, seed=1))
    assert [epoch for epoch, _ in told] == [1, 2, 3]
    assert told[-1][1] < told[0][1]


def test_a_batch_has_pairs_of_one_group_only():
    groups = np.array([7, 3, 7, 7, 3, 7, 3, 7, 3])
    members = [np.flatnonzero(groups == group) for group in (3, 7)]
    orders = set()
    for seed in range(20):
        batches = _batches(members, 2, np.random.default_rng(seed))
        of = [groups[batch] for batch in batches]
        assert all(len(set(group)) == 1 for group in of)
        assert sorted(group[0] for group in of) == [3, 3, 7, 7]
        used = np.concatenate(batches)
        assert len(set(used)) == len(used) == 8
        orders.add(tuple(group[0] for group in of))
    assert len(orders) > 2  # groups take turns at random


def test_groups_that_are_one_change_nothing_and_two_do():
    vectors, first, second = pairs()

    def fitted(groups: np.ndarray | None) -> np.ndarray:
        return fit_static_pairs(vectors, first, second, 1, 20, groups=groups)

    np.testing.assert_array_equal(fitted(np.full(120, 5)), fitted(None))
    assert not np.allclose(fitted(np.arange(120) % 2), fitted(None), atol=1e-5)


def test_the_rate_falls_to_nothing():
    """Two steps: the first with the whole rate, the second with half of it; each moves a number by its rate at most."""
    vectors, first, second = pairs(8)
    scaled = vectors / np.linalg.norm(vectors, axis=1).mean()

    def moved(epochs: int, anneal: bool) -> float:
        table = fit_static_pairs(vectors, first, second, epochs, 8, learning_rate=0.01, anneal=anneal)
        return float(np.abs(table - scaled).max())

    assert moved(1, anneal=True) == pytest.approx(0.01, rel=1e-3)
    assert moved(2, anneal=False) == pytest.approx(0.02, rel=0.02)
    assert moved(2, anneal=True) == pytest.approx(0.015, rel=0.02)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda v, a, b: (v[:9], a, b), r"\[pairs, 9 tokens\], got \(120, 40\)"),
        (lambda v, a, b: (v, a, b[:5]), r"got \(120, 40\) and \(5, 40\)"),
        (lambda v, a, b: (v, a[:1], b[:1]), "at least two pairs a batch are needed, got 1 pairs"),
        (lambda v, a, b: (v, a, b, 0), "epochs must be at least 1"),
        (
            lambda v, a, b: (v, a, b, 1, 9, 2e-3, 0.05, np.zeros(7, int)),
            r"label the 120 pairs, got shape \(7,\)",
        ),
        (
            lambda v, a, b: (v, a, b, 1, 9, 2e-3, 0.05, (np.arange(120) > 4).astype(int)),
            "a group has 5 pairs, fewer than a batch of 9",
        ),
    ],
)
def test_refuses_what_cannot_be(change, message):
    with pytest.raises(ValueError, match=message):
        fit_static_pairs(*change(*pairs()))
