"""The sense model's loss: limits, symmetry, and where gradients go."""

from __future__ import annotations

import pytest
import torch

from reprise.nn import SampledSoftmax
from reprise.train import generator
from reprise.words import SenseModel

WORDS = torch.tensor([3, 0, 7, 3])
CONTEXTS = torch.tensor([[1, 2, 5], [4, 4, 0], [6, 0, 0], [9, 1, 8]])
REAL = torch.tensor([[True, True, True], [True, True, False], [True, False, False], [True, True, True]])


def model(senses: int = 3, part: bool = True, sampled: int = 4) -> SenseModel:
    made = SenseModel(10, senses, 6, sampled, generator(0)).double()
    if part:
        made.part_choice()
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=generator(1), dtype=torch.float64))
    return made


def test_it_starts_as_published():
    made = SenseModel(10, 3, 6, 4, generator(0))
    bound = 0.5 / 6 / 3
    assert made.vectors.abs().max() <= bound
    assert made.vectors.abs().max() > 0.9 * bound
    for zero in (made.outputs.weight, made.outputs.bias, made.choice, made.choice_bias):
        assert (zero == 0).all()


@pytest.mark.parametrize("choice", ["relaxed", "softmax", "marginal"])
def test_with_one_sense_it_is_skip_gram_with_a_sampled_softmax(choice):
    made = model(senses=1)
    found = made.loss(WORDS, CONTEXTS, REAL, choice, generator=generator(5))
    plain = SampledSoftmax(10, 6, 4).double()
    plain.load_state_dict(made.outputs.state_dict())
    drawn = plain.draw(generator(5))
    pairs = [(w, c) for w, row, real in zip(WORDS, CONTEXTS, REAL, strict=True) for c in row[real]]
    hidden = torch.stack([made.vectors[w, 0] for w, _ in pairs])
    expected = plain.candidate_loss(hidden, torch.stack([c for _, c in pairs]), drawn).mean()
    torch.testing.assert_close(found, expected)


@pytest.mark.parametrize("choice", ["softmax", "marginal"])
@pytest.mark.parametrize("part", [True, False])
def test_the_order_of_senses_does_not_matter(choice, part):
    made, order = model(part=part), [2, 0, 1]
    options = {"temperature": 0.7, "entropy_weight": -0.2, "parallel_weight": 0.3}
    before = made.loss(WORDS, CONTEXTS, REAL, choice, generator=generator(5), **options)
    with torch.no_grad():
        for parameter in (made.vectors, made.choice, made.choice_bias):
            parameter.copy_(parameter[:, order].clone())
    after = made.loss(WORDS, CONTEXTS, REAL, choice, generator=generator(5), **options)
    torch.testing.assert_close(after, before)


def test_no_gradient_flows_through_the_context():
    """The outputs' gradient is that of predicting alone, with the choice held fixed."""
    made = model()
    made.loss(WORDS, CONTEXTS, REAL, "softmax", 0.8, entropy_weight=-0.3, generator=generator(5)).backward()
    found = made.outputs.weight.grad
    assert found is not None
    with torch.no_grad():
        shares = (made.logits(WORDS, CONTEXTS, REAL) / 0.8).softmax(1)
        centers = (shares.unsqueeze(2) * made.vectors[WORDS]).sum(1)
    drawn = made.outputs.draw(generator(5))
    reference = SampledSoftmax(10, 6, 4).double()
    reference.load_state_dict(made.outputs.state_dict())
    ((reference.candidate_loss(centers, CONTEXTS, drawn) * REAL).sum() / REAL.sum()).backward()
    torch.testing.assert_close(found, reference.weight.grad)
    assert made.choice.grad is not None
    assert (made.choice.grad[3] != 0).any()
    assert (made.choice.grad[5] == 0).all()


