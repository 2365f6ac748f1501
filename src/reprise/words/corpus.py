"""Text of any size as numbers: one pass over a stream, words counted and encoded at the same time.

Tokens get provisional numbers as they first appear and are written to a temporary file as they come; when the counts
are known, the file is renumbered by frequency, rare words left out. Memory holds the distinct words, never the text.
"""

from __future__ import annotations

import bz2
import gzip
import itertools
import lzma
import os
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
from jaxtyping import Int32

from reprise.words.vocabulary import BOUNDARY, Vocabulary

Source = Path | Iterable[str] | Iterable[list[str]]

BLOCK = 2**20  # bytes of a file, or about as many characters of lines, that are handled at once
STEP = 2**22  # tokens that are renumbered at once
MAX_LINE = 10_000  # tokens; longer lines are cut, as word2vec and gensim do
LINE_END = "\0"
OPENERS: dict[str, Any] = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}


class TextError(ValueError):
    """A file is not UTF-8 text; the message has the line and the offset."""


@dataclass(frozen=True)
class Corpus:
    """A vocabulary and the text in its numbers, a boundary after each line; ``tokens`` may lie on disk."""

    vocabulary: Vocabulary
    tokens: Int32[np.ndarray, " tokens"]

    def check(self) -> None:
        """Raise ValueError unless every token is a word's number or a boundary: compiled code does not look."""
        for start in range(0, len(self.tokens), STEP):
            part = self.tokens[start : start + STEP]
            low, high = int(part.min()), int(part.max())
            if low < BOUNDARY or high >= len(self.vocabulary):
                raise ValueError(
                    f"tokens must lie between {BOUNDARY} (a boundary) and {len(self.vocabulary) - 1}, got {low} to {high}; "
                    "encode the text with this vocabulary"
                )


def read_corpus(
    source: Source,
    min_count: int = 5,
    max_words: int | None = None,
    folder: str | os.PathLike[str] | None = None,
    max_line: int = MAX_LINE,
    max_distinct: int = 20_000_000,
) -> Corpus:
    """Count and encode a text.

    Args:
        source: a path (a text file, or one ending in .gz, .bz2 or .xz), lines of white-space separated tokens, or lists
            of tokens. Read once, so a generator is fine.
        min_count, max_words: as in :meth:`Vocabulary.build`.
        folder: for the temporary file, 4 bytes a token, which is gone when the corpus is; None for the system's.
        max_line: longer lines are cut.
        max_distinct: when more different words are known, those seen once are forgotten (as word2vec does), so that
            memory stays bounded on text of any size.

    Raises:
        ValueError: no word is frequent enough, or a setting out of range.
        TypeError: one string instead of lines, or lines that are neither strings nor lists.
        TextError: bytes that are not UTF-8.
    """
    if max_line < 2:
        raise ValueError(f"max_line must be at least 2 tokens, got {max_line}")
    if max_words is not None and max_words < 1:
        raise ValueError(f"max_words must be at least 1, or None for all, got {max_words}")
    index: defaultdict[str, int] = defaultdict()
    fresh = itertools.count(1)
    index.default_factory = fresh.__next__
    index[LINE_END] = 0
    counts = np.zeros(1024, dtype=np.int64)
    size, written, distinct = 1, 0, 1
    with tempfile.TemporaryFile(dir=folder) as spool:
        for tokens in _token_blocks(source):
            numbers = np.fromiter(map(index.__getitem__, tokens), dtype=np.int32, count=len(tokens))
            if not len(numbers):
                continue
            size = max(size, int(numbers.max()) + 1)
            if size > len(counts):
                counts = np.concatenate(
                    [counts, np.zeros(max(size - len(counts), len(counts)), dtype=np.int64)]
                )
            counts += np.bincount(numbers, minlength=len(counts))
            spool.write(numbers.tobytes())
            written += len(numbers)
            if len(index) > max_distinct:
                for word in [word for word, number in index.items() if number and counts[number] < 2]:
                    del index[word]
                if len(index) > max_distinct:
                    raise ValueError(
                        f"more than {max_distinct:,} different words occur twice; raise max_distinct, or tokenise the text"
                    )
        spool.flush()
        distinct, total = size - 1, written - int(counts[0])
        kept = {word: number for word, number in index.items() if number}
        numbers = np.fromiter(kept.values(), dtype=np.int64, count=len(kept))
        frequency = counts[numbers]
        order = np.lexsort((numbers, -frequency))
        order = order[frequency[order] >= min_count][:max_words]
        if not len(order):
            raise ValueError(
                f"no word occurs {min_count} times: {distinct} different words were seen in {total} tokens, the most "
                f"frequent {int(frequency.max(initial=0))} times; lower min_count or give more text"
            )
        names = list(kept)
        vocabulary = Vocabulary(tuple(names[i] for i in order), frequency[order], total)
        renumber = np.full(size, -2, dtype=np.int32)
        renumber[0] = BOUNDARY
        renumber[numbers[order]] = np.arange(len(order), dtype=np.int32)
        return Corpus(vocabulary, _renumbered(spool, renumber, folder, max_line))


