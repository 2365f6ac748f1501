"""Data sets that are computed, or that come with an installed library."""

from __future__ import annotations

import importlib.metadata
import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from reprise.data.digest import array_digest
from reprise.data.entry import Entry, Reading, Source


class BuiltReading(Reading):
    """Takes the arrays of a set that has no files; they count in the digest."""

    def use(self, **arrays: NDArray[Any]) -> None:
        """Count the arrays in the digest."""
        for name, array in arrays.items():
            self.used[name] = array_digest({name: array})


@dataclass(frozen=True)
class Generated(Source):
    """Computed on the spot from a fixed seed."""

    def label(self) -> str:
        return "generated"

    def locate(self, entry: Entry, options: Mapping[str, str]) -> BuiltReading:
        return BuiltReading(entry, options, "generated")

    def present(self, entry: Entry) -> bool:
        return True

    def advice(self, entry: Entry) -> list[str]:
        return []


@dataclass(frozen=True)
class Bundled(Source):
    """Inside an installed library.

    Args:
        library: the distribution's name.
        module: what to import.
        extra: of this package, which installs the library.
    """

    library: str = "scikit-learn"
    module: str = "sklearn"
    extra: str = "learn"

    def label(self) -> str:
        return self.library

    def locate(self, entry: Entry, options: Mapping[str, str]) -> BuiltReading | list[tuple[str, str]]:
        if not self.present(entry):
            return [(f"inside {self.library}", f"{self.library} is not installed")]
        return BuiltReading(entry, options, f"{self.library} {importlib.metadata.version(self.library)}")

    def present(self, entry: Entry) -> bool:
        return importlib.util.find_spec(self.module) is not None

    def advice(self, entry: Entry) -> list[str]:
        return [f"pip install 'reprise-ml[{self.extra}]', which brings {self.library}"]
