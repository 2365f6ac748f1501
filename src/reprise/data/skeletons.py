"""Recorded movements of body joints with an action each: MSR Action3D."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from reprise.data.entry import Entry
from reprise.data.errors import CorruptData
from reprise.data.folder import Folder, FolderReading
from reprise.data.readers import same_length
from reprise.data.splits import Splits


@dataclass(frozen=True, eq=False)
class Skeletons:
    """Sequences of joint positions.

    Args:
        sequences: for each recording float32 ``[frame, joint, 3]``, metres in the camera's frame.
        frames: for each recording int64 ``[frame]``, numbers within the recording; gaps where no skeleton
            was found.
        confidence: for each recording uint8 ``[frame, joint]``, 255 = surely tracked.
        y: int64 ``[n]``, index of the action.
        subject, instance: int64 ``[n]``, who did it, and which time.
    """

    sequences: tuple[NDArray[np.float32], ...]
    frames: tuple[NDArray[np.int64], ...]
    confidence: tuple[NDArray[np.uint8], ...]
    y: NDArray[np.int64]
    subject: NDArray[np.int64]
    instance: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.sequences)


@dataclass(frozen=True, repr=False, eq=False)
class SkeletonSequences(Splits[Skeletons]):
    """Sequences in splits.

    Args:
        classes: names of the actions.
        bones: int64 ``[bone, 2]``, pairs of joints to draw as limbs.
    """

    classes: tuple[str, ...] = ()
    bones: NDArray[np.int64] = field(default_factory=lambda: np.empty((0, 2), np.int64))

    def contents(self) -> str:
        return f"{super().contents()} sequences, {len(self.classes)} actions"


def _read(reading: FolderReading) -> SkeletonSequences:
    file = "msr_action3d.npz"
    path = reading.folder / file
    each = ("action", "subject", "instance", "train")
    d = reading.npz(file, "xyz", "frame", "confidence", "offset", "names", "bones", *each)
    same_length(path, xyz=d["xyz"], frame=d["frame"], confidence=d["confidence"])
    same_length(path, **{key: d[key] for key in each}, offset=d["offset"][1:])
    ends = d["offset"]
    if ends[0] != 0 or ends[-1] != len(d["xyz"]) or (np.diff(ends) <= 0).any():
        raise CorruptData(path, f"the offsets do not divide its {len(d['xyz'])} frames")
    parts = {}
    for split, chosen in {"train": d["train"], "test": ~d["train"]}.items():
        spans = [slice(ends[i], ends[i + 1]) for i in np.flatnonzero(chosen)]
        parts[split] = Skeletons(
            tuple(d["xyz"][span] for span in spans),
            tuple(d["frame"][span].astype(np.int64) for span in spans),
            tuple(d["confidence"][span] for span in spans),
            *(d[key][chosen].astype(np.int64) for key in ("action", "subject", "instance")),
        )
    classes = tuple(map(str, d["names"]))
    return SkeletonSequences(reading.provenance(), parts, classes, d["bones"].astype(np.int64))


ENTRIES = (
    Entry(
        "msr_action3d",
        SkeletonSequences,
        "recorded movements of 20 body joints, 20 actions by 10 people",
        "291 train, 275 test sequences, 22,365 frames",
        "none stated; research use",
        "Li, Zhang, Liu 2010; from github.com/yavuzKomecoglu/MSR-Action-Recognition",
        "The cross-subject split: subjects 1, 3, 5, 7, 9 train. Frames without a skeleton were removed (see "
        "frames for true timing), one empty recording is left out. Some skeletons are mistracked, as in the "
        "original. No depth maps or images.",
        (Folder(_read, ("msr_action3d.npz",)),),
    ),
)
