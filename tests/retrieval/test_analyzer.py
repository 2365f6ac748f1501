"""From text to terms."""

from __future__ import annotations

from reprise.retrieval.analyzer import STOP_WORDS, Analyzer, fold


def test_folds_case_accents_and_compatibility_forms():
    assert fold("Szőlő NAÏVE ﬁeld ２") == "szolo naive field 2"


def test_words_stop_words_and_stems_in_order_with_repeats():
    assert Analyzer()("The embeddings of an Embedding: re-ranking, 2-D!") == [
        "embed",
        "embed",
        "re",
        "rank",
        "2",
        "d",
    ]


def test_a_term_repeated_by_the_text_is_repeated():
    analyzer = Analyzer()
    assert analyzer("runs running runner") == ["run", "run", "runner"]
    assert analyzer("runs") == ["run"], "the remembered stem is the same"


def test_without_stop_words_and_stemming():
    assert Analyzer(stop_words=(), stem=None)("The cats") == ["the", "cats"]


def test_stop_words_are_compared_before_stemming():
    assert Analyzer(stop_words=["cats"])("cats cat") == ["cat"]
    assert len(STOP_WORDS) == 33


def test_markup_and_underscores_separate_words():
    assert Analyzer(stem=None)("<b>foo_bar</b>") == ["b", "foo", "bar", "b"]
