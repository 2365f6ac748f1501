"""A few photographs, each of its own size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reprise.data.bundled import BuiltReading, Bundled
from reprise.data.entry import Entry
from reprise.data.errors import CorruptData
from reprise.data.folder import Folder, FolderReading
from reprise.data.provenance import Dataset


@dataclass(frozen=True, repr=False, eq=False)
class Pictures(Dataset):
    """Photographs by name, uint8 ``[height, width, 3]``."""

    pictures: Mapping[str, NDArray[np.uint8]]

    def __getitem__(self, name: str) -> NDArray[np.uint8]:
        if name not in self.pictures:
            raise KeyError(f"{self.name} has no picture {name!r}; it has {', '.join(self.pictures)}")
        return self.pictures[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.pictures)

    def __len__(self) -> int:
        return len(self.pictures)

    def contents(self) -> str:
        return f"{len(self)} pictures"


def _kodak(reading: FolderReading) -> Pictures:
    names = tuple(f"kodim{i:02}" for i in range(1, 10))
    arrays = reading.npz("kodak_half.npz", *names)
    for name, array in arrays.items():
        if array.dtype != np.uint8 or array.ndim != 3 or array.shape[2] != 3:
            raise CorruptData(reading.folder / "kodak_half.npz", f"{name} is {array.dtype} {array.shape}")
    return Pictures(reading.provenance(), arrays)


def _samples(reading: BuiltReading) -> Pictures:
    from sklearn.datasets import load_sample_images

    bunch = load_sample_images()
    names = [str(name).rsplit("/", 1)[-1].removesuffix(".jpg") for name in bunch.filenames]
    pictures = dict(zip(names, bunch.images, strict=True))
    reading.use(**pictures)
    return Pictures(reading.provenance(), pictures)


ENTRIES = (
    Entry(
        "kodak",
        Pictures,
        "natural photographs for image fitting and compression, 256x384",
        "9 pictures",
        "none stated; Kodak released them for unrestricted use",
        "Kodak; from github.com/MohamedBakrAli/Kodak-Lossless-True-Color-Image-Suite",
        "Partial: 9 of 24, at half the original size, lossless.",
        (Folder(_kodak, ("kodak_half.npz",)),),
    ),
    Entry(
        "sample-images",
        Pictures,
        "two photographs, china and flower, 427x640",
        "2 pictures",
        "CC BY 2.0",
        "danielbuechele and vultilion on Flickr; inside scikit-learn",
        "JPEG, so lossy at the source; the decoder's version may change a pixel by one.",
        (Bundled(_samples),),
    ),
)
