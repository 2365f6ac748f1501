"""The bidirectional language model: who sees what, the loss, learning, and storage."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from reprise.nn import ScalarMix
from reprise.train import Checkpoints, generator, threads
from reprise.words import BiLM
from reprise.words.bilm import MARK, UNKNOWN

SMALL = {
    "dim": 8,
    "units": 12,
    "depth": 2,
    "filters": ((1, 4), (3, 6)),
    "max_chars": 12,
    "sampled": 8,
    "dropout": 0.0,
}
LINES = ["the cat sat on the mat", "a dog ran to the big cat", "öreg róka fut", "so it goes"]


def small(**options: object) -> BiLM:
    return BiLM(**{**SMALL, **options})


@pytest.fixture(scope="module")
def fitted() -> BiLM:
    model = small()
    with threads(1):
        model.fit(LINES * 4, length=8, batch_size=4)
    return model


def test_forward_states_do_not_see_the_future_nor_backward_states_the_past(fitted):
    """Gradients of layer states with respect to the word vectors that enter."""
    chars = fitted.characters.encode(list("abcdef"))
    places, lengths = torch.arange(6)[None], torch.tensor([6])
    fitted.eval()
    vectors: list[torch.Tensor] = []

    def keep(module: torch.nn.Module, given: tuple[torch.Tensor], made: torch.Tensor) -> None:
        made.retain_grad()
        vectors.append(made)

    hook = fitted.characters.register_forward_hook(keep)
    try:
        for half, seen in ((slice(0, 8), [0, 1, 2]), (slice(8, 16), [2, 3, 4, 5])):
            for layer in (1, 2):
                fitted(chars, places, lengths)[layer, 0, 2, half].sum().backward()
                grad = vectors[-1].grad
                assert grad is not None
                assert (grad != 0).any(1).nonzero().flatten().tolist() == seen
    finally:
        hook.remove()


def test_layers_of_a_sentence_do_not_depend_on_the_batch(fitted):
    together = fitted.layers([["a", "cat"], ["the", "old", "róka", "ran", "away"]])
    assert together.shape == (3, 2, 5, 16)
    torch.testing.assert_close(together[:, :1, :2], fitted.layers([["a", "cat"]]))
    assert (together[:, 0, 2:] == 0).all()


def test_the_first_layer_is_the_word_vector_twice_and_the_last_changes_with_context(fitted):
    layers = fitted.layers([["the", "cat"], ["a", "cat"]])
    vectors = fitted.characters(fitted.characters.encode(["cat"]))[0]
    torch.testing.assert_close(layers[0, 0, 1], torch.cat([vectors, vectors]))
    torch.testing.assert_close(layers[0, 0, 1], layers[0, 1, 1])
    assert not torch.allclose(layers[2, 0, 1, :8], layers[2, 1, 1, :8])


def test_the_full_loss_is_the_sum_over_both_directions_of_mean_cross_entropies(fitted):
    """Against a literal reading, row by row, of a padded batch."""
    rows = [["", "the", "cat", ""], ["", "sat", ""]]
    number = {word: i for i, word in enumerate(["", "the", "cat", "sat"])}
    chars = fitted.characters.encode(list(number))
    places = torch.tensor([[number[w] for w in row] + [0] * (4 - len(row)) for row in rows])
    index = {word: 2 + i for i, word in enumerate(fitted.words)}
    targets = torch.tensor([[index.get(w, MARK) for w in row] + [MARK] * (4 - len(row)) for row in rows])
    fitted.eval()
    found = fitted.loss(chars, places, targets, torch.tensor([4, 3]), full=True)
    sums = {"ahead": [], "behind": []}
    for row in rows:
        states = fitted(chars, torch.tensor([[number[w] for w in row]]), torch.tensor([len(row)]))[-1, 0]
        log = fitted.softmax(torch.stack([states[:, :8], states[:, 8:]])).log_softmax(-1)
        own = [index.get(w, MARK) for w in row]
        sums["ahead"] += [-log[0, t, own[t + 1]] for t in range(len(row) - 1)]
        sums["behind"] += [-log[1, t, own[t - 1]] for t in range(1, len(row))]
    expected = sum(torch.stack(part).mean() for part in sums.values())
    torch.testing.assert_close(found, expected)
    assert fitted.cross_entropy(["the cat", "sat"]) == pytest.approx(expected.item() / 2, rel=1e-5)


def test_the_sampled_loss_with_all_classes_is_the_full_one(fitted):
    model = small(sampled=1000)
    model._name_classes(fitted.words)
    chars, places = model.characters.encode(["", "cat"]), torch.tensor([[0, 1, 0]])
    given = (chars, places, torch.tensor([[MARK, 5, UNKNOWN]]), torch.tensor([3]))
    torch.testing.assert_close(model.loss(*given), model.loss(*given, full=True))


def test_one_draw_of_candidates_is_one_loss(fitted):
    given = (
        fitted.characters.encode(["", "cat"]),
        torch.tensor([[0, 1, 0]]),
        torch.tensor([[MARK, 5, UNKNOWN]]),
        torch.tensor([3]),
    )
    assert fitted.loss(*given, generator=generator(1)) == fitted.loss(*given, generator=generator(1))


def test_it_learns_a_language_in_which_neighbours_are_certain():
    """a -> b -> c -> a ...: both neighbours of a word are known, only the first one is free."""
    lines = [" ".join("abc"[(start + i) % 3] for i in range(9)) for start in range(3)] * 40
    model = small(depth=1, units=8, seed=3)
    untrained = small(depth=1, units=8, seed=3)
    untrained._name_classes(("a", "b", "c"))
    with threads(1):
        run = model.fit(lines, epochs=4, length=21, batch_size=4, lr=0.02)
    assert run.epoch == 4
    # Of ten predictions a line and direction one has three equal answers; who does not count to nine loses 0.35 nats
    # more on each of the others. Frequencies alone give 1.4.
    assert math.log(3) / 10 < model.cross_entropy(lines[:3]) < 0.65
    assert untrained.cross_entropy(lines[:3]) > 1.3


def test_it_reaches_the_entropy_of_a_markov_source_from_a_sample_of_the_classes():
    """Against the source's own probabilities of a held-out text, read from either end."""
    rng = np.random.default_rng(0)
    transitions = rng.dirichlet(np.full(4, 0.3), 4) * 0.9 + 0.1 / 4
    stationary = np.linalg.matrix_power(transitions, 200)[0]
    states = [0]
    for u in rng.random(2999):
        states.append(min(3, int(transitions[states[-1]].cumsum().searchsorted(u))))
    words = ["abcd"[state] for state in states]
    held = states[2500:]
    joint = stationary[:, None] * transitions
    ahead = -np.log(transitions[held[:-1], held[1:]])
    behind = -np.log((joint / joint.sum(0))[held[:-1], held[1:]])
    source = float(np.mean((ahead, behind)))
    alone = float(-np.log(stationary[held]).mean())
    model = BiLM(8, 8, 1, ((1, 8),), highway=0, sampled=3, dropout=0.0)
    with threads(1):
        model.fit([" ".join(words[:2500])], epochs=7, length=25, batch_size=4, lr=0.01)
    # Of 501 predictions either way one is the mark at the end, which the training text has once.
    assert source < model.cross_entropy([" ".join(words[2500:])]) < source + 0.08 < alone - 0.2


