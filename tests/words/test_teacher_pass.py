"""A pass against a plain loop, its vocabulary and cuts, what is kept on disk, and going on after a break."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.report import Progress
from reprise.words import teacher_pass
from reprise.words.teacher import Reading
from reprise.words.teacher_pass import TeacherPass, within_first_sentences

LINES = ["The cat sat .", "a dog . the dog sat ! Odd", "", "the the fox"]


class Counting:
    """Every piece is a token; its vector is (length, position, 1), [CLS] is (0, length of text, 2)."""

    dim, has_first, longest = 3, True, 6

    def __init__(self):
        self.texts = []

    def fingerprint(self):
        return "counting"

    def read(self, texts):
        self.texts += [list(text) for text in texts]
        return [self.reading(text) for text in texts]

    def reading(self, text):
        words = np.array([[len(token), i, 1] for i, token in enumerate(text)], dtype=np.float32)
        first = np.array([0, len(text), 2], dtype=np.float32)
        pieces = (np.arange(len(text)) < self.longest).astype(np.int64)
        words[self.longest :] = 0
        return Reading(np.vstack([first, words[: self.longest]]).mean(0), first, words, pieces)


def test_sentences_words_and_means_are_row_aligned(tmp_path):
    teacher = Counting()
    found = TeacherPass(teacher, ["dog", "the", "sat"], folder=tmp_path).run(LINES)
    assert teacher.texts == [line.split() for line in LINES if line]  # as written, empty lines left out
    assert found.words == ("dog", "the", "sat")
    assert found.counts.tolist() == [2, 4, 2]
    assert found.tokens.tolist() == [1, 2, 0, 1, 0, 2, 1, 1]
    assert found.offsets.tolist() == [0, 2, 6, 8]
    assert found.sentence.tolist() == [0, 0, 1, 1, 1, 1, 2, 2]
    readings = [teacher.reading(line.split()) for line in LINES if line]
    np.testing.assert_array_equal(found.means, [reading.mean for reading in readings])
    np.testing.assert_array_equal(found.firsts, [reading.first for reading in readings])
    assert found.kept.tolist() == list(range(8))
    places = [(0, 0), (0, 2), (1, 1), (1, 3), (1, 4), (1, 5), (2, 0), (2, 1)]
    np.testing.assert_array_equal(found.pieces, [readings[s].words[t] for s, t in places])


def test_lines_may_be_lists_of_tokens(tmp_path):
    teacher = Counting()
    for lines in (LINES, [line.split() for line in LINES]):
        TeacherPass(teacher, ["dog"], folder=tmp_path).run(lines)
    assert len(teacher.texts) == 3  # the same pass


def test_a_paragraph_is_read_whole_and_cut_into_sentences(tmp_path):
    teacher = Counting()
    lines = ["a dog . the dog sat ! Odd", "a dog sat ? fine"]
    found = TeacherPass(teacher, ["dog", "sat", "odd"], context="paragraph", folder=tmp_path).run(lines)
    assert len(teacher.texts) == 2
    assert found.offsets.tolist() == [0, 1, 3, 4, 6, 6]
    words = teacher.reading(lines[0].split()).words
    # The seventh token on is beyond the longest text: the second sentence is its first three, the third is unknown.
    expected = [words[:3].mean(0), words[3:6].mean(0), np.full(3, np.nan)]
    np.testing.assert_allclose(found.means[:3], expected, rtol=1e-6)
    assert found.firsts[:, 1].tolist() == [8, 8, 8, 5, 5]
    assert np.isnan(found.pieces[3]).all()  # Odd
    assert np.isfinite(found.pieces[:3]).all()


def test_the_vocabulary_is_counted_in_lower_case_or_as_written(tmp_path):
    low = TeacherPass(Counting(), min_count=2, folder=tmp_path).run(LINES)
    assert low.words == ("the", "sat", ".", "dog")
    as_is = TeacherPass(Counting(), min_count=1, max_words=1, lower=False, folder=tmp_path).run(LINES)
    assert (as_is.words, as_is.counts.tolist()) == (("the",), [3])


def test_only_the_first_sentences_of_a_word_keep_its_pieces(tmp_path):
    found = TeacherPass(Counting(), ["the", "sat"], max_sentences=1, folder=tmp_path).run(LINES)
    assert found.tokens.tolist() == [0, 1, 0, 1, 0, 0]
    assert found.kept.tolist() == [0, 1, -1, -1, -1, -1]
    assert found.pieces.shape == (2, 3)
    none = TeacherPass(Counting(), ["the"], max_sentences=0, folder=tmp_path).run(LINES)
    assert none.pieces.shape == (0, 3)
    tokens = np.array([7, 3, 7, 7, 3, 7], dtype=np.int32)
    sentence = np.array([0, 0, 1, 1, 2, 2])
    assert within_first_sentences(tokens, sentence, 2).tolist() == [True, True, True, True, True, False]


def test_a_finished_pass_is_not_read_again_and_another_is(tmp_path):
    teacher = Counting()
    first = TeacherPass(teacher, ["dog"], folder=tmp_path).run(LINES)
    again = TeacherPass(teacher, ["dog"], folder=tmp_path).run(LINES)
    assert len(teacher.texts) == 3
    np.testing.assert_array_equal(first.means, again.means)
    TeacherPass(teacher, ["cat"], folder=tmp_path).run(LINES)
    assert len(teacher.texts) == 6


def test_a_broken_pass_goes_on_where_it_was(tmp_path, monkeypatch):
    monkeypatch.setattr(teacher_pass, "SHARD", 2)
    lines = [f"the dog {i} sat" for i in range(7)]

    class Breaking(Counting):
        def read(self, texts):
            if len(self.texts) >= 4:
                raise RuntimeError("power cut")
            return super().read(texts)

    with pytest.raises(RuntimeError, match="power cut"):
        TeacherPass(Breaking(), ["dog", "sat"], folder=tmp_path).run(lines)
    heard = []
    teacher = Counting()
    found = TeacherPass(teacher, ["dog", "sat"], folder=tmp_path).run(
        lines, Progress(lambda message, done, total: heard.append((done, total)))
    )
    assert [text[2] for text in teacher.texts] == ["4", "5", "6"]
    assert heard == [(0, 2), (1, 2), (2, 2)]
    whole = TeacherPass(Counting(), ["dog", "sat"], folder=tmp_path / "other").run(lines)
    np.testing.assert_array_equal(found.means, whole.means)
    np.testing.assert_array_equal(found.pieces, whole.pieces)


def test_two_processes_may_read_the_same_text(tmp_path):
    class Interrupted(Counting):
        """In the middle of its reading another pass over the same text runs from start to end."""

        def read(self, texts):
            self.other = TeacherPass(Counting(), ["dog", "the"], folder=tmp_path).run(LINES)
            return super().read(texts)

    teacher = Interrupted()
    found = TeacherPass(teacher, ["dog", "the"], folder=tmp_path).run(LINES)
    whole = TeacherPass(Counting(), ["dog", "the"], folder=tmp_path / "alone").run(LINES)
    for vectors in (found, teacher.other):
        np.testing.assert_array_equal(vectors.means, whole.means)
        np.testing.assert_array_equal(vectors.pieces, whole.pieces)


def test_refuses_what_cannot_be(tmp_path):
    with pytest.raises(ValueError, match="context must be one of sentence, paragraph, got 'page'"):
        TeacherPass(Counting(), context="page")
    with pytest.raises(ValueError, match="max_sentences must not be negative"):
        TeacherPass(Counting(), max_sentences=-1)
    with pytest.raises(TypeError, match="single string 'cat dog'"):
        TeacherPass(Counting(), "cat dog")
    with pytest.raises(ValueError, match="stands twice"):
        TeacherPass(Counting(), ["cat", "cat"])
    ready = TeacherPass(Counting(), ["cat"], folder=tmp_path)
    with pytest.raises(TypeError, match="got the single string 'the cat'"):
        ready.run("the cat")
    with pytest.raises(ValueError, match="none of the 2 lines has a token"):
        ready.run(["", " "])
    with pytest.raises(ValueError, match="none of the 1 words of the vocabulary occurs"):
        ready.run(["dog"])
