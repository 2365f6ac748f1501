"""Marked text is the text, cut where it matches."""

from __future__ import annotations

import pytest

from reprise.daily.marking import mark, snippet, stem_of


def joined(marked) -> str:
    return "".join(text for text, _ in marked)


def matches(marked) -> list[str]:
    return [text for text, is_match in marked if is_match]


def test_words_with_a_stem_are_marked_whole():
    text = "Embedding embeddings, <b>EMBEDDING</b> & bedding."
    marked = mark(text, {stem_of("embeddings")})
    assert joined(marked) == text
    assert matches(marked) == ["Embedding", "embeddings", "EMBEDDING"]


@pytest.mark.parametrize("text", ["", "no match here", "graph", "graph graph", "…graph!"])
def test_nothing_is_lost(text):
    assert joined(mark(text, {"graph"})) == text
    assert joined(mark(text, set())) == text


def test_accents_do_not_hide_a_match():
    assert matches(mark("Le Modèle naïf", {stem_of("naif")})) == ["naïf"]


def test_a_short_text_is_its_own_snippet():
    assert joined(snippet("a few words", {"few"})) == "a few words"


def test_the_window_holds_most_different_stems():
    text = " ".join(["graph"] * 5 + ["x"] * 60 + ["graph", "y", "node"] + ["z"] * 60)
    shown = snippet(text, {"graph", "node"}, words=10)
    assert matches(shown) == ["graph", "node"]
    assert shown[0] == ("… ", False)
    assert shown[-1] == (" …", False)
    inner = joined(shown[1:-1])
    assert inner in text
    assert len(inner.split()) == 10
    assert 2 <= inner.split().index("graph") <= 6, "the matches stand in the middle"


def test_without_matches_the_text_is_shown_from_its_beginning():
    text = "(One) " + "word " * 100
    shown = snippet(text, {"graph"}, words=10)
    assert joined(shown).startswith("(One) word")
    assert shown[-1] == (" …", False)
