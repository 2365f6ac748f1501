"""Which paper an entry tells of, and what is stored with it."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
import sqlalchemy as sa

from reprise.daily.entry import Entry
from reprise.daily.library import Library
from reprise.daily.vocabulary import frequencies, stem_frequencies, stem_of

DAY = datetime.date(2024, 5, 17)


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "daily.sqlite3") as library:
        yield library


def entry(source="one", id="1", title="A study of graphs and kernels", **fields) -> Entry:
    return Entry(**{"source": source, "source_id": id, "title": title, "published": DAY} | fields)


def test_the_same_entry_again_changes_nothing(library):
    assert library.write([entry()]) == (1, 0, 0)
    assert library.write([entry()]) == (0, 0, 1)
    assert library.write([entry(votes=3)]) == (0, 1, 0)
    assert library.paper("1").votes == 3


def test_one_paper_of_two_sources_by_title_or_arxiv_id(library):
    library.write([entry("one", "a", arxiv="2401.00001", votes=4)])
    assert library.write([entry("two", "b", "A Study of Graphs, and Kernels!", abstract="now", votes=2)]) == (
        0,
        1,
        0,
    )
    assert library.write([entry("three", "c", "Quite another title", arxiv="2401.00001v3")]) == (0, 1, 0)
    assert library.stats()["papers"] == 1
    paper = library.paper("2401.00001")
    assert (paper.abstract, paper.votes) == ("now", 4)


def test_merging_within_one_batch(library):
    assert library.write([entry("one", "a"), entry("two", "b"), entry("one", "a")]) == (1, 1, 1)


def test_equal_titles_of_one_source_are_several_papers(library):
    prefaces = [entry("list", f"{year}.0", "Preface to the proceedings") for year in (2019, 2020, 2021)]
    assert library.write(prefaces) == (3, 0, 0)
    assert library.write(prefaces) == (0, 0, 3)


def test_equal_titles_with_different_arxiv_ids_are_several_papers(library):
    library.write([entry("one", "a", arxiv="2401.00001"), entry("two", "b", arxiv="2402.00002")])
    assert library.stats()["papers"] == 2


def test_an_id_that_a_list_uses_twice_is_several_papers(library):
    twice = [
        entry("list", "None", "Graphs and kernels"),
        entry("list", "None", "Speech recognition in noise"),
    ]
    assert library.write(twice) == (2, 0, 0)
    assert library.write(twice) == (0, 0, 2)
    ids = {paper.id for paper in library.feed("all", None).papers}
    assert "None" in ids
    assert all(library.paper(id) is not None for id in ids)
    assert library.write([entry("list", "None", "Graphs and the kernels")]) == (0, 0, 1), "a title corrected"


def test_ids_fit_into_addresses(library):
    library.write(
        [entry("one", 'x" <y>/?#&z', "First of its kind"), entry("one", "...", "Second of its kind")]
    )
    ids = {paper.id for paper in library.feed("all", None).papers}
    assert ids == {"x-y-/-z", "paper"}


def test_a_paper_with_a_card_gets_its_slug_and_arxiv_id(library):
    library.write([entry("page", "m", "Matryoshka Representation Learning")])
    paper = library.by_slug("matryoshka")
    assert (paper.id, paper.slug) == ("2205.13147", "matryoshka")


def test_words_and_full_text_follow_a_longer_abstract(library):
    library.write([entry(abstract="isomorphism")])
    library.write([entry(abstract="homomorphism counting")])
    assert library.search("homomorphism").total == 1
    with library._read() as connection:
        assert frequencies(connection, ["isomorphism", "homomorphism"]) == {"homomorphism": 1}
        assert stem_frequencies(connection, [stem_of("isomorphism"), stem_of("homomorphism")]) == {
            stem_of("homomorphism"): 1
        }
        old = sa.text("SELECT count(*) FROM search WHERE search MATCH 'isomorphism'")
        assert connection.scalar(old) == 0


def test_vectors_follow_the_text(library):
    library.write([entry(abstract="graphs"), entry("one", "2", "Another paper", abstract="kernels")])
    before = np.array(library._vectors.read(2))
    library.write([entry(abstract="protein folding and drugs")])
    after = library._vectors.read(2)
    assert not np.allclose(before[0], after[0])
    np.testing.assert_array_equal(before[1], after[1])
    text = "A study of graphs and kernels. protein folding and drugs"
    np.testing.assert_allclose(after[0], library.model.encode([text])[0], rtol=1e-6)


def test_a_failed_batch_leaves_nothing(library):
    with pytest.raises(ValueError, match="no date"):
        library.write([entry(), Entry("one", "2", "An undated paper")])
    assert library.stats()["papers"] == 0
    assert library.write([entry()]) == (1, 0, 0)


def test_an_empty_batch(library):
    assert library.write([]) == (0, 0, 0)


def test_slugs_are_told_again_when_a_library_is_opened(tmp_path):
    from reprise.daily.schema import papers

    path = tmp_path / "other.sqlite3"
    with Library.open(path) as library:
        library.write([entry("page", "m", "Matryoshka Representation Learning", arxiv="2205.13147")])
        with library._write() as connection:
            connection.execute(papers.update().values(slug=""))
        assert library.by_slug("matryoshka") is None
    with Library.open(path) as library:
        assert library.by_slug("matryoshka") is not None
        with library._read() as connection:
            assert connection.scalar(sa.select(papers.c.slug)) == "matryoshka"


def test_an_id_and_a_title_that_crossed_are_read_again_without_a_change(library):
    crossed = [
        entry("list", "1", "Alpha beta gamma delta"),
        entry("list", "2", "Preface to the volume"),
        entry("list", "1", "Preface to the volume", published=DAY + datetime.timedelta(1)),
    ]
    assert library.write(crossed) == (3, 0, 0)
    assert library.write(crossed) == (0, 0, 3)
    assert library.write([crossed[2], crossed[2], entry("list", "3", "Another one")]) == (1, 0, 2)
    assert library.stats()["papers"] == 4


def test_a_cards_slug_is_given_to_no_other_paper(library):
    library.write([entry("list", "matryoshka", "Wooden dolls of Sergiyev Posad")])
    (paper,) = library.feed("all", None).papers
    assert paper.id.startswith("matryoshka~")
    assert library.paper("matryoshka") is None


@pytest.mark.parametrize(
    ("id", "shown"), [("a/../../b", "a/-/-/b"), ("a/./b", "a/-/b"), ("../x", "x"), ("a/..b/1.5", "a/..b/1.5")]
)
def test_ids_have_no_steps_that_lead_elsewhere(library, id, shown):
    library.write([entry("list", id, "A paper with steps in its id")])
    assert library.paper(shown).title == "A paper with steps in its id"