def test_before_training_words_differ_and_are_expected_by_their_frequency():
    model = small()
    with threads(1):
        model.fit(LINES * 4, lr=1e-12)
    vectors = model.characters(model.characters.encode(["", *model.words])).detach()
    torch.testing.assert_close(vectors.mean(0)[:3], torch.zeros(3), atol=0.2, rtol=0.0)
    assert torch.corrcoef(vectors).fill_diagonal_(0).abs().mean() < 0.5
    shares = model.softmax.bias.detach().exp()
    found = dict(zip(model.words, shares[2:].tolist(), strict=True))
    assert found["the"] == pytest.approx(12.5 / 4.5 * found["sat"])
    assert float(shares.sum()) == pytest.approx(1.0)


def test_words_beyond_the_softmax_are_read_but_share_a_class(fitted):
    model = small(max_words=2)
    with threads(1):
        model.fit(LINES, length=8, batch_size=4)
    assert model.words == ("the", "cat")
    assert model.softmax.weight.shape == (4, 8)
    first, second = model.token_vectors([["róka"], ["fut"]], layer=0)
    assert not np.allclose(first, second)
    assert math.isfinite(model.cross_entropy(["never seen words"]))


def test_static_vectors_are_one_word_sentences(fitted):
    found = fitted.static(["cat", "zebra", "mat"], batch_size=2)
    layers = fitted.layers([["zebra"]])[:, 0, 0].detach().numpy()
    np.testing.assert_allclose(found[1], layers.mean(0), atol=1e-6)
    np.testing.assert_allclose(fitted.static(["zebra"], layer=2)[0], layers[2], atol=1e-6)
    np.testing.assert_allclose(fitted.static(["zebra"], layer=-1)[0], layers[2], atol=1e-6)
    assert fitted.static([]).shape == (0, 16)


