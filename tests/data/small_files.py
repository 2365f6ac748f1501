"""Writes small files in the formats that the loaders read."""

import csv
import gzip
import io
import json
import lzma
from pathlib import Path

import numpy as np
from PIL import Image


def text(path: Path, content: str) -> None:
    """Plain, gzip or xz text by the suffix."""
    opener = {".gz": gzip.open, ".xz": lzma.open}.get(path.suffix, open)
    with opener(path, "wt", encoding="utf-8", newline="") as file:
        file.write(content)


def jsonl(path: Path, *rows) -> None:
    text(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def table(path: Path, header: str, *rows) -> None:
    """CSV, or TSV by the name; the header is one string of names between blanks, or empty for none."""
    tabs = ".tsv" in path.name
    lines = ([header.split()] if header else []) + [[str(cell) for cell in row] for row in rows]
    if tabs:
        text(path, "".join("\t".join(line) + "\n" for line in lines))
    else:
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(lines)
        text(path, out.getvalue())


def noise(*shape, seed=0):
    return np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8)


def webp(pictures) -> dict:
    """Lossless WebP files one after the other, with their offsets."""
    files = []
    for picture in pictures:
        file = io.BytesIO()
        Image.fromarray(picture).save(file, "WEBP", lossless=True, exact=True)
        files.append(file.getvalue())
    offset = np.cumsum([0, *map(len, files)]).astype(np.int64)
    return {"webp": np.frombuffer(b"".join(files), np.uint8), "offset": offset}


def npz(path: Path, **arrays) -> None:
    np.savez_compressed(path, **{name: np.asarray(array) for name, array in arrays.items()})
