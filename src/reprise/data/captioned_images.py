"""Photographs with captions: Flickr8k."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reprise.data.entry import Entry
from reprise.data.errors import CorruptData
from reprise.data.folder import Folder, FolderReading
from reprise.data.hub import Hub, HubReading
from reprise.data.readers import json_values, same_length
from reprise.data.splits import Splits
from reprise.data.webp import decode, pixels


@dataclass(frozen=True, eq=False)
class Captioned:
    """Images with captions.

    Args:
        x: uint8 ``[n, height, width, 3]``.
        captions: for each image its captions.
        names: for each image the name of its original file, ``""`` where the source has none.
    """

    x: NDArray[np.uint8]
    captions: tuple[tuple[str, ...], ...]
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True, repr=False, eq=False)
class CaptionedImages(Splits[Captioned]):
    """Captioned images in splits."""

    def contents(self) -> str:
        return f"{super().contents()} captioned images"


SIZE = 64
CAPTIONS = 5


def _read(reading: FolderReading) -> CaptionedImages:
    file = "flickr8k.npz"
    path = reading.folder / file
    arrays = reading.npz(file, "webp", "offset", "name", "train", "dev", "test")
    x = decode(arrays["webp"], arrays["offset"], path, reading.used[file])
    said = reading.path("captions.jsonl.gz")
    captions = []
    for number, value in json_values(said):
        if not (isinstance(value, list) and all(isinstance(caption, str) for caption in value)):
            raise CorruptData(said, f"line {number} is not a list of captions")
        captions.append(tuple(value))
    same_length(said, pictures=x, names=arrays["name"], captions=captions)
    rows = {"train": arrays["train"], "validation": arrays["dev"], "test": arrays["test"]}
    for split, chosen in rows.items():
        if len(chosen) and not 0 <= chosen.min() <= chosen.max() < len(x):
            raise CorruptData(path, f"the split {split} points outside the {len(x)} pictures")
    rows["rest"] = np.setdiff1d(np.arange(len(x)), np.concatenate(list(rows.values())))
    names = tuple(map(str, arrays["name"]))
    parts = {
        split: Captioned(x[chosen], tuple(captions[i] for i in chosen), tuple(names[i] for i in chosen))
        for split, chosen in rows.items()
    }
    return CaptionedImages(reading.provenance(), parts)


def _hub(reading: HubReading) -> CaptionedImages:
    parts = {}
    for split in reading.splits:
        spoken = tuple(f"caption_{i}" for i in range(CAPTIONS))
        columns = reading.columns(split, "image", *spoken)
        where = f"{reading.origin} ({split})"
        x = np.stack([pixels(cell, where, "RGB", (SIZE, SIZE)) for cell in columns["image"]])
        captions = tuple(zip(*(columns[name] for name in spoken), strict=True))
        parts[split] = Captioned(x, captions, ("",) * len(x))
    return CaptionedImages(reading.provenance(), parts)


ENTRIES = (
    Entry(
        "flickr8k",
        CaptionedImages,
        "photographs of people and animals, 64x64 colour, with five English captions each",
        "6,000 train, 1,000 validation, 1,000 test, 91 in no split",
        "research use; the photographs belong to their authors",
        "Hodosh, Young, Hockenmaier 2013; from github.com/RlNZLER/Image-Text-Matching and "
        "quantumnaan/sic_translator",
        "Lossy: squashed to a square (the aspect ratio is lost), 64x64, WebP quality 90. Scores are not "
        "comparable with published ones. The split `rest` holds the 91 in no official one.",
        (
            Folder(_read, ("flickr8k.npz", "captions.jsonl.gz")),
            Hub(
                _hub,
                "jxie/flickr8k",
                {split: f"default/{split}" for split in ("train", "validation", "test")},
                differs="resized here from full resolution, without the 91 in no split and file names",
            ),
        ),
    ),
)
