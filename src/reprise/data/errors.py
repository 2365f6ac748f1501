"""What can go wrong between a name and a data set; every message says the way out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class UnknownDataset(KeyError):
    """No data set has this name.

    Args:
        name: what was asked for.
        nearest: names that look like it.
        inside: sets that have it as an option, in words.
    """

    def __init__(self, name: str, nearest: Sequence[str] = (), inside: Sequence[str] = ()) -> None:
        self.name = name
        self.nearest = tuple(nearest)
        self.inside = tuple(inside)
        likely = [*self.inside, *map(repr, self.nearest)]
        hint = f"did you mean {' or '.join(likely)}? " if likely else ""
        self.message = f"no data set is named {name!r}; {hint}reprise.data.names() lists all of them"
        super().__init__(self.message)

    def __str__(self) -> str:  # KeyError would show the repr of the message
        return self.message

    def __reduce__(self) -> tuple[type[UnknownDataset], tuple[str, tuple[str, ...], tuple[str, ...]]]:
        return type(self), (self.name, self.nearest, self.inside)


class DataNotFound(LookupError):
    """A known data set is nowhere to be had; the message lists everything that was tried."""

    def __init__(self, name: str, tried: Sequence[tuple[str, str]], advice: Sequence[str]) -> None:
        self.name = name
        self.tried = tuple(tried)
        self.advice = tuple(advice)
        lines = [f"data set {name!r} is not available. Tried:"]
        lines += [f"  - {where}: {why}" for where, why in self.tried]
        lines += ["Ways to get it:", *(f"  - {way}" for way in self.advice)]
        super().__init__("\n".join(lines))

    def __reduce__(
        self,
    ) -> tuple[type[DataNotFound], tuple[str, tuple[tuple[str, str], ...], tuple[str, ...]]]:
        return type(self), (self.name, self.tried, self.advice)


class CorruptData(ValueError):
    """A file of a data set is damaged or has another form than it should."""

    def __init__(self, file: Path | str, problem: str, way_out: str = "") -> None:
        self.file = str(file)
        self.problem = problem
        self.way_out = way_out or "copy it again from its source, or remove the data set's folder"
        super().__init__(f"{self.file}: {problem}; {self.way_out}")

    def __reduce__(self) -> tuple[type[CorruptData], tuple[str, str, str]]:
        return type(self), (self.file, self.problem, self.way_out)
