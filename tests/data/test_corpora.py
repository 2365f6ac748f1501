import lzma
import tracemalloc

import pytest

from data.small_files import text
from data.small_sets import write
from reprise import data
from reprise.data import CorruptData


def test_lines_of_one_part_and_of_all(places):
    place = write(places, "corpus-en")
    text(place / "tech.txt.xz", "man page\n")
    corpus = data.load("corpus-en")
    assert corpus.parts == ["wikipedia", "reference", "tech", "fiction"]
    assert list(corpus.lines("tech")) == ["man page"]
    assert list(corpus.lines()).count("man page") == 1
    assert len(list(corpus.lines())) == 3 * 3 + 1
    with pytest.raises(KeyError, match="it has 'wikipedia', 'reference', 'tech', 'fiction'"):
        corpus.lines("poems")


def test_documents_where_they_are_marked(places):
    write(places, "corpus-ru")
    assert list(data.load("corpus-ru").documents()) == [["One line.", "Another."], ["A second document."]]
    write(places, "corpus-hu")
    with pytest.raises(ValueError, match="does not mark"):
        data.load("corpus-hu").documents()


def test_it_can_be_read_again_and_in_parallel(places):
    write(places, "corpus-zh")
    corpus = data.load("corpus-zh")
    pairs = list(zip(corpus.lines(), corpus.lines(), strict=True))
    assert pairs == [(line, line) for line in corpus.lines()]


def test_it_is_not_held_in_memory(places):
    place = write(places, "corpus-hu")
    line = "x" * 999 + "\n"
    with lzma.open(place / "corpus.txt.xz", "wt", preset=0) as file:
        for _ in range(20_000):
            file.write(line)
    corpus = data.load("corpus-hu")
    tracemalloc.start()
    try:
        assert sum(len(line) for line in corpus.lines()) == 20_000 * 999
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


def test_a_file_that_breaks_off_is_met_where_it_breaks(places):
    place = write(places, "corpus-hu")
    file = place / "corpus.txt.xz"
    file.write_bytes(file.read_bytes()[:-20])
    lines = data.load("corpus-hu").lines()
    with pytest.raises(CorruptData, match=r"corpus.txt.xz: it ends too early"):
        list(lines)
