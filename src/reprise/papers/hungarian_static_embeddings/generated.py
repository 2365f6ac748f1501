"""Sentences of an agreement grammar, questions about its words, tags, and teachers of random weights: the smallest scale."""

from __future__ import annotations

import functools
import itertools

import numpy as np
import torch

from reprise.data.tagged_sentences import Tagged
from reprise.papers.hungarian_static_embeddings.texts import Similarities, Text
from reprise.train import seeded
from reprise.words import TransformerTeacher
from reprise.words.evaluation import Question

STEMS = ("kar", "bol", "mir", "tes", "lup", "nad")
ACTIONS = ("fog", "ver", "jut", "hoz")
PLACES = ("Zala", "Buda", "Eger")


def _sentence(rng: np.random.Generator) -> tuple[list[str], list[str], list[str]]:
    """Determiner, noun, verb and place; noun and verb agree in number. With parts of speech and entities."""
    plural = bool(rng.integers(2))
    noun, verb = str(rng.choice(STEMS)), str(rng.choice(ACTIONS))
    tokens = ["azok" if plural else "az", noun + "ok" * plural, verb + ("nak" if plural else "ik")]
    tags, entities = ["DET", "NOUN", "VERB"], ["O", "O", "O"]
    if rng.integers(2):
        tokens += ["itt", str(rng.choice(PLACES))]
        tags += ["ADV", "PROPN"]
        entities += ["O", "B-LOC"]
    return [*tokens, "."], [*tags, "PUNCT"], [*entities, "O"]


@functools.cache
def text(sentences: int = 2000) -> Text:
    """Questions ask for number: kar : karok = bol : ?"""
    rng = np.random.default_rng(0)
    nouns = [(stem, stem + "ok") for stem in STEMS]
    verbs = [(verb + "ik", verb + "nak") for verb in ACTIONS]
    questions: dict[str, list[Question]] = {
        name: [(*one, *two) for one, two in itertools.permutations(pairs, 2)]
        for name, pairs in (("gram-noun", nouns), ("gram-verb", verbs))
    }
    words = [word for pair in (*nouns, *verbs) for word in pair]
    pairs = list(itertools.combinations(words, 2))
    scores = [
        float((a in dict(nouns)) == (b in dict(nouns))) + float(a.endswith("k") == b.endswith("k"))
        for a, b in pairs
    ]
    alike = Similarities([a for a, _ in pairs], [b for _, b in pairs], np.array(scores))
    return Text(
        [_sentence(rng)[0] for _ in range(sentences)],
        questions,
        {"men": alike},
        {"noun": nouns, "verb": verbs},
    )


def tagged(sentences: int, seed: int) -> Tagged:
    """Documents of five sentences."""
    rng = np.random.default_rng(seed)
    tokens, upos, ner = zip(*(_sentence(rng) for _ in range(sentences)), strict=True)
    return Tagged(
        tuple(map(tuple, tokens)),
        {"upos": tuple(map(tuple, upos)), "ner": tuple(map(tuple, ner))},
        {"doc": tuple(f"doc{i // 5}" for i in range(sentences))},
    )


def teacher() -> TransformerTeacher:
    """A BERT of two layers over whole words and their endings."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    pieces = ["[PAD]", "[CLS]", "[SEP]", "[UNK]", "az", "azok", "itt", ".", *STEMS, *ACTIONS, *PLACES]
    pieces += ["##ok", "##nak", "##ik", *(place.lower() for place in PLACES)]
    inner = Tokenizer(models.WordPiece({piece: i for i, piece in enumerate(pieces)}, unk_token="[UNK]"))
    inner.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    inner.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=inner,
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        unk_token="[UNK]",
    )
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=200,
    )
    with seeded(0):
        encoder = BertModel(config, add_pooling_layer=False)
    assert isinstance(encoder, torch.nn.Module)
    return TransformerTeacher(encoder, tokenizer)
