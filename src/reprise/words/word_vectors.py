"""Words with their vectors, and the questions one asks them.

Analogies: 3CosAdd (Mikolov et al. 2013, arXiv 1301.3781) and 3CosMul (Levy and Goldberg 2014, equation 4).
Everything is answered in batches, as matrix products over all words.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float, Int

from reprise.vectors.neighbours import normalize, top_k

if TYPE_CHECKING:
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

METHODS = ("add", "mul")
BLOCK = 512  # questions at once: with 100,000 words their scores take 200 MB


class UnknownWord(KeyError):
    """A word has no vector; the message names similar spellings."""

    def __str__(self) -> str:
        return str(self.args[0])


class WordVectors:
    """Row-aligned words and vectors, the most frequent first.

    Args:
        words: distinct.
        vectors: float, one row a word.
        counts: how often each word occurred, where that is known.

    Raises:
        ValueError: not one row a word, a word twice, or a value that is not finite.
    """

    def __init__(
        self,
        words: Sequence[str],
        vectors: Float[np.ndarray, "rows dim"],
        counts: Int[np.ndarray, " rows"] | None = None,
    ) -> None:
        if len(words) != len(vectors):
            raise ValueError(f"{len(words)} words for {len(vectors)} vectors")
        self.words = tuple(words)
        self.index = {word: i for i, word in enumerate(self.words)}
        if len(self.index) < len(self.words):
            twice = next(word for i, word in enumerate(self.words) if self.index[word] != i)
            raise ValueError(f"the word {twice!r} stands twice")
        finite = np.isfinite(vectors).all(1)
        if not finite.all():
            raise ValueError(f"the vector of {self.words[int(np.argmin(finite))]!r} is not finite")
        self.vectors = np.asarray(vectors, dtype=np.float32)
        self.counts = counts
        self._unit: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: object) -> bool:
        return word in self.index

    def __getitem__(self, word: str) -> Float[np.ndarray, " dim"]:
        vector: np.ndarray = self.vectors[self._row(word)]
        return vector

    @property
    def dim(self) -> int:
        return int(self.vectors.shape[1])

    @property
    def unit(self) -> Float[np.ndarray, "rows dim"]:
        """The vectors scaled to length 1; made when first asked for."""
        if self._unit is None:
            self._unit = normalize(self.vectors)
        return self._unit

    def rows(self, words: Sequence[str]) -> Int[np.ndarray, " words"]:
        """Positions of the words.

        Raises:
            UnknownWord: the first one that has no vector.
        """
        return np.array([self._row(word) for word in words], dtype=np.int64)

    def _row(self, word: str) -> int:
        row = self.index.get(word)
        if row is None:
            near = difflib.get_close_matches(word, self.words[:50_000], n=3, cutoff=0.7)
            hint = f"; similar spellings: {', '.join(near)}" if near else ""
            raise UnknownWord(f"no vector for {word!r} among {len(self.words):,} words{hint}")
        return row

    def similarity(self, first: Sequence[str], second: Sequence[str]) -> Float[np.ndarray, " pairs"]:
        """Cosines of word pairs."""
        if len(first) != len(second):
            raise ValueError(f"pairs need as many first as second words, got {len(first)} and {len(second)}")
        cosines: np.ndarray = np.einsum("nd,nd->n", self.unit[self.rows(first)], self.unit[self.rows(second)])
        return cosines

    def most_similar(self, words: Sequence[str], k: int = 10) -> list[list[tuple[str, float]]]:
        """For each word its ``k`` nearest others by cosine."""
        rows = self.rows(words)
        return self._best(lambda part: self.unit[rows[part]] @ self.unit.T, rows[:, None], k)

    def analogies(
        self, questions: Sequence[tuple[str, str, str]], k: int = 1, method: str = "add"
    ) -> list[list[tuple[str, float]]]:
        """For each (a, b, c) the ``k`` best d with a : b = c : d, the three given words left out.

        Args:
            method: ``"add"``: cos(d, b) - cos(d, a) + cos(d, c); ``"mul"``: cos(d, b) cos(d, c) / (cos(d, a) + 0.001)
                with cosines moved to [0, 1].
        """
        if method not in METHODS:
            raise ValueError(f"method must be one of {', '.join(METHODS)}, got {method!r}")
        given = np.array([self.rows(question) for question in questions]).reshape(-1, 3)
        return self._best(lambda part: self._analogy_scores(given[part], method), given, k)

    def analogy_ranks(
        self, questions: Sequence[tuple[str, str, str, str]], method: str = "add"
    ) -> Int[np.ndarray, " questions"]:
        """For each (a, b, c, d) the place of d, from 1, among the answers to a : b = c : ?

        The three given words are left out; where d is one of them, or a word has no vector, the place is 0. Of equal
        scores the more frequent word comes first.
        """
        if method not in METHODS:
            raise ValueError(f"method must be one of {', '.join(METHODS)}, got {method!r}")
        ranks = np.zeros(len(questions), dtype=np.int64)
        covered = [i for i, question in enumerate(questions) if all(word in self for word in question)]
        asked = np.array([self.rows(questions[i]) for i in covered], dtype=np.int64).reshape(-1, 4)
        for start in range(0, len(asked), BLOCK):
            given, wanted = asked[start : start + BLOCK, :3], asked[start : start + BLOCK, 3:]
            scores = self._analogy_scores(given, method)
            own = np.take_along_axis(scores, wanted, axis=1)
            np.put_along_axis(scores, given, -np.inf, axis=1)
            before = (scores > own) | ((scores == own) & (np.arange(len(self)) < wanted))
            asked_for = (given == wanted).any(1)
            ranks[covered[start : start + BLOCK]] = np.where(asked_for, 0, 1 + before.sum(1))
        return ranks

    def restrict(self, words: Iterable[str]) -> WordVectors:
        """The vectors of these words only, in their order; for comparing sets on a vocabulary that all have.

        Raises:
            UnknownWord: one of them has no vector.
            ValueError: no word is left.
        """
        rows = self.rows(list(words))
        if not len(rows):
            raise ValueError("no word is left; restrict to words that have vectors")
        counts = None if self.counts is None else self.counts[rows]
        return WordVectors([self.words[i] for i in rows], self.vectors[rows], counts)

    def as_static_embedding(self, lower: bool = True) -> StaticEmbedding:
        """A sentence-transformers module that gives a text the mean of its words' vectors.

        ``SentenceTransformer(modules=[vectors.as_static_embedding()])``. Text is cut at white space and around
        punctuation. Words without a vector count as zeros: they shorten the mean and leave its direction alone.

        Args:
            lower: look words up in lower case.
        """
        from sentence_transformers.sentence_transformer.modules import StaticEmbedding
        from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

        index = {word: i for i, word in enumerate(self.words)}
        unknown = "[UNK]"
        while unknown in index:
            unknown = f"[{unknown}]"
        tokenizer = Tokenizer(models.WordLevel({**index, unknown: len(index)}, unk_token=unknown))
        if lower:
            tokenizer.normalizer = normalizers.Lowercase()
        tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        weights = np.vstack([self.vectors, np.zeros((1, self.dim), dtype=np.float32)])
        return StaticEmbedding(tokenizer, embedding_weights=weights)

    def _analogy_scores(self, given: np.ndarray, method: str) -> np.ndarray:
        a, b, c = (self.unit[given[:, i]] for i in range(3))
        if method == "add":
            total: np.ndarray = (b - a + c) @ self.unit.T
            return total
        near_a, near_b, near_c = ((1 + x @ self.unit.T) / 2 for x in (a, b, c))
        product: np.ndarray = near_b * near_c / (near_a + 1e-3)
        return product

    def _best(self, scores: object, excluded: np.ndarray, k: int) -> list[list[tuple[str, float]]]:
        assert callable(scores)
        most = len(self) - excluded.shape[1]
        if not 1 <= k <= most:
            raise ValueError(f"k must lie between 1 and {most}, the number of other words; got {k}")
        out = []
        for start in range(0, len(excluded), BLOCK):
            part = slice(start, start + BLOCK)
            found = np.asarray(scores(part))
            np.put_along_axis(found, excluded[part], -np.inf, axis=1)
            best = top_k(found, k)
            values = np.take_along_axis(found, best, axis=1)
            out += [
                [(self.words[i], float(v)) for i, v in zip(rows, row, strict=True)]
                for rows, row in zip(best, values, strict=True)
            ]
        return out
