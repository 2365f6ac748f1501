"""Solved differential equations to learn the solution operator from: Darcy flow, Burgers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from reprise.data.entry import Entry
from reprise.data.folder import Folder, FolderReading
from reprise.data.readers import same_length
from reprise.data.splits import Splits


@dataclass(frozen=True, eq=False)
class Problems:
    """Problems with their solutions.

    Args:
        x: what is given, ``[n, ...]``: the coefficient field (uint8, 0 or 1) or the initial state (float32).
        y: the solution, float32 ``[n, ...]``: the pressure, or the states ``[n, time, space]``.
    """

    x: NDArray[np.uint8] | NDArray[np.float32]
    y: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True, repr=False, eq=False)
class OperatorProblems(Splits[Problems]):
    """Problems in splits; ``constants`` are the parameters of the equation."""

    constants: Mapping[str, float] = field(default_factory=dict)

    def contents(self) -> str:
        return f"{super().contents()} problems"


def _read(reading: FolderReading, equation: str) -> OperatorProblems:
    if equation == "darcy":
        file, names = "darcy.npz", {s: (f"x_{s}", f"y_{s}") for s in ("train", "test", "test_32")}
    else:
        file, names = "burgers_16.npz", {s: (f"x_{s}", f"u_{s}") for s in ("train", "test")}
    known = ("viscosity",) if equation == "burgers" else ()
    d = reading.npz(file, *(key for pair in names.values() for key in pair), *known)
    parts = {}
    for split, (given, solved) in names.items():
        same_length(reading.folder / file, **{given: d[given], solved: d[solved]})
        parts[split] = Problems(d[given], d[solved])
    return OperatorProblems(reading.provenance(), parts, {name: float(d[name]) for name in known})


ENTRIES = (
    Entry(
        "pde_operators",
        OperatorProblems,
        "steady Darcy flow (coefficient to pressure) and viscous Burgers (initial state to later states)",
        "darcy 1,000 train, 50 test at 16x16 and at 32x32; burgers 800 train, 400 test at 16 points, 17 times",
        "MIT",
        "github.com/neuraloperator/neuraloperator; Darcy also at Zenodo, record 12784353",
        "Small grids. Darcy's coefficient takes two values, given as 0 and 1; map to -1 and 1. Darcy's split "
        "test_32 is the test problems on the finer grid. Train problem 767 and test problem 12 have negative "
        "pressure, as in the source. Times and length of Burgers are not stated by the source.",
        (Folder(_read, ("darcy.npz", "burgers_16.npz")),),
        {"equation": ("darcy", "burgers")},
    ),
)
