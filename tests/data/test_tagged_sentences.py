import pytest

from data.small_files import jsonl
from data.small_sets import write
from reprise import data
from reprise.data import CorruptData


def test_layers_of_tags(places):
    write(places, "hu-ner-nerkor")
    ner = data.load("hu-ner-nerkor")
    assert ner.layers == ("ner", "lemmas", "upos")
    assert ner.validation.tokens == (("A", "b", "dev"),)
    assert ner.validation.tags["ner"] == (("x", "y", "x"),)
    assert ner.validation.fields["genre"] == ("genre of dev",)
    assert ner.labels("upos") == ("x", "y")
    with pytest.raises(KeyError, match="it has ner, lemmas, upos"):
        ner.labels("head")


def test_a_sentence_must_have_one_tag_a_token(places):
    place = write(places, "hu-pos-ud")
    row = {layer: ["x"] for layer in ("tokens", "upos", "feats", "lemmas", "deprel")}
    jsonl(
        place / "dev.jsonl.gz",
        row | {"head": [0], "id": "1", "text": "x"},
        row | {"head": [0, 1], "id": "2", "text": "x"},
    )
    with pytest.raises(CorruptData, match="line 2: head is not one tag a token"):
        data.load("hu-pos-ud")
