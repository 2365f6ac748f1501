"""Words as characters: invariances, and agreement with a literal reading of the definition."""

from __future__ import annotations

import pytest
import torch

from reprise.nn import CharCNN, Highway
from reprise.nn.char_cnn import BEGIN, END, MARKS
from reprise.train import seeded

FILTERS = ((1, 3), (2, 4), (4, 5))


def small(**options: object) -> CharCNN:
    with seeded(0):
        return CharCNN(**{"dim": 6, "filters": FILTERS, "char_dim": 5, **options})


def test_characters_are_code_points_between_marks():
    found = small(symbols=300).encode(["ab", "é", ""])
    assert found.tolist() == [
        [BEGIN, MARKS + 97, MARKS + 98, END],
        [BEGIN, MARKS + 233, END, 0],
        [BEGIN, END, 0, 0],
    ]


@pytest.mark.parametrize("word", ["öőüű", "Москва", "東京", "🙂🇭🇺", "e\u0301", "\u200d", "a\x00b", "𝔘"])
def test_any_script_has_a_finite_vector(word):
    net = small()
    assert torch.isfinite(net(net.encode([word]))).all()


def test_neighbours_in_the_batch_change_nothing():
    net = small()
    together = net(net.encode(["a", "considerably", ""]))
    for row, word in enumerate(["a", "considerably", ""]):
        torch.testing.assert_close(together[row], net(net.encode([word]))[0])


def test_it_is_the_maximum_over_windows_of_the_word_alone():
    net = small(highway=0)
    net.project = torch.nn.Linear(12, 12)
    torch.nn.init.eye_(net.project.weight)
    torch.nn.init.zeros_(net.project.bias)
    ids = net.encode(["wort", "x"])[0]
    vectors = net.characters.weight[ids]
    expected = []
    for convolution in net.convolutions:
        width = convolution.kernel_size[0]
        windows = [vectors[s : s + width].T for s in range(len(ids) - width + 1)]
        scores = torch.stack([(convolution.weight * w).sum((1, 2)) + convolution.bias for w in windows])
        expected.append(torch.relu(scores.max(0).values))
    torch.testing.assert_close(net(net.encode(["x", "wort"]))[1], torch.cat(expected))


def test_order_of_characters_counts_but_not_beyond_the_longest_reading():
    net = small(max_chars=6)
    a, b, long, longer = net(net.encode(["ab", "ba", "abcdef", "abcdxyz"]))
    assert not torch.allclose(a, b)
    torch.testing.assert_close(long, longer)


def test_padding_learns_nothing():
    net = small()
    net(net.encode(["a", "abcdefgh"])).sum().backward()
    assert net.characters.weight.grad is not None
    assert (net.characters.weight.grad[0] == 0).all()
    assert (net.characters.weight.grad[MARKS + ord("a")] != 0).any()


def test_highway_hands_on_what_its_closed_gate_sees():
    layer = Highway(4, carry=60.0)
    x = torch.randn(3, 4, generator=torch.Generator().manual_seed(0))
    torch.nn.init.zeros_(layer.map.weight)
    torch.testing.assert_close(layer(x), x)
    with torch.no_grad():
        layer.map.bias[4:] = 60.0  # open: relu(bias of the map)
    torch.testing.assert_close(layer(x), layer.map.bias[:4].relu().expand(3, 4))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"filters": ()}, "filters"),
        ({"filters": ((0, 3),)}, "filters"),
        ({"dim": 0}, "dim"),
        ({"symbols": 0}, "symbols"),
        ({"max_chars": 2}, "max_chars"),
        ({"highway": -1}, "highway"),
    ],
)
def test_sizes_that_cannot_be(options, message):
    with pytest.raises(ValueError, match=message):
        CharCNN(**options)


def test_one_string_is_not_a_list_of_words():
    with pytest.raises(TypeError, match="single string"):
        small().encode("word")


def test_standardised_vectors_have_mean_0_and_variance_1_and_keep_what_tells_words_apart():
    words = ["a", "considerably", "", "róka", "tree", "trees", "of", "unlike", "7"]
    net = small(dim=3)
    chars = net.encode(words)
    before = net(chars)
    net.standardise(chars)
    after = net(chars)
    torch.testing.assert_close(after.mean(0), torch.zeros(3), atol=1e-5, rtol=0.0)
    torch.testing.assert_close(after.std(0, correction=0), torch.ones(3))
    torch.testing.assert_close(after, (before - before.mean(0)) / before.std(0, correction=0))


def test_one_word_has_no_spread_and_is_shifted_only():
    net = small()
    chars = net.encode(["word"])
    kept = net.project.weight.clone()
    net.standardise(chars)
    torch.testing.assert_close(net(chars), torch.zeros(1, 6), atol=1e-6, rtol=0.0)
    torch.testing.assert_close(net.project.weight, kept)
