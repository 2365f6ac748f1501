"""What the tagger learns, that padding and company change nothing, and its three scores."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from reprise.train import threads
from reprise.words import WordVectors
from reprise.words.tag_scores import masked_accuracy, span_f1, token_accuracy
from reprise.words.tagger import BiLSTMTagger, TaggerNetwork

RNG = np.random.default_rng(0)
NAMES, VERBS, OTHERS = [f"n{i}" for i in range(8)], [f"v{i}" for i in range(8)], [f"o{i}" for i in range(8)]
WORDS = [*NAMES, *VERBS, *OTHERS]
KINDS = np.repeat(np.eye(3), 8, 0) + RNG.normal(0, 0.1, (24, 3))
VECTORS = WordVectors(WORDS, np.hstack([KINDS, RNG.normal(0, 0.1, (24, 3))]).astype(np.float32))


def text(sentences: int, seed: int) -> tuple[list[list[str]], list[list[str]]]:
    """A name is a person before a verb and a place otherwise: the tag needs the next word."""
    rng = np.random.default_rng(seed)
    tokens, tags = [], []
    for _ in range(sentences):
        words = [*rng.choice(WORDS, rng.integers(1, 9)).tolist(), "."]
        tokens.append(words)
        tags.append(
            [
                ("B-PER" if after in VERBS else "B-LOC") if word in NAMES else "O"
                for word, after in zip(words, [*words[1:], "."], strict=True)
            ]
        )
    return tokens, tags


@pytest.fixture(scope="module")
def fitted():
    with threads(1):
        return BiLSTMTagger(VECTORS, units=16, dropout=0.1, epochs=6, lr=0.03).fit(*text(300, seed=1))


def test_it_learns_from_both_sides_and_scores_three_ways(fitted):
    sentences, tags = text(80, seed=2)
    assert fitted.labels_ == ["B-LOC", "B-PER", "O"]
    assert fitted.score(sentences, tags) > 0.95
    predicted = fitted.predict(sentences)
    wrong = [["O"] * len(own) for own in tags[:40]] + tags[40:]
    assert fitted.score(sentences, wrong) == token_accuracy(wrong, predicted)
    assert fitted.score(sentences, wrong, "published") == masked_accuracy(wrong, predicted, "B-LOC")
    assert fitted.score(sentences, wrong, "span_f1") == span_f1(wrong, predicted)
    assert (
        len({fitted.score(sentences, wrong, metric) for metric in ("accuracy", "published", "span_f1")}) == 3
    )


def test_the_company_of_a_sentence_changes_nothing(fitted):
    sentences, _ = text(30, seed=3)
    alone = [fitted.predict([sentence])[0] for sentence in sentences]
    assert fitted.predict(sentences) == alone
    assert fitted.predict(sentences, batch_size=4) == alone


def test_padding_has_no_part_in_scores_or_gradients():
    torch.manual_seed(0)
    network = TaggerNetwork(4, 3, 5, dropout=0.0).eval()
    network.read(torch.randn(6, 4))
    short, lengths = torch.tensor([[1, 2, 3]]), torch.tensor([3])
    padded = torch.tensor([[1, 2, 3, 5, 5], [1, 2, 3, 4, 5]])
    torch.testing.assert_close(network(padded, torch.tensor([3, 5]))[0, :3], network(short, lengths)[0])


def test_one_mask_drops_inputs_all_along_a_sentence():
    network = TaggerNetwork(50, 3, 2, dropout=0.5)
    network.read(torch.ones(2, 50))
    seen = []
    network.lstm.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0].data))
    network(torch.ones(2, 4, dtype=torch.long), torch.tensor([4, 4]))
    steps = seen[0].reshape(4, 2, 50)  # packed: all sentences of a step together
    assert (steps == steps[:1]).all()
    assert set(steps.unique().tolist()) == {0.0, 2.0}
    assert (steps[0, 0] != steps[0, 1]).any()


def test_unknown_words_keep_a_vector_of_their_own():
    tagger = BiLSTMTagger(VECTORS, seed=4)
    known, _, _ = tagger._encode([["n0", "N0", "zig", "zag"], ["zag"]])
    again, _, _ = tagger._encode([["zag", "n0"]])
    np.testing.assert_array_equal(known[1], VECTORS["n0"])
    np.testing.assert_array_equal(known[2], VECTORS["n0"])  # found in lower case
    torch.testing.assert_close(known[4], again[1])
    assert not torch.equal(known[3], known[4])
    many, _, _ = tagger._encode([[f"x{i}" for i in range(400)]])
    assert many[1:].std().item() == pytest.approx(0.6, rel=0.05)


def test_the_seed_decides_everything():
    sentences, tags = text(60, seed=5)
    settings = {"units": 4, "epochs": 1, "seed": 9}
    one, two = (BiLSTMTagger(VECTORS, **settings).fit(sentences, tags) for _ in range(2))
    for a, b in zip(one.network_.parameters(), two.network_.parameters(), strict=True):
        assert torch.equal(a, b)


def test_refuses_what_cannot_be(fitted):
    with pytest.raises(ValueError, match="sentence 1 has 2 tokens and 1 tags"):
        BiLSTMTagger(VECTORS).fit([["a"], ["b", "c"]], [["O"], ["O"]])
    with pytest.raises(ValueError, match="1 sentences for 2 lists of tags"):
        BiLSTMTagger(VECTORS).fit([["a"]], [["O"], ["O"]])
    with pytest.raises(ValueError, match="there is no sentence"):
        BiLSTMTagger(VECTORS).fit([], [])
    with pytest.raises(ValueError, match="sentence 1 has no token"):
        fitted.predict([["a"], []])
    with pytest.raises(TypeError, match="sentence 0 must be a list of tokens, got the string 'the cat'"):
        fitted.predict(["the cat"])
    with pytest.raises(TypeError, match="the single string"):
        fitted.predict("the cat")
    with pytest.raises(ValueError, match="not fitted"):
        BiLSTMTagger(VECTORS).predict([["a"]])
    with pytest.raises(ValueError, match="metric must be one of accuracy, published, span_f1"):
        fitted.score([["a"]], [["O"]], "f1")
    for setting, message in (
        ({"units": 0}, "units must be at least 1, got 0"),
        ({"dropout": 1.0}, r"dropout must lie in \[0, 1\), got 1.0"),
        ({"lr": -1.0}, "lr must be positive"),
    ):
        with pytest.raises(ValueError, match=message):
            BiLSTMTagger(VECTORS, **setting)
    assert fitted.predict([]) == []
