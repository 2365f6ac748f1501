"""Counting words of texts, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.words import BagOfWords
from reprise.words.document_encoder import check_texts, count_words, find_words, tokenise


def test_counts_by_hand():
    counts = count_words(["A b, a! c", "B-b 2"], ["a", "b", "2"])
    np.testing.assert_array_equal(counts.toarray(), [[2, 1, 0], [0, 2, 1]])
    assert count_words([], ["a"]).shape == (0, 1)
    texts = ["Don't STOP_now, 2 café's!", "x"]
    words = sorted({word for text in texts for word in tokenise(text)})
    assert count_words(texts, words).sum() == sum(len(tokenise(text)) for text in texts) == 8


def test_an_empty_text_is_named_unless_allowed():
    with pytest.raises(ValueError, match="text 1 has no known word"):
        count_words(["a", "?!"], ["a"])
    assert count_words(["a", "?!"], ["a"], allow_empty=True).toarray().tolist() == [[1], [0]]


def test_words_are_found_by_how_many_texts_hold_them():
    texts = ["a a b", "b c", "b d"]
    assert find_words(texts, 1, None, ()) == ("a", "b", "c", "d")
    assert find_words(texts, 2, None, ()) == ("b",)
    assert find_words(texts, 1, 2, ("b",)) == ("a", "c")
    with pytest.raises(ValueError, match="no word stands in 4 of the 3 texts"):
        find_words(texts, 4, None, ())


def test_one_string_is_not_a_list():
    with pytest.raises(TypeError, match="must be a list of strings"):
        check_texts("a text")
    with pytest.raises(TypeError, match="number 1 is a int"):
        check_texts(["a", 3])
    with pytest.raises(ValueError, match="BagOfWords is not fitted"):
        BagOfWords().transform(["a"])
