"""Ambiguous words: what stands at a position is what its gold sense belongs to."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from reprise.data import Tagged
from reprise.papers.text_vectors import ambiguous_words
from reprise.words import Windows, topic_lines


def test_words_are_cleaned_for_induction():
    assert ambiguous_words.plain("The x-ray of 1,234 CATS, a_b 'Őz'", {"the", "of"}) == [
        "ray", "NUMBER", "NUMBER", "cats", "őz",
    ]  # fmt: skip


def test_positions_of_pseudo_words_are_theirs():
    lines = tuple(topic_lines(300))
    task = ambiguous_words.pseudo_words(lines, 4, None, 5, 10_000, 0)
    names = ["a0|b0", "a1|b1", "c0|d0", "c1|d1"]
    there = [task.vocabulary.words[i] for i in Windows(task.tokens, 5).words[task.positions]]
    assert there == [names[i] for i in task.words]
    original = [w for line in lines for w in line.split() if any(w in name.split("|") for name in names)]
    assert original == [name.split("|")[sense] for name, sense in zip(there, task.gold, strict=True)]


def test_pairs_of_real_words_are_drawn_by_count():
    text = tuple(
        line.replace("a", "alpha").replace("b", "beta").translate(str.maketrans("0123456789", "qrstuvwxyz"))
        for line in topic_lines(400)
    )
    task = ambiguous_words.pseudo_words(text, 3, (20, 500), 5, 10_000, 1)
    assert len(set(task.words.tolist())) == 3
    assert set(task.gold.tolist()) == {0, 1}


def test_homographs_are_forms_of_two_lemmas_in_their_sentences(monkeypatch):
    """Of "vart", lemmas alternate; of "hazat" one is too rare; a token of two words has no lemma."""
    rng = np.random.default_rng(0)
    fill = [f"szo{chr(97 + i)}" for i in range(20)]
    tokens, lemmas = [], []
    for i in range(60):
        own = rng.choice(fill, 4).tolist()
        tokens.append((*own, "Várt", "kis-várt", "házat"))
        lemmas.append((*own, ("vár", "várt")[i % 2], "x", "ház" if i else "háza"))
    parts = {"train": Tagged(tuple(tokens), {"lemmas": tuple(lemmas)})}
    corpus = SimpleNamespace(lines=lambda: iter([" ".join(rng.choice(fill, 8)) + " várt" for _ in range(50)]))
    sources = {"hu-ner-nerkor": SimpleNamespace(splits=parts), "corpus-hu": corpus}
    monkeypatch.setattr(ambiguous_words.data, "load", sources.__getitem__)
    monkeypatch.setattr(ambiguous_words, "COMMON", 0)
    task = ambiguous_words.homographs(700, 5, 10_000)
    windows = Windows(task.tokens, 5)
    assert {task.vocabulary.words[i] for i in windows.words[task.positions]} == {"várt"}
    first = 0 if lemmas[0][4] == "vár" else 1
    assert task.gold.tolist() == [(first + i) % 2 for i in range(60)]
    assert (windows.lines[task.positions] == np.arange(60)).all()
    before = task.vocabulary.words[windows.words[task.positions[7] - 1]]
    assert before == tokens[7][3]


def test_a_block_that_the_text_does_not_have(monkeypatch):
    source = SimpleNamespace(lines=lambda part: iter(["some words stand here"] * 10))
    monkeypatch.setattr(ambiguous_words.data, "load", lambda name: source)
    with pytest.raises(ValueError, match="block 7 was asked for"):
        ambiguous_words.english_block("wikipedia", 5, 7)
    ambiguous_words.english_block.cache_clear()
