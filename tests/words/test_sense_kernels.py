"""The compiled step of disambiguated skip-gram against autograd."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from reprise.nn.sampled_softmax import inclusion_probabilities
from reprise.train import generator
from reprise.words import SenseModel, sense_model
from reprise.words._sense_kernels import KINDS, candidate_draws, center_step, draw_candidates, uniform
from reprise.words.sampling import random_states

WORDS, SENSES, DIM = 10, 3, 6


@pytest.mark.parametrize("part", [True, False])
@pytest.mark.parametrize("huber", [None, 0.5])
@pytest.mark.parametrize("kind", list(KINDS))
def test_a_step_is_the_gradient_of_the_models_loss(kind, part, huber, monkeypatch):
    """Every weight, with entropy and parallel terms, context words twice and among the candidates."""
    model = SenseModel(WORDS, SENSES, DIM, 4, generator(0))
    if part:
        model.part_choice()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=generator(1)))
    draws, log_chance = candidate_draws(WORDS, 4)
    model.outputs.inclusion.copy_(torch.from_numpy(log_chance).exp())
    parameters = (model.vectors, model.outputs.weight, model.outputs.bias, model.choice, model.choice_bias)
    moved = [parameter.detach().numpy().copy() for parameter in parameters]
    state = random_states(1, 1)[0]
    place, candidates = np.full(WORDS, -1), np.zeros(draws, np.int64)
    count = draw_candidates(draws, WORDS, place, candidates, 0, state)
    context = np.array([1, 2, 5, 1, int(candidates[0])])
    drawn = torch.zeros(WORDS, dtype=torch.bool)
    drawn[torch.from_numpy(candidates[:count])] = True
    copied = state.copy()
    gumbel = -np.log(-np.log([uniform(copied) for _ in range(SENSES)]))
    found = center_step(
        3, context, *moved, log_chance, candidates, count, place, KINDS[kind], 0.7, -0.2, 0.03, huber or 0.0, 1.0,
        state, np.empty((SENSES, DIM), np.float32), np.empty((SENSES, DIM), np.float32),
        np.empty((SENSES, draws + 10), np.float32),
    )  # fmt: skip
    monkeypatch.setattr(model.outputs, "draw", lambda generator: drawn)
    monkeypatch.setattr(
        sense_model,
        "relaxed_one_hot",
        lambda logits, temperature, generator: (
            (logits + torch.tensor(gumbel, dtype=logits.dtype)) / temperature
        ).softmax(-1),
    )
    given = (
        torch.tensor([3]),
        torch.from_numpy(context)[None],
        torch.ones(1, 5, dtype=torch.bool),
        kind,
        0.7,
    )
    (5 * model.loss(*given, -0.2, 0.03, huber)).backward()
    for parameter, values in zip(parameters, moved, strict=True):
        assert parameter.grad is not None
        np.testing.assert_allclose(
            parameter.detach().numpy() - values, parameter.grad.numpy(), atol=1e-5, rtol=1e-4
        )
    assert found == pytest.approx(5 * model.loss(*given).item(), rel=1e-5)


def test_candidates_are_found_as_often_as_their_chance_says():
    draws, log_chance = candidate_draws(300, 40)
    np.testing.assert_allclose(np.exp(log_chance), inclusion_probabilities(300, 40), rtol=0.02)
    state = random_states(2, 1)[0]
    place, candidates, count = np.full(300, -1), np.zeros(draws, np.int64), 0
    seen, rounds = np.zeros(300), 4000
    for _ in range(rounds):
        count = draw_candidates(draws, 300, place, candidates, count, state)
        assert len(set(candidates[:count].tolist())) == count == (place >= 0).sum()
        seen[candidates[:count]] += 1
    chance = np.exp(log_chance)
    error = np.sqrt(chance * (1 - chance) / rounds) + 1e-9
    assert (np.abs(seen / rounds - chance) / error).max() < 4.5
