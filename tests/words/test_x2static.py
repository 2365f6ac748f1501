"""Steps against torch's SparseAdam, the loss against CBOW's, the clip, what is drawn, and what is learned."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from reprise.words.teacher_pass import TeacherVectors
from reprise.words.x2static import X2Static, _epoch, train_batch

RNG = np.random.default_rng(0)
DIM = 6


def published_loss(table, means, words, sentences, positive, targets, clip):
    """The authors' loss, on tensors."""
    scores = (table(words) * means[sentences]).sum(1) * torch.where(positive, 1.0, -1.0)
    if clip is not None:
        scores = scores.clamp(-clip, clip)
    return F.softplus(-scores).sum() / targets


@pytest.mark.parametrize("clip", [20.0, 0.05, None])
def test_steps_are_those_of_sparse_adam(clip):
    start = RNG.normal(size=(9, DIM)).astype(np.float32) * 0.1
    means = RNG.normal(size=(5, DIM)).astype(np.float32)
    embedding = torch.nn.Embedding.from_pretrained(torch.tensor(start), freeze=False, sparse=True)
    optimizer = torch.optim.SparseAdam(embedding.parameters(), lr=1e-2)
    table, moments = start.copy(), np.zeros((2, 9, DIM), dtype=np.float32)
    for step in range(1, 8):
        words = RNG.integers(0, 7, 12).astype(np.int32)  # rows 7 and 8 never have a gradient
        sentences = RNG.integers(0, 5, 12)
        positive = np.arange(12) % 3 == 0
        optimizer.zero_grad()
        loss = published_loss(
            embedding, torch.tensor(means), *map(torch.tensor, (words, sentences, positive)), 4, clip
        )
        loss.backward()
        optimizer.step()
        total = train_batch(
            table, moments, means, words, sentences, positive, 4, 1e-2, np.inf if clip is None else clip, step
        )
        assert total / 4 == pytest.approx(loss.item(), rel=1e-5)
        np.testing.assert_allclose(table, embedding.weight.detach().numpy(), atol=2e-6)
    np.testing.assert_array_equal(table[7:], start[7:])


def test_with_mean_context_rows_it_is_the_loss_of_cbow():
    contexts = RNG.normal(size=(3, 4, DIM)).astype(np.float32)  # three windows of four words
    outputs = RNG.normal(size=(7, DIM)).astype(np.float32)
    center, negatives = np.array([0, 3, 5]), np.array([[1, 2], [6, 0], [1, 4]])
    h = torch.tensor(contexts).mean(1)
    scores = (h[:, None] * torch.tensor(outputs)[np.column_stack([center, negatives])]).sum(-1)
    cbow = -(F.logsigmoid(scores[:, 0]) + F.logsigmoid(-scores[:, 1:]).sum(1)).sum()
    words = np.column_stack([center, negatives]).ravel().astype(np.int32)
    sentences, positive = np.repeat(np.arange(3), 3), np.tile([True, False, False], 3)
    moments = np.zeros((2, 7, DIM), dtype=np.float32)
    total = train_batch(outputs, moments, h.numpy(), words, sentences, positive, 3, 1e-3, np.inf, 1)
    assert total == pytest.approx(cbow.item(), rel=1e-5)


@pytest.mark.parametrize("scale", [-1.0, 1.0])
def test_beyond_the_clip_nothing_moves(scale):
    table, means = np.full((2, 1), scale, dtype=np.float32), np.array([[20.5]], dtype=np.float32)
    moments = np.zeros((2, 2, 1), dtype=np.float32)
    arguments = np.array([0, 1], dtype=np.int32), np.array([0, 0]), np.array([True, False]), 1, 1e-3
    total = train_batch(table, moments, means, *arguments, 20.0, 1)
    assert total == pytest.approx(20.0)  # one side is at the clip, the other costs nothing
    assert (table == scale).all()
    train_batch(table, moments, means, *arguments, np.inf, 1)
    assert (table != scale).any()


CHANCES = np.array([[4, 1, 2, 1, 3, 1], [1, 3, 1, 4, 1, 2]]) / 12


