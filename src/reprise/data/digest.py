"""SHA-256 of files and arrays; that of a large file is remembered while the file does not change."""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reprise.data.cache import cache_folder
from reprise.report.result import write_atomically

LARGE = 1_000_000
"""Files of more bytes than this have their digest remembered in the cache folder."""


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal.

    For a file larger than :data:`LARGE` the answer is kept in the cache folder under its path, size and
    time of modification.
    """
    state = path.stat()
    if state.st_size <= LARGE:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    place = str(path.resolve())
    known = {"path": place, "size": state.st_size, "modified": state.st_mtime_ns}
    memory = cache_folder() / "digests" / f"{hashlib.sha256(place.encode()).hexdigest()}.json"
    remembered = _remembered(memory)
    if remembered is not None and {key: remembered.get(key) for key in known} == known:
        return str(remembered["sha256"])
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    try:
        write_atomically(memory, json.dumps({**known, "sha256": digest}).encode())
    except OSError as error:
        warnings.warn(
            f"the cache folder cannot be written ({error}); set REPRISE_CACHE to one that can", stacklevel=2
        )
    return digest


def _remembered(memory: Path) -> dict[str, Any] | None:
    if not memory.exists():
        return None
    try:
        found = json.loads(memory.read_text(encoding="utf-8"))
    except ValueError as error:
        warnings.warn(f"the cache file {memory} is damaged ({error}); it is made again", stacklevel=3)
        return None
    return found if isinstance(found, dict) and "sha256" in found else None


def array_digest(arrays: Mapping[str, NDArray[Any]]) -> str:
    """SHA-256 over names, types, shapes and values, in the order of the names."""
    digest = hashlib.sha256()
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        digest.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()


def combined_digest(parts: Mapping[str, str]) -> str:
    """SHA-256 over the digests of several files, in the order of their names."""
    listing = "".join(f"{name} {parts[name]}\n" for name in sorted(parts))
    return hashlib.sha256(listing.encode()).hexdigest()
