"""Triangle meshes of common test models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reprise.data.entry import Entry
from reprise.data.errors import CorruptData
from reprise.data.folder import Folder, FolderReading
from reprise.data.provenance import Dataset


@dataclass(frozen=True, eq=False)
class Mesh:
    """A triangle mesh within the unit cube, faces outward.

    Args:
        vertices: float32 ``[vertex, 3]`` in [0, 1].
        faces: int64 ``[face, 3]``, indices of vertices.
        watertight: every edge belongs to exactly two faces.
    """

    vertices: NDArray[np.float32]
    faces: NDArray[np.int64]
    watertight: bool

    @property
    def volume(self) -> float:
        """The signed volume by the divergence theorem; exact only where the mesh is watertight."""
        a, b, c = (self.vertices[self.faces[:, i]].astype(np.float64) for i in range(3))
        return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6)


@dataclass(frozen=True, repr=False, eq=False)
class Meshes(Dataset):
    """Meshes by name."""

    meshes: Mapping[str, Mesh]

    def __getitem__(self, name: str) -> Mesh:
        if name not in self.meshes:
            raise KeyError(f"{self.name} has no mesh {name!r}; it has {', '.join(self.meshes)}")
        return self.meshes[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.meshes)

    def __len__(self) -> int:
        return len(self.meshes)

    def contents(self) -> str:
        return ", ".join(f"{name} {len(mesh.faces):,} faces" for name, mesh in self.meshes.items())


NAMES = ("spot", "cow", "fandisk", "rocker_arm", "homer", "cheburashka", "bunny")


def _read(reading: FolderReading) -> Meshes:
    meshes = {}
    for name in NAMES:
        file = f"{name}.npz"
        d = reading.npz(file, "vertices", "faces", "watertight")
        if d["faces"].size and not 0 <= d["faces"].min() <= d["faces"].max() < len(d["vertices"]):
            raise CorruptData(
                reading.folder / file, f"a face points outside the {len(d['vertices'])} vertices"
            )
        meshes[name] = Mesh(d["vertices"], d["faces"].astype(np.int64), bool(d["watertight"]))
    return Meshes(reading.provenance(), meshes)


ENTRIES = (
    Entry(
        "meshes",
        Meshes,
        "seven triangle meshes: spot, cow, fandisk, rocker arm, homer, cheburashka, bunny",
        "5,804 to 69,451 faces",
        "none stated by the collection; authors as listed there",
        "Crane, Viewpoint/Sun, Hoppe, INRIA, Baran, Stanford; from github.com/alecjacobson/common-3d-test-models",
        "Scaled by the longest side and centred in the unit cube. The bunny has five holes, so inside and outside "
        "are not defined exactly; one vertex of the cow joins two sheets. y is up but for fandisk and rocker_arm.",
        (Folder(_read, tuple(f"{name}.npz" for name in NAMES)),),
    ),
)
