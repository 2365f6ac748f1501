"""Pictures stored as concatenated WebP files."""

from __future__ import annotations

import importlib.util
import io
import itertools
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import UInt8
from numpy.typing import NDArray

from reprise.data.cache import cached_arrays
from reprise.data.errors import CorruptData

LARGE = 5_000
"""From this many pictures on, the decoded array is kept in the cache."""


def decode(
    webp: NDArray[np.uint8], offset: NDArray[Any], file: Path, digest: str, mode: str = "RGB"
) -> UInt8[np.ndarray, "picture height width channel"]:
    """All pictures as one array; they must be of one size.

    Args:
        webp: the files one after the other.
        offset: where each begins, and the end of the last.
        file: to name in errors.
        digest: of the file: large sets are decoded once and then taken from the cache under it.
        mode: ``"RGB"`` or ``"RGBA"``.

    Raises:
        CorruptData: a picture cannot be decoded or has another size, or the offsets do not fit.
    """
    if offset.ndim != 1 or len(offset) < 2 or offset[0] != 0 or offset[-1] != len(webp):
        raise CorruptData(file, f"the offsets do not cover the {len(webp):,} bytes of pictures")
    if (np.diff(offset) <= 0).any():
        raise CorruptData(file, "the offsets of the pictures do not ascend")

    def make() -> dict[str, NDArray[Any]]:
        return {"x": _decode(webp.tobytes(), offset, file, mode)}

    if len(offset) - 1 < LARGE:
        return make()["x"]
    return cached_arrays({"what": "decoded webp", "file": digest, "mode": mode}, make)["x"]


def _decode(data: bytes, offset: NDArray[Any], file: Path, mode: str) -> NDArray[np.uint8]:
    _need_pillow()
    from PIL import Image, UnidentifiedImageError

    out: NDArray[np.uint8] | None = None
    for i, (start, end) in enumerate(itertools.pairwise(offset)):
        try:
            with Image.open(io.BytesIO(data[start:end]), formats=["WEBP"]) as picture:
                pixels = np.asarray(picture.convert(mode))
        except (UnidentifiedImageError, OSError) as error:
            raise CorruptData(file, f"picture {i} is not a readable WebP file ({error})") from error
        if out is None:
            out = np.empty((len(offset) - 1, *pixels.shape), np.uint8)
        if pixels.shape != out.shape[1:]:
            raise CorruptData(file, f"picture {i} has the shape {pixels.shape}, the first {out.shape[1:]}")
        out[i] = pixels
    assert out is not None
    return out


def _need_pillow() -> None:
    if importlib.util.find_spec("PIL") is None:
        raise ModuleNotFoundError(
            "decoding pictures needs Pillow: pip install 'reprise-ml[images]'", name="PIL"
        )


def pixels(value: Any, where: str, mode: str, size: tuple[int, int] | None = None) -> NDArray[np.uint8]:
    """A picture as the Hub stores it (``{"bytes": ..., "path": ...}``) as an array.

    Args:
        value: the cell.
        where: to name in errors.
        mode: ``"L"`` or ``"RGB"``.
        size: (width, height) to resize to, bicubic and antialiased; None keeps the picture's own.
    """
    _need_pillow()
    from PIL import Image, UnidentifiedImageError

    content = value.get("bytes") if isinstance(value, dict) else None
    if not content:
        raise CorruptData(where, f"expected a picture with its bytes, got {type(value).__name__}")
    try:
        with Image.open(io.BytesIO(content)) as picture:
            image = picture.convert(mode)
    except (UnidentifiedImageError, OSError) as error:
        raise CorruptData(where, f"a picture cannot be read ({error})") from error
    if size is not None and image.size != size:
        image = image.resize(size, Image.Resampling.BICUBIC)
    return np.asarray(image)