def test_token_vectors_come_back_in_order(fitted):
    sentences = [["a", "big", "dog"], ["cat"], ["the", "mat"]]
    found = fitted.token_vectors(sentences, layer=1, batch_size=2)
    for sentence, value in zip(sentences, found, strict=True):
        np.testing.assert_allclose(value, fitted.layers([sentence])[1, 0].detach().numpy(), atol=1e-6)


def test_a_mix_of_the_layers_trains_the_model_below(fitted):
    layers = fitted.layers([["the", "cat"]])
    ScalarMix(3)(layers).sum().backward()
    grad = fitted.forwards.levels[0].weight_ih_l0.grad
    assert grad is not None
    assert (grad != 0).any()
    fitted.zero_grad()


def test_what_was_stored_comes_back(fitted, tmp_path):
    fitted.save(tmp_path / "model.safetensors")
    again = BiLM.load(tmp_path / "model.safetensors")
    assert again.words == fitted.words
    np.testing.assert_array_equal(again.static(["róka", "ő"]), fitted.static(["róka", "ő"]))
    assert again.cross_entropy(LINES) == pytest.approx(fitted.cross_entropy(LINES))
    assert [path.name for path in tmp_path.iterdir()] == ["model.safetensors"]


def test_another_file_is_not_taken_for_a_model(tmp_path):
    from safetensors.torch import save_file

    save_file({"x": torch.zeros(1)}, str(tmp_path / "other"))
    with pytest.raises(ValueError, match="holds no BiLM"):
        BiLM.load(tmp_path / "other")


def test_runs_repeat_and_go_on_from_a_checkpoint(tmp_path):
    def train(epochs: int, folder: str | None = None) -> np.ndarray:
        model = small(dropout=0.2)
        with threads(1):
            model.fit(
                LINES,
                epochs=epochs,
                length=8,
                batch_size=2,
                checkpoints=Checkpoints(tmp_path / folder) if folder else None,
            )
        return model.static(["cat"])

    whole = train(2)
    np.testing.assert_array_equal(whole, train(2))
    assert not np.array_equal(whole, train(1))
    first = train(2, "kept")
    np.testing.assert_array_equal(train(2, "kept"), first)


def test_the_last_row_is_padded_or_left_out():
    from reprise.words.bilm import _rows

    rows, lengths = _rows(np.arange(7), 3)
    assert rows.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert lengths.tolist() == [3, 3]
    rows, lengths = _rows(np.arange(5), 3)
    assert rows.tolist() == [[0, 1, 2], [3, 4, MARK]]
    assert lengths.tolist() == [3, 2]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"units": 4}, "units must be at least dim=8"),
        ({"dropout": 1.0}, "dropout"),
        ({"max_words": 0}, "max_words"),
        ({"sampled": 0}, "sampled"),
    ],
)
def test_settings_that_cannot_be(options, message):
    with pytest.raises(ValueError, match=message):
        small(**options)


def test_wrong_use_says_what_was_expected(fitted):
    with pytest.raises(TypeError, match="single string"):
        small().fit("one line")
    with pytest.raises(ValueError, match="no word occurs"):
        small().fit([])
    with pytest.raises(RuntimeError, match="call fit"):
        small().cross_entropy(["a b"])
    with pytest.raises(TypeError, match="sentence 0 must be a list of tokens"):
        fitted.layers(["the cat"])
    with pytest.raises(ValueError, match="sentence 1 is empty"):
        fitted.layers([["a"], []])
    with pytest.raises(TypeError, match="single string"):
        fitted.static("cat")
    with pytest.raises(ValueError, match="layer must be"):
        fitted.static(["cat"], layer=3)
    with pytest.raises(ValueError, match="no lines"):
        fitted.cross_entropy([])
