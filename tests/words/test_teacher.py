"""What teachers read, on a small BERT of random weights: means, words and pieces against one text at a time."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from reprise.words.decontextualisation import decontextualised
from reprise.words.teacher import LanguageModelTeacher, Reading, Teacher, TransformerTeacher

VOCABULARY = ["[PAD]", "[CLS]", "[SEP]", "[UNK]", "cat", "sat", "##s", "##ted", "on", "."]


@pytest.fixture(scope="module")
def tokenizer():
    table = {piece: i for i, piece in enumerate(VOCABULARY)}
    inner = Tokenizer(models.WordPiece(table, unk_token="[UNK]"))
    inner.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    inner.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=inner, pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]", unk_token="[UNK]"
    )  # fmt: skip


@pytest.fixture(scope="module")
def encoder():
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=10, hidden_size=8, num_hidden_layers=2, num_attention_heads=2, intermediate_size=16,
        max_position_embeddings=12,
    )  # fmt: skip
    return BertModel(config, add_pooling_layer=False)


TEXTS = [["cats", "sat", "."], ["cat"], ["satted", "cats", "on", "satted"], ["sat", "on"]]
IDS = [[1, 4, 6, 5, 9, 2], [1, 4, 2], [1, 5, 7, 4, 6, 8, 5, 7, 2], [1, 5, 8, 2]]
OWNERS = [[[1, 2], [3], [4]], [[1]], [[1, 2], [3, 4], [5], [6, 7]], [[1], [2]]]


def states(encoder, ids: list[int]) -> np.ndarray:
    encoder.eval()
    with torch.no_grad():
        return encoder(input_ids=torch.tensor([ids])).last_hidden_state[0].numpy()


@pytest.mark.parametrize("batch_pieces", [1, 12, 4096])
def test_a_text_is_read_as_if_it_were_alone(encoder, tokenizer, batch_pieces):
    teacher = TransformerTeacher(encoder, tokenizer, max_pieces=12, batch_pieces=batch_pieces)
    assert isinstance(teacher, Teacher)
    for reading, ids, owners in zip(teacher.read(TEXTS), IDS, OWNERS, strict=True):
        hidden = states(encoder, ids)
        np.testing.assert_allclose(reading.mean, hidden.mean(0), atol=1e-5)
        assert reading.first is not None
        np.testing.assert_allclose(reading.first, hidden[0], atol=1e-5)
        np.testing.assert_allclose(reading.words, [hidden[own].mean(0) for own in owners], atol=1e-5)
        assert reading.pieces.tolist() == [len(own) for own in owners]


def test_a_long_text_is_cut_and_says_what_it_lost(encoder, tokenizer):
    (reading,) = TransformerTeacher(encoder, tokenizer, max_pieces=5).read([TEXTS[2]])
    hidden = states(encoder, [1, 5, 7, 4, 2])
    np.testing.assert_allclose(reading.mean, hidden.mean(0), atol=1e-5)
    assert reading.pieces.tolist() == [2, 1, 0, 0]
    np.testing.assert_allclose(reading.words[:2], [hidden[1:3].mean(0), hidden[3]], atol=1e-5)
    assert not reading.words[2:].any()


def test_the_fingerprint_follows_weights_and_reading(encoder, tokenizer):
    first = TransformerTeacher(encoder, tokenizer, max_pieces=12)
    same = TransformerTeacher(encoder, tokenizer, max_pieces=12, batch_pieces=7)
    assert first.fingerprint() == same.fingerprint()
    other = TransformerTeacher(encoder, tokenizer, layer=1, max_pieces=12)
    assert first.fingerprint() != other.fingerprint()
    torch.manual_seed(1)
    weights = TransformerTeacher(BertModel(encoder.config, add_pooling_layer=False), tokenizer, max_pieces=12)
    assert first.fingerprint() != weights.fingerprint()


def test_a_word_alone_is_read_as_decontextualised_extraction_reads_it(encoder, tokenizer):
    words = ["cats", "sat", "satted"]
    readings = TransformerTeacher(encoder, tokenizer, max_pieces=12).read([[word] for word in words])
    for pool, take in (
        ("cls", lambda r: r.first),
        ("pieces", lambda r: r.words[0]),
        ("all", lambda r: r.mean),
    ):
        expected = decontextualised(encoder, tokenizer, words, pool).numpy()
        np.testing.assert_allclose([take(reading) for reading in readings], expected, atol=1e-5)


def test_a_saved_model_is_read_from_its_folder(encoder, tokenizer, tmp_path):
    encoder.save_pretrained(tmp_path)
    tokenizer.save_pretrained(tmp_path)
    loaded = TransformerTeacher.of(tmp_path, max_pieces=12).read(TEXTS)
    for one, two in zip(
        loaded, TransformerTeacher(encoder, tokenizer, max_pieces=12).read(TEXTS), strict=True
    ):
        np.testing.assert_allclose(one.words, two.words, atol=1e-5)


def test_refuses_what_cannot_be(encoder, tokenizer):
    with pytest.raises(ValueError, match="does not tell which word"):
        TransformerTeacher(encoder, object())
    with pytest.raises(ValueError, match="between 3 and the encoder's 12, got 13"):
        TransformerTeacher(encoder, tokenizer, max_pieces=13)
    with pytest.raises(ValueError, match="batch_pieces must be at least 1"):
        TransformerTeacher(encoder, tokenizer, max_pieces=12, batch_pieces=0)
    with pytest.raises(TypeError, match="text 1 must be a list of tokens, got the string 'cat"):
        TransformerTeacher(encoder, tokenizer, max_pieces=12).read([["cat"], "cat sat"])
    with pytest.raises(TypeError, match="first module is a Linear"):
        TransformerTeacher.of(torch.nn.Sequential(torch.nn.Linear(2, 2)))
    bare = PreTrainedTokenizerFast(tokenizer_object=tokenizer.backend_tokenizer)
    with pytest.raises(ValueError, match="no first special token"):
        TransformerTeacher(encoder, bare, max_pieces=12)


class Lengths:
    """A token's vector is its length and its position."""

    def token_vectors(self, sentences):
        return [np.array([[len(token), i] for i, token in enumerate(s)], dtype=np.float32) for s in sentences]


def test_a_model_of_tokens_teaches_too():
    teacher = LanguageModelTeacher(Lengths(), dim=2, name="lengths")
    assert isinstance(teacher, Teacher)
    assert teacher.fingerprint() == "lengths"
    (reading,) = teacher.read([["ab", "cdef"]])
    assert isinstance(reading, Reading)
    assert reading.first is None
    assert reading.mean.tolist() == [3.0, 0.5]
    assert reading.words.tolist() == [[2.0, 0.0], [4.0, 1.0]]
    assert reading.pieces.tolist() == [1, 1]
    assert teacher.read([]) == []
