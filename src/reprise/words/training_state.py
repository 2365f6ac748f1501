"""The state of an interrupted word-vector training on disk: matrices, generators, and how far it is.

One ``.npz`` of plain arrays, written to a temporary file and moved into place, so that a kill leaves the last whole one.
"""

from __future__ import annotations

import json
import os
import time
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from reprise.words.hogwild import Hogwild


class CheckpointMismatch(ValueError):
    """A saved state belongs to another training, or is not one."""


class TrainingState:
    """Saves arrays and a run's clock, and puts them back in place.

    Args:
        arrays: by name; changed in place by the training.
        run: whose rounds and clock belong to the state.
        settings: plain values that must agree between the saved training and this one.
    """

    def __init__(self, arrays: dict[str, np.ndarray], run: Hogwild, settings: dict[str, Any]) -> None:
        self.arrays, self.run, self.settings = arrays, run, settings
        self._saved = time.monotonic()

    def save(self, path: Path, every: float) -> None:
        """Write the state, unless that was done less than ``every`` seconds ago."""
        if time.monotonic() - self._saved < every:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            with unfinished.open("wb") as file:
                saved: dict[str, Any] = {
                    "settings": np.array(json.dumps(self.settings, sort_keys=True)),
                    "clock": self.run.clock,
                    "rounds": np.array(self.run.rounds_done),
                    **self.arrays,
                }
                np.savez(file, **saved)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        self._saved = time.monotonic()

    def resume(self, path: Path) -> bool:
        """Put a saved state back, if there is one; says whether there was.

        Raises:
            CheckpointMismatch: the file is damaged, or another training's (names the settings that differ).
        """
        if not path.exists():
            return False
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as saved:
                settings = json.loads(str(saved["settings"]))
                differing = [
                    f"{name} {settings.get(name)!r} (now {value!r})"
                    for name, value in self.settings.items()
                    if settings.get(name) != value
                ]
                if differing:
                    raise CheckpointMismatch(
                        f"{path.name} is another training's state: {', '.join(differing)}; "
                        "delete it or name another file"
                    )
                for name, array in self.arrays.items():
                    array[...] = saved[name]
                self.run.clock[...] = saved["clock"]
                self.run.rounds_done = int(saved["rounds"])
        except CheckpointMismatch:
            raise
        except (OSError, KeyError, EOFError, ValueError, zipfile.BadZipFile) as error:
            raise CheckpointMismatch(
                f"{path.name} is not a saved training or is damaged; delete it"
            ) from error
        return True
