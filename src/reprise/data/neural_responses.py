"""Responses of neurons to images: macaque V4."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reprise.data.entry import Entry
from reprise.data.errors import CorruptData
from reprise.data.folder import Folder, FolderReading
from reprise.data.provenance import Dataset
from reprise.data.readers import same_length
from reprise.data.webp import decode


@dataclass(frozen=True, repr=False, eq=False)
class NeuralResponses(Dataset):
    """One recording session.

    Args:
        x: uint8 ``[image, height, width, 3]``.
        responses: float32 ``[image, neuron]``, mean spike count over the repeats.
        n_repeats: int64 ``[image]``.
        repeats: float32 ``[repeat, image, neuron]``, single counts, NaN where there was no such repeat; None
            for sessions that have no single counts.
        session, animal: labels.
    """

    x: NDArray[np.uint8]
    responses: NDArray[np.float32]
    n_repeats: NDArray[np.int64]
    repeats: NDArray[np.float32] | None
    session: str
    animal: str

    def contents(self) -> str:
        images, neurons = self.responses.shape
        single = "with" if self.repeats is not None else "without"
        return f"{images:,} images, {neurons} neurons of animal {self.animal}, {single} single counts"


def _read(reading: FolderReading, session: str) -> NeuralResponses:
    file = f"session_{session}.npz"
    path = reading.folder / file
    keys = ("webp", "offset", "responses", "n_repeats", "session", "animal", "repeats?")
    d = reading.npz(file, *keys)
    x = decode(d["webp"], d["offset"], path, reading.used[file])
    same_length(path, pictures=x, responses=d["responses"], n_repeats=d["n_repeats"])
    repeats = None
    if "repeats" in d:
        if d["repeats"].shape[1:] != d["responses"].shape:
            raise CorruptData(path, f"repeats {d['repeats'].shape} do not fit {d['responses'].shape}")
        repeats = np.where(d["repeats"] < 0, np.nan, d["repeats"]).astype(np.float32)
    counts = d["n_repeats"].astype(np.int64)
    labels = (str(d["session"]), str(d["animal"]))
    return NeuralResponses(reading.provenance(), x, d["responses"], counts, repeats, *labels)


SESSIONS = ("190923", "201025", "210325", "210621")

ENTRIES = (
    Entry(
        "v4_responses",
        NeuralResponses,
        "mean spike counts of macaque V4 neurons to photographs, 64x64",
        "sessions of 33, 89, 50, 51 neurons and 1,200, 1,200, 640, 1,200 images",
        "GPL-3.0 (repository); rights in the photographs are not stated",
        "Cowley, Stan, Pillow, Smith 2023 (please cite); from github.com/cowleygroup/V4_compact_models",
        "Lossy: 112x112 JPEG resized to 64x64, WebP quality 90. Single counts (a noise ceiling) only in 210325, "
        "whose images are grey, in blocks by object: shuffle before splitting. Three animals; 201025 and 210325 "
        "share one. 210621 shows two images twice.",
        (Folder(_read, tuple(f"session_{session}.npz" for session in SESSIONS)),),
        {"session": SESSIONS},
    ),
)
