"""Reading npz, JSON lines, CSV, TSV and text; a damaged file is named, with the line where it is known."""

from __future__ import annotations

import csv
import gzip
import json
import lzma
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from reprise.data.errors import CorruptData

if TYPE_CHECKING:
    import pandas as pd


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Turn what decompression and decoding raise into :class:`CorruptData` that names the file."""
    try:
        yield
    except EOFError as error:
        raise CorruptData(path, "it ends too early") from error
    except (gzip.BadGzipFile, lzma.LZMAError, zlib.error, zipfile.BadZipFile) as error:
        raise CorruptData(path, f"it cannot be decompressed ({error})") from error
    except UnicodeDecodeError as error:
        raise CorruptData(path, f"it is not UTF-8 text ({error.reason} at byte {error.start})") from error


def open_text(path: Path) -> IO[str]:
    """Open plain, gzip (``.gz``) or xz (``.xz``) text as UTF-8."""
    if path.suffix == ".gz":
        return cast(IO[str], gzip.open(path, "rt", encoding="utf-8", newline=""))
    if path.suffix == ".xz":
        return cast(IO[str], lzma.open(path, "rt", encoding="utf-8", newline=""))
    return path.open(encoding="utf-8", newline="")


def lines(path: Path) -> Iterator[str]:
    """The lines of a text file, without their ends; only the current one is in memory."""
    with naming(path), open_text(path) as file:
        for line in file:
            yield line.rstrip("\r\n")


def json_value(path: Path) -> Any:
    """One JSON value that fills a whole file."""
    with naming(path), open_text(path) as file:
        try:
            return json.load(file)
        except json.JSONDecodeError as error:
            raise CorruptData(path, f"line {error.lineno} is not JSON ({error.msg})") from error


def json_values(path: Path) -> Iterator[tuple[int, Any]]:
    """(line number, value) of each line of a JSON lines file."""
    for number, line in enumerate(lines(path), 1):
        try:
            yield number, json.loads(line)
        except json.JSONDecodeError as error:
            raise CorruptData(path, f"line {number} is not JSON ({error.msg})") from error


def records(path: Path, keys: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The objects of a JSON lines file, each of which must have the given keys."""
    needed = set(keys)
    for number, value in json_values(path):
        if not isinstance(value, dict):
            raise CorruptData(path, f"line {number} holds a {type(value).__name__}, not an object")
        if not needed <= value.keys():
            raise CorruptData(path, f"line {number} lacks the keys {sorted(needed - value.keys())}")
        yield value


def columns(path: Path, header: Sequence[str] | None = None) -> dict[str, list[str]]:
    """The columns of a CSV or TSV file, every cell as text.

    TSV cells are taken literally, CSV cells may be quoted. The first line names the columns unless
    ``header`` does.
    """
    tabs = path.name.split(".")[1] == "tsv" if path.suffix in (".gz", ".xz") else path.suffix == ".tsv"
    with naming(path), open_text(path) as file:
        reader = (
            csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            if tabs
            else csv.reader(file, strict=True)
        )
        try:
            names = list(header) if header is not None else next(reader, [])
            if not names or len(set(names)) < len(names):
                raise CorruptData(path, f"its first line does not name the columns: {names}")
            rows = []
            for row in reader:
                if len(row) != len(names):
                    raise CorruptData(
                        path, f"line {reader.line_num} has {len(row)} cells, expected {len(names)}: {names}"
                    )
                rows.append(row)
        except csv.Error as error:
            raise CorruptData(path, f"line {reader.line_num} is not well-formed ({error})") from error
    if not rows:
        return {name: [] for name in names}
    return {name: list(cells) for name, cells in zip(names, zip(*rows, strict=True), strict=True)}


def numbers(path: Path, column: str, cells: Sequence[str], kind: type[int] | type[float]) -> NDArray[Any]:
    """Cells as int64, or as float64 where an empty cell is NaN."""
    values = [cell or "nan" for cell in cells] if kind is float else cells
    try:
        return np.array([kind(value) for value in values], dtype=np.int64 if kind is int else np.float64)
    except ValueError as error:
        raise CorruptData(path, f"column {column!r} does not hold numbers only ({error})") from error


def frame(
    path: Path,
    types: Mapping[str, type[int] | type[float]] | None = None,
    needs: Iterable[str] = (),
    header: Sequence[str] | None = None,
) -> pd.DataFrame:
    """A CSV or TSV file as a data frame: text, but for the columns whose number type is given."""
    import pandas as pd

    cells: dict[str, Any] = dict(columns(path, header))
    types = types or {}
    missing = [name for name in (*needs, *types) if name not in cells]
    if missing:
        raise CorruptData(path, f"it lacks the columns {missing}; it has {list(cells)}")
    for column, kind in types.items():
        cells[column] = numbers(path, column, cells[column], kind)
    return pd.DataFrame(cells)


def npz(path: Path, keys: Iterable[str]) -> dict[str, NDArray[Any]]:
    """The named arrays of an npz file, read once; keys that end in ``?`` may be absent."""
    wanted = {key.removesuffix("?"): key.endswith("?") for key in keys}
    with naming(path):
        try:
            with path.open("rb") as opened:
                file = np.load(opened, allow_pickle=False)
                if not isinstance(file, np.lib.npyio.NpzFile):
                    raise CorruptData(path, "it is a single array, not an npz file")
                missing = [key for key, optional in wanted.items() if not optional and key not in file.files]
                if missing:
                    raise CorruptData(path, f"it lacks the arrays {missing}; it has {file.files}")
                return {key: file[key] for key in wanted if key in file.files}
        except CorruptData:
            raise
        except (ValueError, OSError) as error:
            raise CorruptData(path, f"it is not a readable npz file ({error})") from error


def same_length(path: Path, **parts: Any) -> None:
    """Demand that arrays or lists which describe the same things are equally long."""
    lengths = {name: len(part) for name, part in parts.items()}
    if len(set(lengths.values())) > 1:
        raise CorruptData(path, f"its parts differ in length: {lengths}")
