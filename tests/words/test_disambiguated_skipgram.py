"""The estimator: it finds planted senses, and its readings agree with one another."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.exceptions import NotFittedError

from reprise.train import generator, threads
from reprise.words import (
    DisambiguatedSkipGram,
    SenseModel,
    Vocabulary,
    Windows,
    choose_senses,
    merge_pairs,
    topic_lines,
    wsi_score,
)

PAIRS = [(f"{one}{i}", f"{other}{i}") for one, other in ("ab", "cd") for i in range(3)]
TEXT = merge_pairs(topic_lines(320), PAIRS)
VOCABULARY = Vocabulary.build(TEXT.lines, 1)
TOKENS = VOCABULARY.encode(TEXT.lines)
POSITIONS = Windows(TOKENS, 5).occurrences(np.array([VOCABULARY.index()[name] for name in TEXT.names]))
OPTIONS = {
    "senses": 2,
    "dim": 16,
    "sampled": 20,
    "min_count": 1,
    "batch_size": 128,
    "pretrain_epochs": 2,
    "epochs": 5,
    "pretrain_rate": 3.0,
    "rates": (3.0,),
}


def fit(**options: object) -> DisambiguatedSkipGram:
    with threads(1):
        return DisambiguatedSkipGram(**{**OPTIONS, **options}).fit_tokens(VOCABULARY, TOKENS)


@pytest.fixture(scope="module")
def fitted() -> DisambiguatedSkipGram:
    return fit()


@pytest.mark.parametrize("estimator", ["model", "cosine"])
def test_it_finds_the_planted_senses(fitted, estimator):
    scores = fitted.scores(TOKENS, POSITIONS, estimator)
    np.testing.assert_allclose(scores.sum(1), 1.0)
    assert wsi_score(choose_senses(scores, TEXT.words), TEXT.senses, TEXT.words) > 0.9


@pytest.mark.parametrize("choice", ["softmax", "marginal"])
def test_the_other_choices_find_them_too(choice):
    model = fit(choice=choice)
    scores = model.scores(TOKENS, POSITIONS)
    assert wsi_score(choose_senses(scores, TEXT.words), TEXT.senses, TEXT.words) > 0.9


SEQUENTIAL = {"optimizer": "sequential", "pretrain_rate": 0.05, "rates": (0.05, 0.04, 0.03, 0.02, 0.01)}


@pytest.mark.parametrize("choice", ["relaxed", "softmax", "marginal"])
def test_center_by_center_it_finds_them_as_well(choice):
    model = fit(choice=choice, **SEQUENTIAL)
    scores = model.scores(TOKENS, POSITIONS)
    assert wsi_score(choose_senses(scores, TEXT.words), TEXT.senses, TEXT.words) > 0.9
    np.testing.assert_array_equal(model.vectors_, fit(choice=choice, **SEQUENTIAL).vectors_)


def test_priors_are_mean_shares_over_the_text(fitted):
    np.testing.assert_allclose(fitted.priors_.sum(1), 1.0)
    windows = Windows(TOKENS, 5)
    everything = fitted.scores(TOKENS, np.arange(len(windows)))
    for word in (0, 7, len(VOCABULARY) - 1):
        np.testing.assert_allclose(fitted.priors_[word], everything[windows.words == word].mean(0))


def test_a_context_in_words_is_read_like_the_text(fitted):
    line = TEXT.lines[0].split()
    shares = fitted.sense_probabilities(line[3], line[:3] + line[4:9] + ["unheard-of"])
    np.testing.assert_allclose(shares, fitted.scores(TOKENS, np.array([3]))[0], atol=1e-6)


def test_the_nearest_senses_of_a_pseudo_word_are_of_its_topics(fitted):
    name = TEXT.names[0]
    topics = {
        tuple(sorted({letter for part in word.split("|") for letter in part[0]}))
        for sense in range(2)
        for word, _, _ in fitted.nearest(name, sense, k=3)
        if "|" not in word
    }
    assert topics == {("a",), ("b",)}
    assert all(word != name for word, _, _ in fitted.nearest(name, 0, k=50))


def test_pruning_drops_rare_senses_and_scales_the_rest():
    model = fit(epochs=1)
    model.priors_ = np.tile([0.97, 0.03], (len(VOCABULARY), 1))
    model.priors_[0] = [0.6, 0.4]
    before = model.priors_.copy()
    np.testing.assert_allclose(model.prune(0.0).priors_, before)
    assert model.kept_.all()
    model.prune(0.05)
    assert model.priors_[0].tolist() == [0.6, 0.4]
    assert (model.priors_[1:] == [1.0, 0.0]).all()
    scores = model.scores(TOKENS, np.arange(200))
    pruned = Windows(TOKENS, 5).words[:200] != 0
    assert (scores[pruned] == [1.0, 0.0]).all()
    model.prune(0.7)  # the most frequent sense stays whatever its prior
    assert model.kept_[0].tolist() == [True, False]
    with pytest.raises(ValueError, match="has senses \\[0\\], not 1"):
        model.nearest(VOCABULARY.words[1], 1)
    with pytest.raises(ValueError, match="threshold"):
        model.prune(1.0)


def test_runs_repeat():
    first, second, other = (fit(epochs=1, pretrain_epochs=1, seed=seed).vectors_ for seed in (4, 4, 5))
    np.testing.assert_array_equal(first, second)
    assert not np.array_equal(first, other)


def test_stage_two_starts_from_the_shared_choice_and_steps_by_the_schedule(monkeypatch):
    seen: list[tuple[int, str, float, float]] = []
    rates: list[tuple[float, float]] = []
    loss, step = SenseModel.loss, torch.optim.SGD.step

    def watched(self, words, contexts, real, choice, temperature, entropy=0.0, *rest, **options):
        seen.append((len(self.choice), choice, temperature, entropy))
        return loss(self, words, contexts, real, choice, temperature, entropy, *rest, **options)

    def stepped(self, *given, **options):
        rates.append((self.param_groups[0]["lr"], self.param_groups[0]["momentum"]))
        return step(self, *given, **options)

    monkeypatch.setattr(SenseModel, "loss", watched)
    monkeypatch.setattr(torch.optim.SGD, "step", stepped)
    fit(
        batch_size=100_000, pretrain_epochs=2, epochs=4, pretrain_rate=0.2, rates=(0.1, 0.05),
        momenta=(0.5, 0.6, 0.7), temperatures=(1.0, 0.5), pretrain_entropy=-0.3, entropy_weight=0.01,
    )  # fmt: skip
    words = len(VOCABULARY)
    assert seen[:2] == [(1, "softmax", 1.0, -0.3)] * 2
    assert seen[2:] == [(words, "relaxed", t, 0.01) for t in (1.0, 0.5, 0.5, 0.5)]
    assert rates == [
        (0.2, 0.5), (pytest.approx(0.11), 0.5), (0.1, 0.5), (0.05, 0.6), (0.05, 0.7), (0.05, 0.7),
    ]  # fmt: skip


def test_a_batch_of_any_size_moves_a_text_as_far():
    """One step over the whole text against the gradient of the mean, scaled to the published batch."""
    options = {"pretrain_epochs": 0, "epochs": 1, "rates": (0.1,), "choice": "softmax", "sampled": 10_000}
    moved = fit(batch_size=100_000, **options)
    windows = Windows(TOKENS, 5)
    model = SenseModel(len(VOCABULARY), 2, 16, 10_000, generator(0))
    model.part_choice()
    before = model.vectors.detach().clone()
    contexts, real = windows.contexts(np.arange(len(windows)))
    model.loss(
        torch.from_numpy(windows.words), torch.from_numpy(contexts), torch.from_numpy(real), "softmax"
    ).backward()
    outputs = model.outputs.bias
    assert outputs.grad is not None
    expected = -0.1 * len(windows) / 128 * outputs.grad
    torch.testing.assert_close(moved.model_.outputs.bias.detach(), expected, atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(moved.model_.vectors.detach(), before)  # outputs were 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"senses": 1}, "senses must be at least 2"),
        ({"dim": 0}, "dim"),
        ({"epochs": 0}, "epochs"),
        ({"pretrain_epochs": -1}, "pretrain_epochs"),
        ({"temperatures": (1.0, 0.0)}, "temperatures"),
        ({"rates": ()}, "rates"),
        ({"optimizer": "adam"}, "optimizer"),
        ({"choice": "hard"}, "choice"),
    ],
)
def test_settings_that_cannot_be(options, message):
    with pytest.raises(ValueError, match=message):
        fit(**options)


def test_wrong_use_says_what_was_expected(fitted):
    with pytest.raises(TypeError, match="single string"):
        DisambiguatedSkipGram().fit("a b c")
    with pytest.raises(ValueError, match="no word occurs 5 times"):
        DisambiguatedSkipGram().fit([])
    with pytest.raises(NotFittedError, match="call fit"):
        DisambiguatedSkipGram().prune()
    with pytest.raises(ValueError, match="closest spellings are a10"):
        fitted.sense_probabilities("a100", ["a11"])
    with pytest.raises(ValueError, match="none of the context words"):
        fitted.sense_probabilities("a11", ["unheard-of"])
    with pytest.raises(ValueError, match="estimator"):
        fitted.scores(TOKENS, POSITIONS, "best")
    with pytest.warns(UserWarning, match="2 words occur less often than they have senses"):
        DisambiguatedSkipGram(senses=3, dim=4, window=2, min_count=1, sampled=3, epochs=1, batch_size=8).fit(
            ["a a a b c", "a b c a a"]
        )
    with pytest.raises(FloatingPointError, match="lower the learning rates"):
        fit(rates=(1e8,), pretrain_rate=1e8)
    with pytest.raises(FloatingPointError, match="lower the learning rates"):
        fit(rates=(1e8,), pretrain_rate=1e8, optimizer="sequential")
