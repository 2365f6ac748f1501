"""Checkpoints of a training run: a folder a step, written whole or not at all."""

from __future__ import annotations

import pickle
import re
import shutil
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from safetensors import SafetensorError

if TYPE_CHECKING:
    from accelerate import Accelerator


class Checkpoints:
    """Where a run's state is kept, and how often.

    Args:
        folder: one subfolder ``step-<n>`` for each checkpoint.
        every: optimiser steps between checkpoints; None for one at the end of each epoch.
        keep: how many of the latest stay.
    """

    def __init__(self, folder: str | Path, every: int | None = None, keep: int = 2) -> None:
        if every is not None and every < 1:
            raise ValueError(f"every must be at least 1 step, got {every}")
        if keep < 1:
            raise ValueError(
                f"keep must be at least 1, got {keep}: the latest checkpoint is what a resume needs"
            )
        self.folder = Path(folder)
        self.every = every
        self.keep = keep

    def existing(self) -> list[Path]:
        """Complete checkpoints, oldest first."""
        if not self.folder.exists():
            return []
        found = [path for path in self.folder.iterdir() if re.fullmatch(r"step-\d+", path.name)]
        return sorted(found, key=lambda path: int(path.name.split("-")[1]))

    def latest(self) -> Path | None:
        """The newest complete checkpoint, or None."""
        found = self.existing()
        return found[-1] if found else None

    def load(self, accelerator: Accelerator) -> Path | None:
        """Load the newest checkpoint that can be read; a damaged one draws a warning and gives way to an older.

        Raises:
            ValueError: there are checkpoints, but none can be read.
        """
        found = self.existing()
        for path in reversed(found):
            try:
                accelerator.load_state(str(path))
            except (
                OSError,
                ValueError,
                RuntimeError,
                SafetensorError,
                pickle.UnpicklingError,
                EOFError,
            ) as error:
                warnings.warn(
                    f"checkpoint {path} cannot be read ({error}); trying an older one", stacklevel=2
                )
            else:
                return path
        if found:
            raise ValueError(
                f"none of the {len(found)} checkpoints in {self.folder} can be read; remove them to start over"
            )
        return None

    def save(self, accelerator: Accelerator, step: int) -> Path:
        """Write the state under a temporary name, rename, then drop the oldest."""
        target = self.folder / f"step-{step}"
        partial = self.folder / f".partial-{step}"
        if accelerator.is_main_process:
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir(parents=True)
        accelerator.wait_for_everyone()
        accelerator.save_state(str(partial))
        accelerator.wait_for_everyone()
        if accelerator.is_main_process:
            aside = self.folder / f".replaced-{step}"
            if target.exists():
                target.rename(aside)
            partial.rename(target)
            shutil.rmtree(aside, ignore_errors=True)
            for old in self.existing()[: -self.keep]:
                shutil.rmtree(old)
        return target
