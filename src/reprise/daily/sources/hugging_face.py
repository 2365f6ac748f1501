"""Hugging Face's daily papers as JSON: a list of ``{"paper": {...}, "numComments": ...}``."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import BinaryIO

from reprise.daily.entry import Entry, SourceProblem
from reprise.daily.sources.records import entry_of

CHUNK = 1 << 16
MAX_OBJECT = 4_000_000
NAME = "hugging-face"


def read_hugging_face(stream: BinaryIO) -> Iterator[Entry | SourceProblem]:
    """Entries in order, one object in memory at a time.

    An object that is no paper is a problem and the rest is read; where the JSON itself breaks off there is
    no finding the next object, so the problem is the last thing that is read.
    """
    number = 0
    try:
        for number, record in enumerate(_objects(stream), 1):
            try:
                yield entry_of(record, NAME)
            except (ValueError, OverflowError) as error:
                yield SourceProblem(f"entry {number:,}", str(error))
    except UnicodeDecodeError:
        yield SourceProblem(f"entry {number + 1:,}", "not UTF-8; nothing after it was read")
    except RecursionError:
        yield SourceProblem(f"entry {number + 1:,}", "nested too deeply; nothing after it was read")
    except ValueError as error:
        yield SourceProblem(f"entry {number + 1:,}", f"{error}; nothing after it was read")


def _objects(stream: BinaryIO) -> Iterator[object]:
    """The elements of the JSON list, or the one object that is the whole document."""
    decoder = json.JSONDecoder()
    text = _text(stream)
    buffer = ""
    started = ended = False
    separated = True  # a value may come next
    while True:
        piece = next(text, None)
        buffer = (buffer + (piece or "")).lstrip()
        if not started and buffer:
            started = True
            if not buffer.startswith("["):
                yield _whole(buffer, text)
                return
            buffer = buffer[1:].lstrip()
        while buffer and not ended:
            if buffer.startswith("]"):
                ended = True
                break
            if not separated:
                if not buffer.startswith(","):
                    raise ValueError("not JSON (a comma or the end of the list is expected)")
                separated = True
                buffer = buffer[1:].lstrip()
                continue
            try:
                value, end = decoder.raw_decode(buffer)
            except json.JSONDecodeError as error:
                if piece is None or len(buffer) > MAX_OBJECT:
                    raise ValueError(f"not JSON ({error.msg})") from error
                break  # the object may go on in the next piece
            if end == len(buffer) and piece is not None and not isinstance(value, (dict, list, str)):
                break  # a number may go on in the next piece
            yield value
            buffer = buffer[end:].lstrip()
            separated = False
        if piece is None:
            if not ended:
                raise ValueError("the list breaks off")
            return
        if ended:
            return


def _whole(buffer: str, rest: Iterator[str]) -> object:
    for piece in rest:
        buffer += piece
        if len(buffer) > MAX_OBJECT:
            raise ValueError(f"one object of more than {MAX_OBJECT:,} characters")
    try:
        return json.loads(buffer)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON ({error.msg} at line {error.lineno})") from error


def _text(stream: BinaryIO) -> Iterator[str]:
    decode = codecs.getincrementaldecoder("utf-8-sig")()
    while chunk := stream.read(CHUNK):
        yield decode.decode(chunk)
    decode.decode(b"", final=True)