def test_the_marginal_is_the_logarithm_of_the_summed_likelihood():
    made = model()
    found = made.loss(WORDS, CONTEXTS, REAL, "marginal", 0.8, generator=generator(5))
    drawn = made.outputs.draw(generator(5))
    shares = (made.logits(WORDS, CONTEXTS, REAL) / 0.8).softmax(1)
    total = torch.zeros((), dtype=torch.float64)
    for row, word in enumerate(WORDS):
        own = CONTEXTS[row][REAL[row]]
        each = [
            shares[row, s]
            * (-made.outputs.candidate_loss(made.vectors[word, s].expand(len(own), -1), own, drawn))
            .exp()
            .prod()
            for s in range(3)
        ]
        total = total - torch.stack(each).sum().log()
    torch.testing.assert_close(found, total / REAL.sum())


def test_the_marginal_is_at_least_as_likely_as_the_mean_over_senses():
    """Jensen: log sum_s p_s L_s >= sum_s p_s log L_s."""
    made = model()
    drawn_loss = made.loss(WORDS, CONTEXTS, REAL, "marginal", generator=generator(5))
    drawn = made.outputs.draw(generator(5))
    shares = made.logits(WORDS, CONTEXTS, REAL).softmax(1)
    costs = torch.stack(
        [
            (made.outputs.candidate_loss(made.vectors[WORDS, s], CONTEXTS, drawn) * REAL).sum(1)
            for s in range(3)
        ],
        1,
    )
    assert drawn_loss < (shares * costs).sum() / REAL.sum()


def test_entropy_is_rewarded_by_a_negative_weight():
    made = model()
    plain, rewarded = (
        made.loss(WORDS, CONTEXTS, REAL, "softmax", entropy_weight=w, generator=generator(5))
        for w in (0.0, -0.5)
    )
    shares = made.logits(WORDS, CONTEXTS, REAL).softmax(1)
    entropy = -(shares * shares.log()).sum(1).mean()
    torch.testing.assert_close(rewarded, plain - 0.5 * entropy)


def test_the_parallel_penalty_sums_squared_products_of_different_senses():
    made = model()
    expected = torch.zeros((), dtype=torch.float64)
    for word in WORDS:
        q = made.choice[word]
        expected = expected + sum((q[i] @ q[j]) ** 2 for i in range(3) for j in range(3) if i != j) / 3
    torch.testing.assert_close(made.parallel(WORDS), expected / 4)
    torch.testing.assert_close(made.parallel(WORDS, huber=1e6), expected / 4)
    with torch.no_grad():
        made.choice.mul_(100.0)
    near_line = made.parallel(WORDS, huber=0.1)
    with torch.no_grad():
        made.choice.mul_(2.0)
    assert (made.parallel(WORDS, huber=0.1) / near_line).item() == pytest.approx(4.0, rel=1e-3)


def test_parting_keeps_the_choice_and_makes_it_each_words_own():
    made = model(part=False)
    before = made.logits(WORDS, CONTEXTS, REAL)
    made.part_choice()
    torch.testing.assert_close(made.logits(WORDS, CONTEXTS, REAL), before)
    with torch.no_grad():
        made.choice[0] += 1.0
    changed = ((made.logits(WORDS, CONTEXTS, REAL) - before).abs() > 0.1).any(1)
    assert changed.tolist() == [False, True, False, False]
    held = made.choice
    made.part_choice()
    assert made.choice is held


def test_a_word_without_context_is_chosen_by_its_bias():
    made = model()
    found = made.logits(
        torch.tensor([2]), torch.zeros(1, 3, dtype=torch.long), torch.zeros(1, 3, dtype=torch.bool)
    )
    torch.testing.assert_close(found[0], made.choice_bias[2])


def test_settings_that_cannot_be():
    with pytest.raises(ValueError, match="at least 1 sense"):
        SenseModel(10, 0, 6)
    with pytest.raises(ValueError, match="choice must be"):
        model().loss(WORDS, CONTEXTS, REAL, "hard")
    with pytest.raises(ValueError, match="temperature"):
        model().loss(WORDS, CONTEXTS, REAL, "softmax", 0.0)
