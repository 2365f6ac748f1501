"""A contextual model reads a text once; its vectors of sentences and words stay on disk for whatever is distilled.

What feeds X2Static (Gupta and Jaggi 2021, arXiv 2106.04302), where ``context="paragraph"`` gives each sentence the
mean of its own words inside a paragraph that was read as a whole, and the aggregation over contexts of Bommasani,
Davis and Cardie 2020. Sentences are cut at the tokens ``.``, ``?`` and ``!``.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Bool, Float32, Int32, Int64

from reprise.data.cache import cache_folder
from reprise.report.progress import Progress
from reprise.report.result import write_atomically
from reprise.words.teacher import Reading, Teacher, TransformerTeacher
from reprise.words.vocabulary import Vocabulary

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

ENDS = frozenset(".?!")
CONTEXTS = ("sentence", "paragraph")
SHARD = 1024  # texts between two marks of how far a pass has come


@dataclass(frozen=True)
class TeacherVectors:
    """What a pass leaves, sentence by sentence; the float arrays are memory-mapped files.

    Args:
        words, counts: the vocabulary, and how often each word occurs in the text.
        tokens: known words of all sentences, one after the other, as positions in ``words``.
        offsets: sentence s has ``tokens[offsets[s]:offsets[s + 1]]``.
        means: mean state of each sentence; rows of NaN where the teacher's longest text ended before it.
        firsts: state of the first special token; None where the teacher has none.
        pieces: mean state of the word's pieces, for the occurrences that ``kept`` points at; NaN where not read.
        kept: for each token its row of ``pieces``, or -1.
    """

    words: tuple[str, ...]
    counts: Int64[np.ndarray, " words"]
    tokens: Int32[np.ndarray, " tokens"]
    offsets: Int64[np.ndarray, " offsets"]
    means: Float32[np.ndarray, "sentences dim"]
    firsts: Float32[np.ndarray, "sentences dim"] | None
    pieces: Float32[np.ndarray, "kept dim"]
    kept: Int64[np.ndarray, " tokens"]

    @property
    def sentence(self) -> Int64[np.ndarray, " tokens"]:
        """The sentence that each token stands in."""
        return np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))


class TeacherPass:
    """Reads lines of white-space separated tokens with a teacher.

    Args:
        teacher: a :class:`Teacher`; a SentenceTransformer, or the name or folder of a transformers model.
        words: the vocabulary; by default every word that occurs ``min_count`` times, ``max_words`` at most.
        context: ``"sentence"``: every line is a sentence; ``"paragraph"``: every line is a paragraph of them.
        lower: look words up in lower case; the teacher reads the text as it is.
        max_sentences: word-piece means are kept from the first so many sentences of each word; 0 keeps none.
        folder: where passes are kept, a folder each; by default in reprise's cache.
    """

    def __init__(
        self,
        teacher: Teacher | SentenceTransformer | str | Path,
        words: Sequence[str] | None = None,
        min_count: int = 10,
        max_words: int | None = 200_000,
        context: str = "sentence",
        lower: bool = True,
        max_sentences: int = 100,
        folder: str | Path | None = None,
    ) -> None:
        if context not in CONTEXTS:
            raise ValueError(f"context must be one of {', '.join(CONTEXTS)}, got {context!r}")
        if max_sentences < 0:
            raise ValueError(f"max_sentences must not be negative, got {max_sentences}")
        if isinstance(words, str):
            raise TypeError(f"words must be a sequence of words, got the single string {words[:40]!r}")
        if words is not None and len(set(words)) < len(words):
            raise ValueError("a word stands twice in the vocabulary")
        pieces = 500 if context == "paragraph" else 200
        self.teacher: Teacher = (
            teacher if isinstance(teacher, Teacher) else TransformerTeacher.of(teacher, max_pieces=pieces)
        )
        self.words, self.min_count, self.max_words = words, min_count, max_words
        self.context, self.lower, self.max_sentences = context, lower, max_sentences
        self.folder = Path(folder) if folder is not None else cache_folder() / "teacher_passes"

    def run(
        self, lines: Sequence[str] | Sequence[Sequence[str]], progress: Progress | None = None
    ) -> TeacherVectors:
        """Read the lines, or take up the same pass where it was left; a finished pass is not read again.

        Args:
            lines: text with white space between tokens, or lists of tokens.

        Raises:
            TypeError: a single string.
            ValueError: no line has a token, or no known word.
        """
        texts = _texts(lines)
        known = self._vocabulary(texts)
        index = {word: i for i, word in enumerate(known)}
        cuts = [_cuts(text) if self.context == "paragraph" else [len(text)] for text in texts]
        positions = [
            np.array([index.get(token.lower() if self.lower else token, -1) for token in text])
            for text in texts
        ]
        flat = np.concatenate(positions)
        ends = np.cumsum([0, *(len(text) for text in texts)])
        borders = np.concatenate([start + np.array(cut) for start, cut in zip(ends, cuts, strict=False)])
        offsets = np.concatenate([[0], np.cumsum(flat >= 0)])[np.concatenate([[0], borders])].astype(np.int64)
        tokens = flat[flat >= 0].astype(np.int32)
        if not len(tokens):
            raise ValueError(
                f"none of the {len(known)} words of the vocabulary occurs in the {len(texts)} lines"
            )
        sentence = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
        early = within_first_sentences(tokens, sentence, self.max_sentences)
        kept = np.where(early, np.cumsum(early) - 1, -1).astype(np.int64)
        path = self.folder / self._key(texts, known)
        path.mkdir(parents=True, exist_ok=True)
        sizes = {"means": len(offsets) - 1}
        if early.any():
            sizes["pieces"] = int(early.sum())
        if self.teacher.has_first:
            sizes["firsts"] = len(offsets) - 1
        done = _mark(path)
        if done < len(texts):
            files = {
                name: _open(path / f"{name}.npy", size, self.teacher.dim) for name, size in sizes.items()
            }
            starts = np.concatenate([[0], np.cumsum([len(cut) for cut in cuts])])
            firsts = np.concatenate([[0], np.cumsum(flat >= 0)])[ends]
            shards = range(done, len(texts), SHARD)
            for start in (progress or Progress()).track(shards, "the teacher reads"):
                stop = min(start + SHARD, len(texts))
                for i, reading in enumerate(self.teacher.read(texts[start:stop]), start):
                    first = starts[i]
                    files["means"][first : starts[i + 1]] = _means(reading, cuts[i], self.context)
                    if reading.first is not None:
                        files["firsts"][first : starts[i + 1]] = reading.first
                    rows = kept[firsts[i] : firsts[i + 1]]
                    vectors = np.where(reading.pieces[:, None] > 0, reading.words, np.nan)[positions[i] >= 0]
                    if (rows >= 0).any():
                        files["pieces"][rows[rows >= 0]] = vectors[rows >= 0]
                for file in files.values():
                    file.flush()
                write_atomically(path / "read.json", json.dumps({"texts": stop}).encode())
        loaded = {name: np.lib.format.open_memmap(path / f"{name}.npy", "r") for name in sizes}
        return TeacherVectors(
            known,
            np.bincount(tokens, minlength=len(known)),
            tokens,
            offsets,
            loaded["means"],
            loaded.get("firsts"),
            loaded.get("pieces", np.empty((0, self.teacher.dim), dtype=np.float32)),
            kept,
        )

    def _vocabulary(self, texts: list[list[str]]) -> tuple[str, ...]:
        if self.words is not None:
            return tuple(self.words)
        lines = (" ".join(text).lower() if self.lower else " ".join(text) for text in texts)
        return Vocabulary.build(lines, self.min_count, self.max_words).words

    def _key(self, texts: list[list[str]], words: Sequence[str]) -> str:
        digest = hashlib.sha256(
            json.dumps(
                [self.teacher.fingerprint(), self.context, self.lower, self.max_sentences, words]
            ).encode()
        )
        for text in texts:
            digest.update("\x00".join(text).encode() + b"\x01")
        return digest.hexdigest()[:32]


def within_first_sentences(
    tokens: Int32[np.ndarray, " tokens"], sentence: Int64[np.ndarray, " tokens"], most: int
) -> Bool[np.ndarray, " tokens"]:
    """Which tokens stand in one of the first ``most`` sentences of their word; a word counts once a sentence."""
    order = np.lexsort((sentence, tokens))
    word, where = tokens[order], sentence[order]
    new_word = np.concatenate([[True], word[1:] != word[:-1]])[: len(word)]
    new = new_word | np.concatenate([[True], where[1:] != where[:-1]])[: len(word)]
    rank = np.cumsum(new)
    rank -= np.maximum.accumulate(np.where(new_word, rank, 0))
    early = np.empty(len(tokens), dtype=bool)
    early[order] = rank < most
    return early


def _texts(lines: Sequence[str] | Sequence[Sequence[str]]) -> list[list[str]]:
    if isinstance(lines, str):
        raise TypeError(f"lines must be a sequence of lines, got the single string {lines[:40]!r}")
    split = (line.split() if isinstance(line, str) else list(line) for line in lines)
    texts = [tokens for tokens in split if tokens]
    if not texts:
        raise ValueError(f"none of the {len(lines)} lines has a token")
    return texts


def _cuts(text: list[str]) -> list[int]:
    """Where the sentences of a paragraph end."""
    cuts = [i + 1 for i, token in enumerate(text) if token in ENDS]
    return cuts if cuts and cuts[-1] == len(text) else [*cuts, len(text)]


def _means(reading: Reading, cuts: list[int], context: str) -> np.ndarray:
    if context == "sentence":
        return reading.mean
    sums = np.add.reduceat(reading.words * reading.pieces[:, None], [0, *cuts[:-1]])
    counts = np.add.reduceat(reading.pieces, [0, *cuts[:-1]])[:, None]
    return np.divide(sums, counts, out=np.full_like(sums, np.nan), where=counts > 0)


def _mark(path: Path) -> int:
    mark = path / "read.json"
    return int(json.loads(mark.read_text())["texts"]) if mark.exists() else 0


def _open(path: Path, rows: int, dim: int) -> np.memmap:
    """The file of a pass, made when it is not there. Processes that read the same text share it: whichever comes first
    makes it, and all write the same values."""
    if not path.exists():
        handle, partial = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        os.close(handle)
        try:
            np.lib.format.open_memmap(partial, "w+", np.float32, (rows, dim)).flush()
            os.link(partial, path)
        except FileExistsError:
            pass  # another process was faster
        finally:
            Path(partial).unlink()
    return np.lib.format.open_memmap(path, "r+")
