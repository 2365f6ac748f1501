"""n-grams and their hashes, as the reference makes them."""

from __future__ import annotations

import pytest

from reprise.words.subwords import fnv1a, ngram_members, ngram_rows


def by_hand(word: str, shortest: int, longest: int) -> list[str]:
    marked = f"<{word}>"
    return [
        marked[start:stop]
        for start in range(len(marked))
        for stop in range(start + shortest, min(start + longest, len(marked)) + 1)
        if not (stop - start == 1 and (start == 0 or stop == len(marked)))
    ]


@pytest.mark.parametrize("word", ["where", "a", "árvíztűrő", "日本語", "", "x" * 40])
@pytest.mark.parametrize("lengths", [(3, 6), (1, 3), (2, 2)])
def test_buckets_are_the_hashes_of_the_ngrams(word, lengths):
    assert ngram_members(word, *lengths, 1000) == [fnv1a(gram) % 1000 for gram in by_hand(word, *lengths)]


def test_ngrams_of_a_word():
    offsets, members = ngram_rows(["where", "a"], 3, 4, 1000)
    grams = ["<wh", "<whe", "whe", "wher", "her", "here", "ere", "ere>", "re>"]
    assert members[: offsets[1]].tolist() == [0, *(2 + fnv1a(g) % 1000 for g in grams)]
    # As in the reference, the marked word is an n-gram too where it is short enough, a bare mark is not.
    assert members[offsets[1] :].tolist() == [1, 2 + fnv1a("<a>") % 1000]
    assert ngram_rows(["a"], 1, 1, 1000)[1].tolist() == [0, 1 + fnv1a("a") % 1000]


def test_hash_is_fnv_with_signed_bytes():
    assert fnv1a("") == 2166136261
    assert fnv1a("a") == 0xE40C292C
    assert fnv1a("foobar") == 0xBF9CF968
    # A byte above 127 is widened with its sign: 0xC3 becomes 0xFFFFFFC3 before the exclusive or.
    expected = 2166136261
    for byte in "é".encode():
        expected = ((expected ^ (byte | 0xFFFFFF00)) * 16777619) & 0xFFFFFFFF
    assert fnv1a("é") == expected


def test_agrees_with_gensim():
    hashes = pytest.importorskip("gensim.models.fasttext_inner", exc_type=ImportError)
    for word in ["árvíztűrő", "where"]:
        for n in range(3, 7):
            assert list(hashes.compute_ngrams(word, n, n)) == by_hand(word, n, n)
        assert list(hashes.compute_ngrams_bytes(word, 3, 6)) == [
            gram.encode() for gram in by_hand(word, 3, 6)
        ]
    assert hashes.ft_hash_bytes("árvíz".encode()) == fnv1a("árvíz")


@pytest.mark.parametrize(("lengths", "buckets"), [((5, 3), 10), ((0, 3), 10), ((3, 6), 0)])
def test_refuses_what_cannot_be(lengths, buckets):
    with pytest.raises(ValueError, match="must be"):
        ngram_members("word", *lengths, buckets)
