"""WordPiece against the tokenizers library."""

from __future__ import annotations

import unicodedata
from collections import Counter

import pytest

from reprise.retrieval import wordpiece
from reprise.retrieval.wordpiece import WordPiece, basic_words

VOCABULARY = [
    "[UNK]",
    "un",
    "##aff",
    "##able",
    "##a",
    "a",
    ",",
    "é",
    "e",
    "un-",
    "##ff",
    "unaffordable",
    "中",
]


def test_longest_piece_first_then_inner_pieces():
    tokenizer = WordPiece(VOCABULARY)
    assert tokenizer.pieces("unaffable") == (1, 2, 3)
    assert tokenizer.pieces("unaffordable") == (11,)
    assert tokenizer.pieces("unb") == (), "a word that cannot be spelled in full has no piece"
    assert tokenizer.pieces("a" * 101) == ()


def test_counts_are_per_text_and_over_repeats():
    counts = WordPiece(VOCABULARY).counts(["a, a unaffable", "", "É xyz a"]).toarray()
    expected = [{"a": 2, ",": 1, "un": 1, "##aff": 1, "##able": 1}, {}, {"e": 1, "a": 1}]
    for row, pieces in zip(counts, expected, strict=True):
        assert {VOCABULARY[i]: n for i, n in enumerate(row) if n} == pieces
    assert WordPiece(VOCABULARY).counts([]).shape == (0, len(VOCABULARY))


def test_the_cache_is_bounded_and_changes_nothing(monkeypatch):
    monkeypatch.setattr(wordpiece, "CACHE", 2)
    tokenizer = WordPiece(VOCABULARY)
    text = "a un e a unaffable a"
    assert (tokenizer.counts([text]) != WordPiece(VOCABULARY).counts([text])).nnz == 0
    assert len(tokenizer._cache) <= 2


def test_refuses_a_piece_named_twice():
    with pytest.raises(ValueError, match="names a piece twice"):
        WordPiece(["a", "a"])


@pytest.fixture(scope="module")
def peer():
    tokenizers = pytest.importorskip("tokenizers")
    return tokenizers.normalizers.BertNormalizer(), tokenizers.pre_tokenizers.BertPreTokenizer()


def test_every_character_below_the_ideographs_splits_like_the_peer(peer):
    """Characters of Unicode 3.2, which both sides' tables know, alone inside a word."""
    normalizer, splitter = peer
    old = unicodedata.ucd_3_2_0
    recategorised = (0x166D, 0x1734, 0x1885, 0x1886)
    for first in range(1, 0x3400, 0x400):
        block = [chr(c) for c in range(first, first + 0x400) if c not in recategorised]
        text = " ".join(f"ab{c}Cd" for c in block if old.category(c) not in ("Cn", "Cs"))
        assert basic_words(text) == [
            w for w, _ in splitter.pre_tokenize_str(normalizer.normalize_str(text))
        ], hex(first)


@pytest.mark.parametrize(
    "text", ["", "  \t\n", "don't stop", "I\u0307stanbul Ω≠ω", "日本語とEnglish", "a\x00b\ufffdc", "x\u200dy"]
)
def test_texts_split_like_the_peer(peer, text):
    normalizer, splitter = peer
    assert basic_words(text) == [w for w, _ in splitter.pre_tokenize_str(normalizer.normalize_str(text))]


def test_pieces_like_the_peer():
    tokenizers = pytest.importorskip("tokenizers")
    alphabet = [chr(c) for c in range(97, 123)]
    vocabulary = [
        "[UNK]",
        *alphabet,
        *(f"##{c}" for c in alphabet),
        "re",
        "##ing",
        "train",
        "##trained",
        "pre",
    ]
    theirs = tokenizers.Tokenizer(
        tokenizers.models.WordPiece({p: i for i, p in enumerate(vocabulary)}, unk_token="[UNK]")
    )
    theirs.normalizer = tokenizers.normalizers.BertNormalizer()
    theirs.pre_tokenizer = tokenizers.pre_tokenizers.BertPreTokenizer()
    ours = WordPiece(vocabulary)
    text = "Retraining pretrained TRAINS, naïvely re-re ΔX"
    wanted = Counter(i for i in theirs.encode(text).ids if i != 0)
    row = ours.counts([text]).toarray()[0]
    assert {i: int(n) for i, n in enumerate(row) if n} == dict(wanted)
