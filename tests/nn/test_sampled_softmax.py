"""The sampled loss against the full one."""

from __future__ import annotations

import itertools
import math

import pytest
import torch

from reprise.nn import SampledSoftmax
from reprise.nn.sampled_softmax import inclusion_probabilities
from reprise.train import generator, seeded


def test_inclusion_adds_up_and_follows_the_log_uniform_law():
    found = inclusion_probabilities(5000, 300).double()
    assert float(found.sum()) == pytest.approx(300, rel=1e-4)
    assert (found.diff() <= 0).all()
    # The rarest classes are hit in proportion to their probability; the number of draws is the same for all.
    k = torch.arange(5000).double()
    p = ((k + 2) / (k + 1)).log() / math.log(5001)
    draws = torch.log1p(-found) / torch.log1p(-p)
    torch.testing.assert_close(draws[100:], draws[-1].expand(4900), rtol=1e-4, atol=0.0)


def test_with_every_class_as_candidate_it_is_the_full_loss():
    with seeded(0):
        softmax = SampledSoftmax(40, 6, sampled=40)
    hidden = torch.randn(9, 6, generator=generator(1))
    target = torch.randint(40, (9,), generator=generator(2))
    torch.testing.assert_close(softmax.sampled_loss(hidden, target), softmax.full_loss(hidden, target))


def test_it_equals_the_softmax_over_the_union_of_own_class_and_candidates():
    with seeded(0):
        softmax = SampledSoftmax(30, 5, sampled=8)
    hidden = torch.randn(30, 5, generator=generator(1))
    target = torch.arange(30)
    found = softmax.sampled_loss(hidden, target, generator(3))
    chosen = torch.rand(30, generator=generator(3)) < softmax.inclusion
    assert 0 < int(chosen.sum()) < 30
    corrected = softmax(hidden) - softmax.inclusion.log()
    for row in range(30):
        union = chosen.clone()
        union[row] = True
        expected = torch.logsumexp(corrected[row][union], 0) - corrected[row, row]
        torch.testing.assert_close(found[row], expected)


def test_the_expected_loss_is_least_at_the_true_distribution():
    """Summed over every sample that can be drawn: no gradient is left where the softmax is the truth."""
    with seeded(0):
        softmax = SampledSoftmax(6, 1, sampled=3).double()
    truth = torch.tensor([0.1, 0.3, 0.05, 0.25, 0.2, 0.1], dtype=torch.float64)
    with torch.no_grad():
        softmax.weight.zero_()
        softmax.bias.copy_(truth.log() + 1.7)
    hidden = torch.ones(6, 1, dtype=torch.float64)
    expected = torch.zeros((), dtype=torch.float64)
    for members in itertools.product([False, True], repeat=6):
        drawn = torch.tensor(members)
        chance = torch.where(drawn, softmax.inclusion, 1 - softmax.inclusion).prod()
        expected = expected + chance * (truth * softmax.candidate_loss(hidden, torch.arange(6), drawn)).sum()
    (gradient,) = torch.autograd.grad(expected, softmax.bias)
    torch.testing.assert_close(gradient, torch.zeros(6, dtype=torch.float64), atol=1e-12, rtol=0.0)


def test_several_targets_of_a_row_are_as_many_rows():
    with seeded(0):
        softmax = SampledSoftmax(30, 5, sampled=8)
    hidden = torch.randn(4, 5, generator=generator(1))
    target = torch.randint(30, (4, 3), generator=generator(2))
    found = softmax.sampled_loss(hidden, target, generator(3))
    apart = softmax.sampled_loss(hidden.repeat_interleave(3, 0), target.flatten(), generator(3))
    torch.testing.assert_close(found.flatten(), apart)


def test_gradients_are_finite_when_the_only_candidate_is_the_own_class_or_none_is_drawn():
    with seeded(0):
        softmax = SampledSoftmax(6, 3, sampled=1)
    hidden = torch.randn(6, 3, generator=generator(1), requires_grad=True)
    for seed in range(20):
        loss = softmax.sampled_loss(hidden, torch.arange(6), generator(seed)).sum()
        (gradient,) = torch.autograd.grad(loss, hidden)
        assert torch.isfinite(gradient).all()


def test_a_sample_that_cannot_be():
    with pytest.raises(ValueError, match="between 1 and the number of classes 10"):
        inclusion_probabilities(10, 11)


def test_from_counts_it_starts_at_the_classes_shares():
    with seeded(0):
        softmax = SampledSoftmax(4, 3, sampled=2)
    softmax.start_at(torch.tensor([7, 2, 1, 0]))
    found = softmax(torch.zeros(1, 3)).softmax(-1)[0]
    torch.testing.assert_close(found, torch.tensor([7.5, 2.5, 1.5, 0.5]) / 12)
