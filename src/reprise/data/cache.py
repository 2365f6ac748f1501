"""Arrays that are dear to make, kept on disk between runs."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import warnings
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]


def cache_folder() -> Path:
    """``REPRISE_CACHE``, or the user's cache folder for reprise."""
    given = os.environ.get("REPRISE_CACHE")
    return Path(given).expanduser() if given else Path(platformdirs.user_cache_dir("reprise"))


def cache_key(key_parts: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON of ``key_parts``: the order of keys does not matter.

    Raises:
        TypeError: a part is not plain JSON (dict, list, str, int, float, bool, None).
        ValueError: a number is not finite.
    """
    try:
        text = json.dumps(key_parts, sort_keys=True, ensure_ascii=False, allow_nan=False)
    except TypeError as error:
        raise TypeError(f"the parts of a cache key must be plain JSON values: {error}") from error
    return hashlib.sha256(text.encode()).hexdigest()


def cached_arrays(key_parts: dict[str, Any], make: Callable[[], Arrays]) -> Arrays:
    """The arrays that ``make()`` returns, computed once and then read from the cache.

    Args:
        key_parts: everything that the arrays depend on, as plain JSON values: the digest of the data, the
            encoder's name, settings, a version of the code that makes them.
        make: computes the arrays; called only when the cache does not hold them.

    A file that cannot be read is made again, with a warning. Writing is atomic, so that processes may share
    the folder; where it cannot be written, the arrays are returned all the same, with a warning.

    Raises:
        TypeError: ``key_parts`` is not plain JSON, or ``make`` returned something else than a dict of arrays
            that can be stored without pickling.
    """
    path = cache_folder() / "arrays" / f"{cache_key(key_parts)}.npz"
    if path.exists():
        try:
            with path.open("rb") as opened:
                file = np.load(opened, allow_pickle=False)
                return {name: file[name] for name in file.files}
        except (OSError, EOFError, ValueError, KeyError, AttributeError, zipfile.BadZipFile, zlib.error) as e:
            warnings.warn(f"the cache file {path} is damaged ({e}); it is made again", stacklevel=2)
    arrays = make()
    for name, array in arrays.items():
        if not isinstance(array, np.ndarray) or array.dtype.hasobject:
            got = (
                f"object array {name!r}"
                if isinstance(array, np.ndarray)
                else f"{type(array).__name__} {name!r}"
            )
            raise TypeError(f"only plain numpy arrays can be cached, got {got}; convert it in `make`")
    try:
        _write(path, arrays)
    except OSError as error:
        warnings.warn(
            f"the cache folder cannot be written ({error}); set REPRISE_CACHE to one that can", stacklevel=2
        )
    return arrays


def _write(path: Path, arrays: Arrays) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, **arrays)  # type: ignore[arg-type]
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
