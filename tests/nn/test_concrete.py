"""Relaxed draws: their limits, their frequencies, their gradient."""

from __future__ import annotations

import pytest
import torch
from scipy.stats import chisquare

from reprise.nn import relaxed_one_hot
from reprise.train import generator

LOGITS = torch.tensor([0.5, -1.0, 1.3, 0.0], dtype=torch.float64)


@pytest.mark.parametrize("temperature", [0.1, 1.0, 5.0])
def test_entries_add_up_to_one_and_the_largest_is_a_draw_of_the_softmax(temperature):
    draws = relaxed_one_hot(LOGITS.expand(20_000, 4), temperature, generator(1))
    torch.testing.assert_close(draws.sum(1), torch.ones(20_000, dtype=torch.float64))
    counts = torch.bincount(draws.argmax(1), minlength=4)
    assert chisquare(counts.tolist(), (20_000 * LOGITS.softmax(0)).tolist()).pvalue > 0.01


def test_the_limits_are_one_hot_and_uniform():
    cold = relaxed_one_hot(LOGITS.expand(500, 4), 1e-4, generator(2))
    assert ((cold > 0.999).sum(1) == 1).all()
    hot = relaxed_one_hot(LOGITS.expand(500, 4), 1e6, generator(2))
    torch.testing.assert_close(hot, torch.full_like(hot, 0.25), atol=1e-4, rtol=0.0)


def test_the_gradient_with_frozen_noise_is_the_finite_difference():
    logits = torch.randn(3, 4, generator=generator(3), dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda x: relaxed_one_hot(x, 0.7, generator(4)), logits)


@pytest.mark.parametrize("temperature", [0.0, -1.0, float("nan")])
def test_a_temperature_must_be_positive(temperature):
    with pytest.raises(ValueError, match="temperature"):
        relaxed_one_hot(LOGITS, temperature)
