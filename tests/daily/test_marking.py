"""Marked text is the text, cut where it matches."""

from __future__ import annotations

import pytest

from reprise.daily.marking import mark, snippet
from reprise.daily.vocabulary import stem_of


def joined(marked) -> str:
    return "".join(text for text, _ in marked)


def matches(marked) -> list[str]:
    return [text for text, is_match in marked if is_match]


def stems(*words: str) -> frozenset[str]:
    return frozenset(map(stem_of, words))


def test_words_with_a_stem_are_marked_whole():
    text = "Embedding embeddings, <b>EMBEDDING</b> & bedding re_embedding."
    marked = mark(text, stems("embeddings"))
    assert joined(marked) == text
    assert matches(marked) == ["Embedding", "embeddings", "EMBEDDING", "embedding"]


@pytest.mark.parametrize("text", ["", "no match here", "graph", "graph graph", "…graph!", "graph é graphs"])
def test_nothing_is_lost(text):
    assert joined(mark(text, stems("graph"))) == text
    assert joined(mark(text, frozenset())) == text


def test_accents_do_not_hide_a_match():
    assert matches(mark("Le Modèle naïf, naif", stems("naif"))) == ["naïf", "naif"]


def test_plain_text_and_text_with_accents_are_marked_alike():
    words = [
        "happy",
        "happiness",
        "tie",
        "ties",
        "agreed",
        "hopping",
        "filing",
        "sized",
        "rational",
        "relational",
        "probability",
        "probable",
        "digitizer",
        "analysis",
        "analyses",
        "studies",
        "study",
        "university",
        "universal",
        "generalization",
        "generative",
        "networks",
        "networking",
    ]
    text = " ".join(words)
    for word in words:
        wanted = stems(word)
        assert matches(mark(text, wanted)) == matches(mark(text + " é", wanted))
        assert word in matches(mark(text, wanted))


def test_a_short_text_is_its_own_snippet():
    assert snippet("a few words", stems("few")) == [("a ", False), ("few", True), (" words", False)]


def test_the_window_holds_most_different_stems_in_the_middle():
    text = "graph graph graph graph " + "x " * 200 + "graph y node " + "z " * 200
    shown = snippet(text, stems("graph", "node"), length=100)
    assert matches(shown) == ["graph", "node"]
    assert (shown[0], shown[-1]) == (("… ", False), (" …", False))
    inner = joined(shown[1:-1])
    assert inner in text
    assert 60 <= len(inner) <= 100
    assert 0.25 < inner.index("graph") / len(inner) < 0.6


def test_a_window_begins_and_ends_with_whole_words():
    text = " ".join(f"word{i:03d}" for i in range(200))
    for number in (3, 50, 120, 198):
        shown = snippet(text, stems(f"word{number:03d}"), length=90)
        assert matches(shown) == [f"word{number:03d}"]
        inner = joined([piece for piece in shown if "…" not in piece[0]])
        assert all(len(word) == 7 for word in inner.split())


def test_matches_near_the_beginning_show_the_beginning():
    text = "(One) graph " + "word " * 100
    assert joined(snippet(text, stems("graph"), length=100)).startswith("(One) graph word")


def test_without_matches_the_text_is_shown_from_its_beginning():
    shown = snippet("(One) " + "word " * 100, stems("graph"), length=100)
    assert joined(shown).startswith("(One) word")
    assert shown[-1] == (" …", False)


def test_one_endless_word_is_cut():
    shown = snippet("x" * 5000, stems("graph"))
    assert len(joined(shown)) < 400
