"""The library as the reading room uses it."""

from __future__ import annotations

import datetime
import shutil
import threading

import numpy as np
import pytest

from reprise.daily.entry import Entry
from reprise.daily.errors import CorruptLibrary, LibraryError
from reprise.daily.library import Library
from reprise.retrieval.static import StaticEmbedding
from reprise.retrieval.wordpiece import WordPiece

D = datetime.date
ABSTRACTS = {
    "Nested embeddings that can be cut short": "One loss over prefixes of a vector lets short prefixes be searched quickly.",
    "Hierarchical codebooks for image compression": "Pictures are stored with few bits by quantising patches.",
    "Parsing Hungarian with neural networks": "A dependency parser for a morphologically rich language.",
    "Kernel methods for protein structure": "Support vector machines predict folds from amino acid sequences.",
    "Stitching pretrained networks": "Layers of two models are joined by an affine map without training.",
    "<script>alert('x')</script> in titles": "Markup & entities &amp; stay text.",
    "Reinforcement learning for robot grasping": "A policy picks objects from a bin.",
}


def entries() -> list[Entry]:
    return [
        Entry(
            "test",
            f"p{i}",
            title,
            abstract,
            published=D(2024, 1 + i, 1),
            authors=("Ada Lovelace", f"Author {i}"),
        )
        for i, (title, abstract) in enumerate(ABSTRACTS.items())
    ]


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    from reprise.daily.ingest import ingest

    with Library.open(tmp_path_factory.mktemp("library") / "daily.sqlite3") as library:
        library.write(entries())
        ingest(library, "cards")
        yield library


def found(page) -> list[str]:
    return [hit.paper.id for hit in page.hits]


def test_papers_by_id_arxiv_id_and_slug(library):
    paper = library.paper("p0")
    assert (paper.title, paper.authors, paper.author_count) == (
        "Nested embeddings that can be cut short",
        ("Ada Lovelace", "Author 0"),
        2,
    )
    assert (paper.slug, paper.family, paper.performed) == (None, None, False)
    card = library.by_slug("matryoshka")
    assert card == library.paper("2205.13147") == library.paper("https://arxiv.org/abs/2205.13147v4")
    assert (card.slug, card.family, card.arxiv) == ("matryoshka", "elastic", "2205.13147")
    assert library.paper("nothing") is None
    assert library.by_slug("nothing") is None
    assert library.by_slug("") is None


def test_search_by_words_in_title_abstract_and_authors(library):
    assert found(library.search("parsing hungarian"))[0] == "p2"
    assert found(library.search("amino acids"))[0] == "p3", "stemmed"
    assert set(found(library.search("Lovelace", limit=7))) == {f"p{i}" for i in range(7)}


def test_search_by_meaning_without_a_common_word(library):
    ours = [id for id in found(library.search("photographs jpeg", limit=100)) if id.startswith("p")]
    assert ours[0] == "p1"


def test_marks_and_snippets(library):
    hit = library.search("nested prefix").hits[0]
    assert hit.title_marked[0] == ("Nested", True)
    assert ("prefixes", True) in hit.snippet_marked
    markup = next(h for h in library.search("script titles").hits if h.paper.id == "p5")
    assert "".join(text for text, _ in markup.title_marked) == "<script>alert('x')</script> in titles"


def test_filters(library):
    page = library.search("learning", since=D(2024, 2, 1), until=D(2024, 7, 31))
    assert found(page)
    assert all(D(2024, 2, 1) <= hit.paper.published <= D(2024, 7, 31) for hit in page.hits)
    elastic = library.search("embeddings", family="elastic")
    assert "2205.13147" in found(elastic)
    assert {hit.paper.family for hit in elastic.hits} == {"elastic"}
    assert all(
        hit.paper.performed for hit in library.search("representation learning", performable=True).hits
    )
    assert library.search("embeddings", family="none").total == 0
    assert library.search("embeddings", since=D(2100, 1, 1)).total == 0


def test_pages_of_hits(library):
    everything = library.search("learning of representations", limit=50)
    assert everything.total == len(everything.hits) > 10
    parts = [
        library.search("learning of representations", limit=4, offset=o)
        for o in range(0, everything.total, 4)
    ]
    assert [i for part in parts for i in found(part)] == found(everything)
    assert [hit.score for hit in everything.hits] == sorted((h.score for h in everything.hits), reverse=True)
    assert library.search("learning", offset=10_000).hits == []


def test_corrected_and_completed_queries(library):
    page = library.search("hungarain parsing")
    assert page.corrected_query == "hungarian parsing"
    assert found(page)[0] == "p2"
    typed = library.search("stitch")
    assert typed.corrected_query is None
    assert "p4" in found(typed)[:3]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        "?",
        '"',
        "AND OR NOT",
        "title:",
        "NEAR(",
        "a*",
        "(",
        "\x00",
        "🙂",
        "%",
        "'; DROP TABLE papers; --",
        "x" * 1000,
    ],
)
def test_any_text_is_a_query(library, query):
    page = library.search(query)
    assert page.total >= len(page.hits) >= 0
    assert library.stats()["papers"] == 67


def test_nonsense_finds_nothing(library):
    assert library.search("qzxv wqkj").total == 0


def test_refuses_long_queries_and_odd_pages(library):
    with pytest.raises(ValueError, match="at most 1,000 characters"):
        library.search("x" * 10_000_000)
    for limit, offset in ((0, 0), (501, 0), (10, -1)):
        with pytest.raises(ValueError, match="limit must lie between 1 and 500"):
            library.search("x", limit=limit, offset=offset)


