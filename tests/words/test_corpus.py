"""Text becomes the numbers that counting and encoding by hand give."""

from __future__ import annotations

import gzip
import lzma

import numpy as np
import pytest

from reprise.words.corpus import TextError, read_corpus
from reprise.words.vocabulary import BOUNDARY, Vocabulary

LINES = ["the cat sat on the mat", "", "the dog sat", "a b c the"]


def same(corpus, lines, **options):
    vocabulary = Vocabulary.build(lines, **options)
    assert corpus.vocabulary.words == vocabulary.words
    np.testing.assert_array_equal(corpus.vocabulary.counts, vocabulary.counts)
    assert corpus.vocabulary.total == vocabulary.total
    np.testing.assert_array_equal(corpus.tokens, vocabulary.encode(lines))


@pytest.mark.parametrize("options", [{"min_count": 1}, {"min_count": 2}, {"min_count": 1, "max_words": 3}])
def test_one_pass_equals_counting_then_encoding(options):
    same(read_corpus(LINES, **options), LINES, **options)
    same(read_corpus((line.split() for line in LINES), **options), LINES, **options)


@pytest.mark.parametrize(("suffix", "opener"), [(".txt", open), (".gz", gzip.open), (".xz", lzma.open)])
def test_files_are_read_in_pieces(tmp_path, monkeypatch, suffix, opener):
    path = tmp_path / f"text{suffix}"
    lines = ["één woord – und noch eins"] * 50 + LINES
    with opener(path, "wt", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    for block in (7, 64, 2**20):
        monkeypatch.setattr("reprise.words.corpus.BLOCK", block)
        monkeypatch.setattr("reprise.words.corpus.STEP", block)
        corpus = read_corpus(path, min_count=1)
        assert corpus.vocabulary.words == Vocabulary.build(lines, 1).words
        # The end of the file is a boundary of its own.
        np.testing.assert_array_equal(
            corpus.tokens, np.append(Vocabulary.build(lines, 1).encode(lines), BOUNDARY)
        )


def test_long_lines_are_cut(monkeypatch):
    text = [" ".join(str(i % 7) for i in range(25)), "1 2 3"]
    for step in (4, 11, 2**22):
        monkeypatch.setattr("reprise.words.corpus.STEP", step)
        tokens = read_corpus(text, min_count=1, max_line=10).tokens
        lengths = np.diff(np.flatnonzero(tokens == BOUNDARY), prepend=-1) - 1
        assert lengths.tolist() == [10, 10, 5, 3]
        assert (tokens != BOUNDARY).sum() == 28


def test_rare_words_are_forgotten_when_there_are_too_many():
    lines = [f"w{i} common common" for i in range(5000)]
    corpus = read_corpus(lines, min_count=2, max_distinct=100)
    assert corpus.vocabulary.words == ("common",)
    assert corpus.vocabulary.counts.tolist() == [10_000]


def test_too_many_words_that_are_not_rare():
    lines = [f"w{i} w{i}" for i in range(300_000)]
    with pytest.raises(ValueError, match="max_distinct"):
        read_corpus(lines, max_distinct=1000)


def test_bytes_that_are_no_utf8_are_located(tmp_path):
    path = tmp_path / "latin.txt"
    path.write_bytes(b"fine line\nan\xe9 line\n")
    with pytest.raises(TextError, match=r"latin.txt, line 2, byte 12 of the file: 0xe9 is not UTF-8"):
        read_corpus(path, min_count=1)


def test_says_what_was_seen_when_nothing_is_frequent():
    with pytest.raises(
        ValueError,
        match="no word occurs 5 times: 9 different words were seen in 13 tokens, the most frequent 4",
    ):
        read_corpus(LINES, min_count=5)
    with pytest.raises(ValueError, match="0 different words were seen in 0 tokens, the most frequent 0"):
        read_corpus([])


def test_one_string_is_not_a_text():
    with pytest.raises(TypeError, match="give lines, lists of tokens"):
        read_corpus("a b c")
    with pytest.raises(TypeError, match="line 2 is int"):
        read_corpus(iter(["a", 3]))


def test_zero_bytes_are_white_space():
    assert read_corpus(["a\0b a"], min_count=1).vocabulary.words == ("a", "b")


def test_refuses_settings_that_leave_nothing():
    with pytest.raises(ValueError, match="max_words must be at least 1, or None for all, got 0"):
        read_corpus(["a b"], 1, max_words=0)
    with pytest.raises(ValueError, match="max_line must be at least 2 tokens, got 1"):
        read_corpus(["a b"], 1, max_line=1)
