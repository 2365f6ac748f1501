"""Reading queries: plain text always, completion, correction, limits."""

from __future__ import annotations

import re

import pytest

from reprise.daily.query import Term, read_query
from reprise.daily.schema import open_engine
from reprise.daily.vocabulary import Spelling, count_words
from reprise.retrieval.wordpiece import WordPiece

PIECES = WordPiece(["photo", "##graph", *"qzxvw", *(f"##{c}" for c in "qzxvw")])
KNOWN = {"embedding": 9, "embeddings": 30, "graph": 50, "neural": 80, "or": 3, "near": 4, "title": 2}


def words(query) -> list[str]:
    return [word for term in query.terms for word in term.words]


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    engine = open_engine(tmp_path_factory.mktemp("query") / "daily.sqlite3")
    with engine.begin() as connection:
        count_words(connection, KNOWN, {"embed": 35, "graph": 60, "neural": 80})
        yield lambda text: read_query(connection, text, Spelling(KNOWN), PIECES)
    engine.dispose()


def test_words_are_quoted_terms_without_stop_words(read):
    query = read("The GRAPH of neural")
    assert query.terms == (Term(("graph",), 60), Term(("neural",), 80))
    assert query.papers == 140
    assert query.all_of() == '"graph" AND "neural"'
    assert query.any_of(1000) == '"graph" OR "neural"'
    assert query.any_of(70) == query.any_of(0) == '"graph"'
    assert query.meaning == "The GRAPH of neural"
    assert query.corrected is None


@pytest.mark.parametrize(
    "text",
    [
        '"graph',
        "title:graph",
        "graph*",
        "NEAR(graph, 5)",
        "graph) OR (",
        "-graph",
        "^graph",
        "a'; DROP",
        "{graph}",
    ],
)
def test_operators_are_plain_text(read, text):
    query = read(text)
    for match in (query.any_of(1000), query.all_of()):
        assert set(match) <= set('abcdefghijklmnopqrstuvwxyz0123456789" ORAND()')
        assert all(part.strip('()"').isalnum() for part in re.split(" OR | AND ", match))


def test_the_last_word_is_completed_while_it_is_unknown(read):
    query = read("neural embe")
    assert [term.words for term in query.terms] == [("neural",), ("embeddings", "embedding")]
    assert query.all_of() == '"neural" AND ("embeddings" OR "embedding")'
    assert query.terms[1].papers == 35, "one stem is counted once"
    assert query.meaning == "neural embeddings"
    assert query.corrected is None
    assert words(read("embe neural")) == ["embe", "neural"], "only the last word is still being typed"


def test_unknown_words_are_corrected(read):
    query = read("embedings grpah")
    assert words(query) == ["embeddings", "graph"]
    assert query.corrected == "embeddings graph"
    assert query.meaning == "embeddings graph"
    assert words(read("xqzwvk graph")) == ["xqzwvk", "graph"]


def test_unknown_words_mean_something_only_when_they_can_be_spelled(read):
    assert read("photograph qzxvw graph").meaning == "photograph graph"
    assert read("qzxvw").meaning == ""
    assert words(read("qzxvw graph")) == ["qzxvw", "graph"]


def test_only_stop_words_are_looked_for_as_they_are(read):
    assert words(read("to be")) == ["to", "be"]


@pytest.mark.parametrize("text", ["", "  ", "?!", "::", "\x00"])
def test_nothing_to_look_for(read, text):
    query = read(text)
    assert query.terms == ()
    assert query.any_of(10) == query.all_of() == ""


def test_stems_mark_other_forms(read):
    assert read("graphs").stems == {"graph"}


def test_limits(read):
    assert len(read("x" * 1000).terms) == 1
    with pytest.raises(ValueError, match="at most 1,000 characters, this one has 10,000,000"):
        read("x" * 10_000_000)
    many = read(" ".join(f"w{i}" for i in range(200)) + " graph neural")
    assert len(many.terms) == 64
