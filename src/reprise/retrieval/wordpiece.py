"""Uncased WordPiece tokenisation without a tokeniser library, for many texts at once.

Splits words as BERT's uncased tokeniser does (Devlin et al. 2019): control characters dropped, Chinese
characters set apart, lower case, accents removed, words split at whitespace and around punctuation; then the
longest vocabulary entry that begins the word, again and again, with "##" before pieces inside a word. A
vocabulary may hold whole words that the original lacks: the longest entry wins.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import chain

import numpy as np
import scipy.sparse as sp

MAX_WORD = 100  # a longer word is unknown
CACHE = 200_000  # distinct words remembered
ASCII_WORD = re.compile(r"[a-z0-9]+|[!-/:-@\[-`{-~]")
ASCII_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
CHINESE = (
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F),
    (0x2B920, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
)  # fmt: skip


class _Cleaner(dict[int, str]):
    """Character -> what stands for it before lower-casing; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if character in "\t\n\r" or unicodedata.category(character) == "Zs":
            kept = " "
        elif code == 0xFFFD or unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs"):
            kept = ""
        elif any(first <= code <= last for first, last in CHINESE):
            kept = f" {character} "
        else:
            kept = character
        self[code] = kept
        return kept


class _Splitter(dict[int, str]):
    """Character -> itself, set apart where it is punctuation."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        symbol = code < 128 and not character.isalnum() and not character.isspace()
        mark = symbol or unicodedata.category(character).startswith("P")
        kept = f" {character} " if mark else character
        self[code] = kept
        return kept


class _Accents(dict[int, str]):
    """Character -> nothing where it is an accent, else itself."""

    def __missing__(self, code: int) -> str:
        kept = self[code] = "" if unicodedata.category(chr(code)) == "Mn" else chr(code)
        return kept


_CLEAN, _ACCENTS, _SPLIT = _Cleaner(), _Accents(), _Splitter()


def basic_words(text: str) -> list[str]:
    """The words and punctuation marks of a text, lower-cased and without accents.

    >>> basic_words("Naïve Bayes (2nd ed.)")
    ['naive', 'bayes', '(', '2nd', 'ed', '.', ')']
    """
    if text.isascii():
        return ASCII_WORD.findall(ASCII_CONTROL.sub("", text).lower())
    text = unicodedata.normalize("NFD", text.translate(_CLEAN)).translate(_ACCENTS).lower()
    return text.translate(_SPLIT).split()


class WordPiece:
    """Text to vocabulary ids.

    Args:
        vocabulary: the pieces; a piece's id is its place. Pieces that continue a word begin with "##".
    """

    def __init__(self, vocabulary: Sequence[str]) -> None:
        if len(set(vocabulary)) != len(vocabulary):
            raise ValueError("the vocabulary names a piece twice")
        self.vocabulary = tuple(vocabulary)
        self._first = {piece: i for i, piece in enumerate(vocabulary) if not piece.startswith("##")}
        self._inner = {piece[2:]: i for i, piece in enumerate(vocabulary) if piece.startswith("##")}
        self._longest = max(map(len, vocabulary), default=0)
        self._cache: dict[str, tuple[int, ...]] = {}

    def pieces(self, word: str) -> tuple[int, ...]:
        """The ids of one word as ``basic_words`` gives it; empty where the vocabulary cannot spell it."""
        known = self._cache.get(word)
        if known is None:
            if len(self._cache) >= CACHE:
                self._cache.clear()
            known = self._cache[word] = self._spell(word)
        return known

    def _spell(self, word: str) -> tuple[int, ...]:
        if len(word) > MAX_WORD:
            return ()
        found: list[int] = []
        start, table = 0, self._first
        while start < len(word):
            for end in range(min(len(word), start + self._longest), start, -1):
                piece = table.get(word[start:end])
                if piece is not None:
                    found.append(piece)
                    start, table = end, self._inner
                    break
            else:
                return ()
        return tuple(found)

    def counts(self, texts: Sequence[str]) -> sp.csr_array:
        """How often each piece occurs in each text: float32 [texts, vocabulary].

        Words are looked up once a batch, whatever their number; texts times words times pieces is then one
        sparse product.
        """
        words = [basic_words(text) for text in texts]
        lengths = np.fromiter(map(len, words), np.int64, len(words))
        place: dict[str, int] = {}
        for word in chain.from_iterable(words):
            place.setdefault(word, len(place))
        columns = np.fromiter(
            map(place.__getitem__, chain.from_iterable(words)), np.int32, int(lengths.sum())
        )
        by_word = sp.csr_array(
            (np.ones(len(columns), np.float32), columns, np.concatenate([[0], np.cumsum(lengths)])),
            shape=(len(texts), len(place)),
        )
        spelled = [self.pieces(word) for word in place]
        sizes = np.fromiter(map(len, spelled), np.int64, len(spelled))
        pieces = np.fromiter(chain.from_iterable(spelled), np.int32, int(sizes.sum()))
        by_piece = sp.csr_array(
            (np.ones(len(pieces), np.float32), pieces, np.concatenate([[0], np.cumsum(sizes)])),
            shape=(len(place), len(self.vocabulary)),
        )
        return by_word @ by_piece
