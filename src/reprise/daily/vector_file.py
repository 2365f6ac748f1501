"""The papers' vectors, one float32 row a paper, in a file beside the library that is read by mmap.

Row i belongs to the paper with id i + 1. The vectors follow from the papers' text and the search model, so
the file is a cache: where it is missing, short or of another model, it is made again. A row is on disk before
the transaction that makes its paper visible is committed.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np

MAGIC = b"reprise-vectors\x01"
HEADER = struct.Struct("<16s32sII")  # magic, the model's digest, dim, reserved
OFFSET = 64


class VectorFile:
    """A growing float32 matrix.

    Args:
        path: of the file.
        model: digest of the model that makes the vectors, 64 hexadecimal digits.
        dim: length of a vector.
    """

    def __init__(self, path: Path, model: str, dim: int) -> None:
        self.path = path
        self._header = HEADER.pack(MAGIC, bytes.fromhex(model), dim, 0).ljust(OFFSET, b"\0")
        self.dim = dim
        self._mapped: np.ndarray = np.empty((0, dim), np.float32)

    def is_current(self) -> bool:
        """Whether the file is there and of this model."""
        try:
            with self.path.open("rb") as file:
                return file.read(OFFSET) == self._header
        except OSError:
            return False

    def rows(self) -> int:
        """How many whole rows the file holds."""
        return max(0, self.path.stat().st_size - OFFSET) // (4 * self.dim) if self.is_current() else 0

    def reset(self) -> None:
        """Begin an empty file; a reader of the old one keeps what it has mapped."""
        new = self.path.with_name(f"{self.path.name}.{os.getpid()}.new")
        new.write_bytes(self._header)
        new.replace(self.path)
        self._mapped = np.empty((0, self.dim), np.float32)

    def write(self, ids: Sequence[int], vectors: np.ndarray) -> None:
        """Put the vectors of the papers ``ids`` on disk and wait until they are there."""
        if vectors.shape != (len(ids), self.dim):
            raise ValueError(f"{len(ids)} papers need vectors [{len(ids)}, {self.dim}], got {vectors.shape}")
        data = np.ascontiguousarray(vectors, np.float32)
        order = np.argsort(ids, kind="stable")
        sorted_ids = np.asarray(ids, np.int64)[order]
        with self.path.open("r+b") as file:
            breaks = np.flatnonzero(np.diff(sorted_ids) != 1) + 1
            for run in np.split(order, breaks):
                if len(run):
                    file.seek(OFFSET + 4 * self.dim * (int(ids[run[0]]) - 1))
                    file.write(data[run].tobytes())
            file.flush()
            os.fsync(file.fileno())

    def read(self, count: int) -> np.ndarray:
        """The first ``count`` rows; mapped anew only when there are more than before."""
        mapped = self._mapped
        if len(mapped) < count:
            held = self.rows()
            if held < count:
                raise ValueError(f"{self.path} holds {held} vectors, {count} are wanted")
            mapped = np.memmap(self.path, np.float32, "r", OFFSET, (held, self.dim))
            self._mapped = mapped
        return mapped[:count]
