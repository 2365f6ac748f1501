"""The trainer's steps against autograd, and what it learns."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from reprise.words.skipgram import SkipGram, fnv1a, ngram_rows, noise_table, train_block


def autograd_step(
    rows: np.ndarray,
    outputs: np.ndarray,
    groups: list[list[int]],
    targets: list[int],
    labels: list[float],
    weights: list[float],
    lr: float,
) -> tuple[np.ndarray, np.ndarray]:
    r, o = (torch.tensor(array, dtype=torch.float64, requires_grad=True) for array in (rows, outputs))
    hidden = torch.stack([r[group].mean(0) for group in groups])
    sign = 2 * torch.tensor(labels, dtype=torch.float64) - 1
    weight = torch.tensor(weights, dtype=torch.float64)

    def loss(hidden: torch.Tensor, outputs: torch.Tensor) -> torch.Tensor:
        return -(torch.nn.functional.logsigmoid(hidden @ outputs[targets].T * sign) * weight).sum()

    loss(hidden, o).backward()
    # Each row takes the whole gradient of the mean, as the reference does: undo the division by the group's size.
    grad = torch.zeros_like(r)
    h = hidden.detach().requires_grad_()
    (hidden_grad,) = torch.autograd.grad(loss(h, o.detach()), h)
    for group, g in zip(groups, hidden_grad, strict=True):
        for row in group:
            grad[row] += g
    return (r - lr * grad).detach().numpy(), (o - lr * o.grad).detach().numpy()


@pytest.mark.parametrize("groups", [[[0]], [[1], [3]], [[0, 5, 6], [2, 6], [4]]])
def test_a_block_is_one_gradient_step(groups):
    rng = np.random.default_rng(0)
    rows, outputs = (rng.normal(size=(n, 4)).astype(np.float32) for n in (7, 5))
    targets, labels, weights = [2, 0, 4], [1.0, 0.0, 0.0], [1.0, 2.0, 2.0]
    expected_rows, expected_outputs = autograd_step(rows, outputs, groups, targets, labels, weights, 0.3)
    offsets = np.cumsum([0, *map(len, groups)])
    members = np.array([row for group in groups for row in group])
    train_block(
        rows, outputs, offsets, members, np.arange(len(groups), dtype=np.int32), len(groups),
        np.array(targets, dtype=np.int32), np.array(labels, dtype=np.float32), np.array(weights, dtype=np.float32), 0.3,
        np.empty((9, 4), np.float32), np.empty((9, 4), np.float32),
    )  # fmt: skip
    np.testing.assert_allclose(rows, expected_rows, atol=1e-6)
    np.testing.assert_allclose(outputs, expected_outputs, atol=1e-6)


def corpus() -> list[str]:
    """Two worlds whose words never meet."""
    rng = np.random.default_rng(1)
    worlds = [["cat", "dog", "cow", "hen", "pig"], ["red", "blue", "pink", "teal", "gold"]]
    return [" ".join(rng.choice(worlds[i % 2], size=12)) for i in range(400)]


@pytest.mark.parametrize("ngrams", [None, (3, 5)])
def test_words_of_a_world_come_together_and_runs_repeat(ngrams):
    options = {
        "dim": 16,
        "min_count": 1,
        "subsample": 0,
        "epochs": 6,
        "lr": 0.05,
        "ngrams": ngrams,
        "buckets": 500,
    }
    model = SkipGram(**options, seed=3).fit(corpus())
    unit = model.vectors / np.linalg.norm(model.vectors, axis=1, keepdims=True)
    animal = np.array(
        [len(set(w) & {"x"}) == 0 and w in {"cat", "dog", "cow", "hen", "pig"} for w in model.words]
    )
    similarity = unit @ unit.T
    assert similarity[np.ix_(animal, animal)].mean() > similarity[np.ix_(animal, ~animal)].mean() + 0.3
    np.testing.assert_array_equal(SkipGram(**options, seed=3).fit(corpus()).vectors, model.vectors)


def test_ngrams_of_a_word():
    offsets, members = ngram_rows(["where", "a"], 3, 4, 1000)
    grams = ["<wh", "<whe", "whe", "wher", "her", "here", "ere", "ere>", "re>"]
    assert members[: offsets[1]].tolist() == [0, *(2 + fnv1a(g) % 1000 for g in grams)]
    # As in the reference, the marked word is an n-gram too where it is short enough, a bare mark is not.
    assert members[offsets[1] :].tolist() == [1, 2 + fnv1a("<a>") % 1000]
    assert ngram_rows(["a"], 1, 1, 1000)[1].tolist() == [0, 1 + fnv1a("a") % 1000]


def test_hash_is_fnv_with_signed_bytes():
    assert fnv1a("") == 2166136261
    assert fnv1a("a") == 0xE40C292C
    assert fnv1a("foobar") == 0xBF9CF968
    # A byte above 127 is widened with its sign: 0xC3 becomes 0xFFFFFFC3 before the exclusive or.
    expected = 2166136261
    for byte in "é".encode():
        expected = ((expected ^ (byte | 0xFFFFFF00)) * 16777619) & 0xFFFFFFFF
    assert fnv1a("é") == expected


def test_noise_follows_the_power():
    table = noise_table(np.array([1000, 100, 10]))
    share = np.bincount(table) / len(table)
    weight = np.array([1000, 100, 10]) ** 0.75
    np.testing.assert_allclose(share, weight / weight.sum(), atol=1e-5)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"window": -1}, "window must be at least 1, got -1"),
        ({"window": 65}, "at most 64"),
        ({"negatives": 0}, "negatives"),
        ({"dim": 0}, "dim"),
        ({"ngrams": (5, 3)}, "shortest and a longest"),
    ],
)
def test_refuses_what_cannot_be(options, message):
    with pytest.raises(ValueError, match=message):
        SkipGram(**options)


def test_refuses_empty_text():
    with pytest.raises(ValueError, match="0 different words"):
        SkipGram().fit([])
