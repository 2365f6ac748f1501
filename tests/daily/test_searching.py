"""The two rankings and their fusion."""

from __future__ import annotations

import datetime

import numpy as np
import pytest

from reprise.daily import searching
from reprise.daily.entry import Entry
from reprise.daily.library import Library
from reprise.daily.query import Query, Term
from reprise.daily.searching import Filters, by_meaning, by_words, fused

D = datetime.date


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    with Library.open(tmp_path_factory.mktemp("searching") / "daily.sqlite3") as library:
        library.write(
            [
                Entry("t", "1", "graph kernels", "graph graph methods", published=D(2020, 1, 1)),
                Entry("t", "2", "methods", "a graph of citations", published=D(2021, 1, 1)),
                Entry("t", "3", "protein folding", "no match here", published=D(2022, 1, 1)),
                Entry("t", "4", "graph", "other text", published=D(2023, 1, 1)),
            ]
        )
        with library._read() as connection:
            yield connection


def query(*terms: str, papers: int = 1) -> Query:
    return Query(tuple(Term((t,), papers) for t in terms), " ".join(terms), frozenset(terms), None)


def test_words_rank_by_bm25_with_the_title_ahead(connection):
    assert [*by_words(connection, query("graph"), Filters())][-1] == 2
    assert set(by_words(connection, query("graph"), Filters())) == {1, 2, 4}
    assert set(by_words(connection, query("kernel", "folding"), Filters())) == {1, 3}
    scores = [*by_words(connection, query("graph"), Filters()).values()]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0
    assert by_words(connection, query(), Filters()) == {}
    assert by_words(connection, query("nowhere"), Filters()) == {}


def test_beyond_the_budget_rare_words_choose_and_all_words_score(connection, monkeypatch):
    frequent = Query((Term(("graph",), 4), Term(("methods",), 3)), "", frozenset(), None)
    full = by_words(connection, frequent, Filters())
    assert set(full) == {1, 2, 4}
    monkeypatch.setattr(searching, "BUDGET", 5)
    quick = by_words(connection, frequent, Filters())
    assert quick == {1: full[1], 2: full[2]}, "both have both words; nothing else has 'methods'"
    monkeypatch.setattr(searching, "DEPTH", 1)
    assert len(by_words(connection, frequent, Filters())) == 1


def test_filters_hold_for_both_rankings(connection):
    late = Filters(since=D(2021, 1, 1), until=D(2022, 12, 31))
    assert [*by_words(connection, query("graph"), late)] == [2]
    vectors = np.eye(4, dtype=np.float32)
    assert sorted(by_meaning(connection, vectors, np.ones(4, np.float32), late)[0]) == [2, 3]
    assert by_words(connection, query("graph"), Filters(slugs=frozenset())) == {}
    assert by_meaning(connection, vectors, np.ones(4, np.float32), Filters(slugs=frozenset()))[0] == []


def test_meaning_ranks_by_cosine_then_id(connection):
    vectors = np.array([[1, 0], [0, 1], [0.6, 0.8], [0, 1]], np.float32)
    ids, cosines = by_meaning(connection, vectors, np.array([0, 1], np.float32), Filters(), depth=3)
    assert ids == [2, 4, 3]
    np.testing.assert_allclose(cosines, [1, 1, 0.8], rtol=1e-6)
    assert by_meaning(connection, vectors, np.zeros(2, np.float32), Filters())[0] == []
    assert by_meaning(connection, vectors[:0], np.ones(2, np.float32), Filters())[0] == []


def test_fusion_adds_scaled_scores():
    out = fused({1: 9.0, 2: 5.0, 3: 1.0}, [2, 4, 3], np.array([0.9, 0.6, 0.4]), weight=0.5)
    assert dict(out) == pytest.approx({1: 1.0, 2: 0.5 + 0.5, 3: 0.0, 4: 0.5 * 0.4})
    assert [id for id, _ in out] == [1, 2, 4, 3]
    assert fused({}, [], np.empty(0)) == []


def test_far_papers_without_a_common_word_are_left_out():
    out = fused({1: 2.0}, [1, 2], np.array([0.01, 0.01]))
    assert [id for id, _ in out] == [1]
