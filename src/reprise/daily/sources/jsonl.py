"""JSON Lines: one paper a line, ours or another list of papers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

from reprise.daily.entry import Entry, SourceProblem
from reprise.daily.sources.records import entry_of

MAX_LINE = 4_000_000
NAME = "jsonl"


def read_jsonl(stream: BinaryIO) -> Iterator[Entry | SourceProblem]:
    """Entries in order, one line in memory at a time; a bad line is a problem and the rest is read."""
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        place = f"line {number:,}"
        if len(line) > MAX_LINE:
            while line and not line.endswith(b"\n"):
                line = stream.readline(MAX_LINE)
            yield SourceProblem(place, f"the line is longer than {MAX_LINE:,} bytes")
            continue
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8").strip()
            if text:
                yield entry_of(json.loads(text), NAME)
        except UnicodeDecodeError as error:
            yield SourceProblem(place, f"not UTF-8 (byte {error.start + 1})")
        except json.JSONDecodeError as error:
            yield SourceProblem(place, f"not JSON ({error.msg} at character {error.pos + 1})")
        except RecursionError:
            yield SourceProblem(place, "nested too deeply")
        except (ValueError, OverflowError) as error:
            yield SourceProblem(place, str(error))
