"""Extraction of words read alone, with a small BERT of random weights."""

from __future__ import annotations

import pytest
import torch
from transformers import BertConfig, BertModel

from reprise.words.decontextualisation import decontextualised


class Tokenizer:
    """Letters are pieces: a word's ids are its letters' places, plus three special tokens."""

    cls_token_id, sep_token_id, pad_token_id = 1, 2, 0

    def __call__(self, text, *, add_special_tokens):
        assert not add_special_tokens
        return {"input_ids": [[3 + ord(c) - ord("a") for c in word] for word in text]}


@pytest.fixture(scope="module")
def encoder():
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=30, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=20,
    )  # fmt: skip
    return BertModel(config, add_pooling_layer=False)


WORDS = ["cat", "a", "embedding", "ox", "it"]


def alone(encoder, word: str) -> torch.Tensor:
    encoder.eval()
    ids = torch.tensor([[1, *(3 + ord(c) - ord("a") for c in word), 2]])
    with torch.no_grad():
        return encoder(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state[0]


@pytest.mark.parametrize(
    ("pool", "take"),
    [("pieces", lambda h: h[1:-1].mean(0)), ("cls", lambda h: h[0]), ("all", lambda h: h.mean(0))],
)
@pytest.mark.parametrize("batch_size", [1, 2, 512])
def test_equals_each_word_alone(encoder, pool, take, batch_size):
    out = decontextualised(encoder, Tokenizer(), WORDS, pool, batch_size)
    expected = torch.stack([take(alone(encoder, word)) for word in WORDS])
    torch.testing.assert_close(out, expected, atol=1e-5, rtol=1e-5)


def test_another_layer_is_read(encoder):
    out = decontextualised(encoder, Tokenizer(), ["ox", "a"], "cls", layer=(0, 1))
    encoder.eval()
    with torch.no_grad():
        ids = torch.tensor([[1, 3 + 14, 3 + 23, 2]])
        states = encoder(ids, output_hidden_states=True).hidden_states
    torch.testing.assert_close(out[0], (states[0][0, 0] + states[1][0, 0]) / 2, atol=1e-5, rtol=1e-5)


def test_piece_ids_are_taken_as_they_are(encoder):
    as_text = decontextualised(encoder, Tokenizer(), ["ab", "c"])
    torch.testing.assert_close(decontextualised(encoder, Tokenizer(), [[3, 4], [5]]), as_text)


def test_training_mode_is_restored_and_dropout_is_off(encoder):
    encoder.train()
    one = decontextualised(encoder, Tokenizer(), WORDS)
    assert encoder.training
    torch.testing.assert_close(one, decontextualised(encoder, Tokenizer(), WORDS))
    assert not one.requires_grad


def test_no_words(encoder):
    assert decontextualised(encoder, Tokenizer(), []).shape == (0, 0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((["a"], "mean"), "pool must be one of pieces, cls, all, got 'mean'"),
        ((["a", ""],), "the word '' has no pieces"),
        ((["a", [3]],), "all text or all piece ids"),
        ((["a"], "pieces", 0), "batch_size must be at least 1, got 0"),
        ((["a"], "pieces", 8, 3), "between -3 and 2, 0 being the embeddings; got 3"),
    ],
)
def test_refuses_what_cannot_be(encoder, arguments, message):
    with pytest.raises(ValueError, match=message):
        decontextualised(encoder, Tokenizer(), *arguments)


def test_special_tokens_are_needed(encoder):
    bare = Tokenizer()
    bare.cls_token_id = None
    with pytest.raises(ValueError, match="no first and last special token"):
        decontextualised(encoder, bare, ["a"])
