"""The two formats: round trips, and damage that is located."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.words import VectorFileError, WordVectors, read_word2vec, write_word2vec

VECTORS = WordVectors(
    ["the", "naïve", "日本", "10", "-"], np.random.default_rng(0).normal(size=(5, 7)).astype(np.float32)
)


@pytest.mark.parametrize("binary", [True, False])
@pytest.mark.parametrize("told", [True, False])
def test_round_trip_is_exact(tmp_path, binary, told):
    path = tmp_path / "v.vec"
    write_word2vec(VECTORS, path, binary)
    again = read_word2vec(path, binary if told else None)
    assert again.words == VECTORS.words
    np.testing.assert_array_equal(again.vectors, VECTORS.vectors)
    assert read_word2vec(path, limit=2).words == VECTORS.words[:2]
    assert [p.name for p in tmp_path.iterdir()] == ["v.vec"]


def test_binary_without_line_breaks_as_other_tools_write_it(tmp_path):
    path = tmp_path / "v.bin"
    body = b"".join(
        w.encode() + b" " + r.tobytes() for w, r in zip(VECTORS.words, VECTORS.vectors, strict=True)
    )
    path.write_bytes(b"5 7\n" + body)
    np.testing.assert_array_equal(read_word2vec(path).vectors, VECTORS.vectors)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"hello world\nx", 'should be "words dim"'),
        (b"0 3\n", "promises 0 words"),
        (b"2 2\na 1 2\n", "breaks off after 1 of 2 words"),
        (b"2 2\na 1 2\nb 1\n", "line 3"),
        (b"1 2\na 1 x\n", "line 2: not all of the 2 numbers"),
        (b"1 2\n\xff\xfe 1 2\n", "word 1 at byte 4 is not UTF-8"),
    ],
)
def test_damage_in_text_is_located(tmp_path, content, message):
    path = tmp_path / "v.txt"
    path.write_bytes(content)
    with pytest.raises(VectorFileError, match=message):
        read_word2vec(path, binary=False)


def test_a_binary_file_that_breaks_off(tmp_path):
    path = tmp_path / "v.bin"
    write_word2vec(VECTORS, path, binary=True)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(VectorFileError, match="breaks off at word 5 of 5"):
        read_word2vec(path)


def test_words_with_white_space_are_refused(tmp_path):
    with pytest.raises(ValueError, match="'new york' cannot be written"):
        write_word2vec(WordVectors(["new york"], np.ones((1, 2), np.float32)), tmp_path / "v")
    assert list(tmp_path.iterdir()) == []