def test_similar_papers(library):
    near = library.similar("2205.13147", 5)
    assert len(near) == 5
    assert "2205.13147" not in [paper.id for paper in near]
    assert {"p0"} & {paper.id for paper in near}
    assert library.similar("nothing") == []


def test_votes(tmp_path):
    with Library.open(tmp_path / "daily.sqlite3") as library:
        library.write(entries())
        assert library.vote("p3") == 1
        assert library.vote("p3") == 2
        assert library.vote("none") is None
        assert library.paper("p3").votes == 2
        assert library.feed("all", None, "trending").papers[0].id == "p6"
        for _ in range(120):  # p6 is 29 days younger: 2^(29/7) votes are 18
            library.vote("p5")
        assert library.feed("all", None, "trending").papers[0].id == "p5"
        assert library.write(entries()) == (0, 0, 7)
        assert library.paper("p3").votes == 2


def test_stats(library):
    stats = library.stats()
    assert (stats["papers"], stats["cards"], stats["schema_version"]) == (67, 60, "1")
    assert stats["newest"] > stats["oldest"]


def test_readers_and_a_writer_at_once(tmp_path):
    problems = []
    with Library.open(tmp_path / "daily.sqlite3") as library:
        library.write(entries()[:1])
        done = threading.Event()

        def read():
            try:
                while not done.is_set():
                    assert library.search("embeddings").total >= 1
                    assert library.feed("all", None).total >= 1
            except Exception as error:
                problems.append(error)

        readers = [threading.Thread(target=read) for _ in range(3)]
        for reader in readers:
            reader.start()
        for i in range(10):
            library.write([Entry("more", str(i), f"Embeddings {i}", published=D(2024, 1, 1))])
        done.set()
        for reader in readers:
            reader.join()
        assert problems == []
        assert library.stats()["papers"] == 11


def test_another_process_sees_what_is_written(tmp_path):
    with (
        Library.open(tmp_path / "daily.sqlite3") as reader,
        Library.open(tmp_path / "daily.sqlite3") as writer,
    ):
        assert reader.search("nested").total == 0
        writer.write(entries())
        assert found(reader.search("nested"))[0] == "p0"
        assert len(reader.similar("p0", 3)) == 3


@pytest.mark.parametrize("harm", ["missing", "short", "foreign"])
def test_vectors_are_made_again(tmp_path, harm):
    path, beside = tmp_path / "daily.sqlite3", tmp_path / "daily.sqlite3.vectors"
    with Library.open(path) as library:
        library.write(entries())
        expected = [paper.id for paper in library.similar("p0", 6)]
        vectors = np.array(library._vectors.read(7))
    if harm == "missing":
        beside.unlink()
    elif harm == "short":
        beside.write_bytes(beside.read_bytes()[:-100])
    else:
        beside.write_bytes(b"something else")
    with Library.open(path) as library:
        np.testing.assert_array_equal(library._vectors.read(7), vectors)
        assert [paper.id for paper in library.similar("p0", 6)] == expected


def test_another_model_makes_other_vectors(tmp_path):
    words = sorted({w for title in ABSTRACTS for w in title.lower().split() if w.isalpha()})
    model = StaticEmbedding(
        WordPiece(words), np.eye(len(words), dtype=np.int8), np.ones(len(words), np.float32)
    )
    model.save(tmp_path / "model")
    path = tmp_path / "daily.sqlite3"
    with Library.open(path) as library:
        library.write(entries())
    with Library.open(path, model=tmp_path / "model") as library:
        assert library._vectors.read(7).shape == (7, len(words))
        assert found(library.search("networks"))[0] in ("p2", "p4")


def test_the_folder_can_be_copied(tmp_path):
    (tmp_path / "a").mkdir()
    with Library.open(tmp_path / "a" / "daily.sqlite3") as library:
        library.write(entries())
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    with Library.open(tmp_path / "b" / "daily.sqlite3", create=False) as library:
        assert library.stats()["papers"] == 7


def test_there_must_be_a_library(tmp_path):
    with pytest.raises(LibraryError, match="there is no library"):
        Library.open(tmp_path / "none.sqlite3", create=False)


@pytest.fixture
def own(tmp_path):
    with Library.open(tmp_path / "daily.sqlite3") as library:
        library.write(entries())
        yield library


def test_a_table_that_went_missing_is_told_by_every_reading_and_writing(own):
    with own._write() as connection:
        connection.exec_driver_sql("DROP TABLE identities")
    for use in (
        lambda: own.paper("2205.13147"),
        lambda: own.write(entries()),
        lambda: own.vote("2205.13147"),
    ):
        with pytest.raises(CorruptLibrary, match=r"daily\.sqlite3 is no library of Daily \(no such table"):
            use()


def test_vectors_that_cannot_be_written_are_told(own):
    own._vectors.path.unlink()
    own._vectors.path.mkdir()
    with pytest.raises(LibraryError, match=r"daily\.sqlite3\.vectors cannot be read and written"):
        own.write([Entry("test", "new", "A new paper", published=D(2024, 1, 1))])
    assert own.paper("new") is None


def test_a_library_that_does_not_open_lets_its_file_go(tmp_path, monkeypatch):
    path = tmp_path / "daily.sqlite3"
    with Library.open(path) as library:
        library._vectors.path.unlink()
        library._vectors.path.mkdir()
    closed = []
    close = Library.close
    monkeypatch.setattr(Library, "close", lambda library: closed.append(close(library)))
    with pytest.raises(LibraryError, match=r"sqlite3\.vectors cannot be read and written"):
        Library.open(path)
    assert len(closed) == 1