def taught(sentences: int = 4000) -> TeacherVectors:
    """Two topics with words of their own frequency; the teacher says which, as a unit vector."""
    rng = np.random.default_rng(1)
    topic = rng.integers(0, 2, sentences)
    tokens = np.concatenate([rng.choice(6, 5, p=CHANCES[t]) for t in topic]).astype(np.int32)
    return TeacherVectors(
        tuple("abcdef"), np.bincount(tokens, minlength=6), tokens, np.arange(0, 5 * sentences + 1, 5),
        np.eye(2, dtype=np.float32)[topic], None, np.empty((0, 2), dtype=np.float32), np.full(len(tokens), -1),
    )  # fmt: skip


def test_products_become_the_shifted_mutual_information():
    heard = []
    corpus = taught()
    settings = {"negatives": 3, "subsample": 0.0, "lr": 0.02, "epochs": 10, "seed": 3}
    model = X2Static(**settings).fit(corpus, lambda *epoch: heard.append(epoch))
    # Levy and Goldberg 2014: the optimum is log p(w | s) - log k q(w); q here goes with the root of the count.
    noise = np.sqrt(corpus.counts) / np.sqrt(corpus.counts).sum()
    np.testing.assert_allclose(model.vectors.vectors, np.log(CHANCES / (3 * noise)).T, atol=0.15)
    assert heard == list(enumerate(model.losses, 1))
    assert model.losses[-1] < model.losses[0] < 4 * np.log(2)
    again = X2Static(**settings).fit(corpus)
    np.testing.assert_array_equal(model.vectors.vectors, again.vectors.vectors)


def test_words_are_kept_and_negatives_drawn_as_published():
    counts = np.array([1, 4, 9, 36])
    tokens = np.repeat(np.arange(4), counts * 200).astype(np.int32)
    share = counts / counts.sum()
    keep = np.minimum(1, np.sqrt(0.01 / share) + 0.01 / share)
    # Sentences of one word each; a teacher that says 1 in a dimension makes the gradient count appearances.
    n = len(tokens)
    table, moments = np.zeros((4, 1), dtype=np.float32), np.zeros((2, 4, 1), dtype=np.float32)
    edges = np.cumsum(np.sqrt(counts)) / np.sqrt(counts).sum()
    steps, loss, words = _epoch(
        table, moments, np.ones((n, 1), dtype=np.float32), tokens, np.arange(n + 1), np.arange(n), keep, edges,
        5, n, 1e-3, 20.0, 0, np.array([7], dtype=np.uint64),
    )  # fmt: skip
    assert steps == 1
    assert loss == pytest.approx(6 * np.log(2) * words)
    expected = (keep * counts * 200).sum()
    assert words == pytest.approx(expected, abs=4 * np.sqrt(expected))
    # First moment = 0.1 * gradient, gradient = (negatives - positives) / 2 / words at a table of zeros.
    positives_less_negatives = -moments[0, :, 0] / 0.1 * 2 * words
    drawn = 5 * words * np.sqrt(counts) / np.sqrt(counts).sum()
    np.testing.assert_allclose(
        positives_less_negatives, keep * counts * 200 - drawn, atol=5 * np.sqrt(drawn.max())
    )


def test_what_the_teacher_did_not_read_and_words_that_do_not_occur_are_left_out():
    whole = taught(50)
    means = whole.means.copy()
    means[::2] = np.nan
    counts = np.append(whole.counts, 0)
    found = X2Static(negatives=3, subsample=0).fit(
        replace(whole, means=means, counts=counts, words=(*whole.words, "never"))
    )
    assert "never" not in found.vectors
    assert len(found.vectors) == 6


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"negatives": 0}, "negatives must be at least 1, got 0"),
        ({"epochs": 0}, "epochs must be at least 1"),
        ({"batch_size": 0}, "batch_size must be at least 1"),
        ({"lr": 0.0}, "lr must be positive, got 0.0"),
        ({"subsample": -1.0}, "subsample must not be negative"),
        ({"clip": 0.0}, "clip must be positive or None, got 0.0"),
    ],
)
def test_refuses_settings_that_cannot_be(settings, message):
    with pytest.raises(ValueError, match=message):
        X2Static(**settings)


def test_refuses_text_that_cannot_be():
    whole = taught(50)
    with pytest.raises(ValueError, match="6 words occur; 10 negatives need a vocabulary larger"):
        X2Static().fit(whole)
    with pytest.raises(ValueError, match="no sentence has both"):
        X2Static(negatives=3).fit(replace(whole, means=np.full_like(whole.means, np.nan)))
    with pytest.raises(ValueError, match="dropped every word of 50 sentences; raise it"):
        X2Static(negatives=3, subsample=1e-12).fit(whole)