def _renumbered(
    spool: Any,
    renumber: Int32[np.ndarray, " numbers"],
    folder: str | os.PathLike[str] | None,
    max_line: int,
) -> Int32[np.ndarray, " tokens"]:
    """The spooled text in the vocabulary's numbers, in a file of its own that vanishes with the array."""
    spool.seek(0)
    with tempfile.TemporaryFile(dir=folder) as out:
        length = open_line = 0
        while data := spool.read(4 * STEP):
            part = renumber[np.frombuffer(data, dtype=np.int32)]
            part, open_line = _cut(part[part != -2], open_line, max_line)
            out.write(part.tobytes())
            length += len(part)
        if open_line:
            out.write(np.array([BOUNDARY], dtype=np.int32).tobytes())
            length += 1
        out.flush()
        return np.asarray(np.memmap(out, dtype=np.int32, mode="r", shape=(length,)))


def _cut(
    tokens: Int32[np.ndarray, " before"], open_line: int, longest: int
) -> tuple[Int32[np.ndarray, " after"], int]:
    """Boundaries put into lines of more than ``longest`` tokens; ``open_line`` tokens of the first are out already.

    Returns:
        the tokens, and how many of the last line, which goes on, are among them.
    """
    ends = np.flatnonzero(tokens == BOUNDARY)
    starts = np.concatenate([[-open_line], ends + 1])
    stops = np.append(ends, len(tokens))
    long = np.flatnonzero(stops - starts > longest)
    cuts = [np.arange(starts[i] + longest, stops[i], longest) for i in long]
    places = np.concatenate(cuts) if cuts else np.zeros(0, dtype=np.int64)
    last = places[places > starts[-1]].max(initial=starts[-1])
    return np.insert(tokens, places, BOUNDARY), int(len(tokens) - last)


def _token_blocks(source: Source) -> Iterator[list[str]]:
    if isinstance(source, str):
        raise TypeError(
            "a single string is a sequence of characters: give lines, lists of tokens, or pathlib.Path(...) for a file"
        )
    if isinstance(source, os.PathLike):
        for text in _text_blocks(Path(source)):
            yield text.replace(LINE_END, " ").replace("\n", f" {LINE_END} ").split()
        return
    tokens: list[str] = []
    for number, line in enumerate(source, start=1):
        if isinstance(line, str):
            tokens += line.replace(LINE_END, " ").split() if LINE_END in line else line.split()
        elif isinstance(line, (list, tuple)):
            tokens += line
        else:
            raise TypeError(
                f"line {number} is {type(line).__name__}; a line is a string of white-space separated tokens or a list of them"
            )
        tokens.append(LINE_END)
        if len(tokens) > BLOCK // 4:
            yield tokens
            tokens = []
    yield tokens


def _text_blocks(path: Path) -> Iterator[str]:
    """The file's text in pieces that end at white space."""
    opener = OPENERS.get(path.suffix, open)
    lines, offset, rest = 0, 0, b""
    with opener(path, "rb") as file:
        while data := cast(bytes, file.read(BLOCK)):
            data = rest + data
            end = max(data.rfind(b"\n"), data.rfind(b" "), data.rfind(b"\t")) + 1
            data, rest = data[:end], data[end:]
            yield _decoded(data, path, lines, offset)
            lines += data.count(b"\n")
            offset += len(data)
        yield _decoded(rest, path, lines, offset) + "\n"


def _decoded(data: bytes, path: Path, lines: int, offset: int) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = lines + data[: error.start].count(b"\n") + 1
        raise TextError(
            f"{path.name}, line {line}, byte {offset + error.start} of the file: 0x{data[error.start]:02x} is not "
            f"UTF-8 ({error.reason}); convert the file, e.g. with iconv -f latin1 -t utf-8"
        ) from None
