"""Data sets in a folder of this machine: ``REPRISE_DATA``, or the user's data folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs
from numpy.typing import NDArray

from reprise.data import readers
from reprise.data.digest import file_digest
from reprise.data.entry import Entry, Reading, Source
from reprise.data.errors import CorruptData

if TYPE_CHECKING:
    import pandas as pd


def data_folders() -> list[tuple[Path, str]]:
    """The folders to look in, each with the words that say why it is one."""
    places = []
    given = os.environ.get("REPRISE_DATA")
    if given:
        places.append((Path(given).expanduser(), "REPRISE_DATA"))
    places.append((Path(platformdirs.user_data_dir("reprise")) / "data", "the user's data folder"))
    return places


class FolderReading(Reading):
    """Reads the files of a data set's folder; each file that is asked for counts in the digest."""

    def __init__(self, entry: Entry, options: Mapping[str, str], folder: Path) -> None:
        super().__init__(entry, options, f"folder {folder}")
        self.folder = folder

    def path(self, file: str) -> Path:
        """The path of a file that will be used."""
        path = self.folder / file
        self.used[file] = file_digest(path)
        return path

    def npz(self, file: str, *keys: str) -> dict[str, NDArray[Any]]:
        """See :func:`reprise.data.readers.npz`."""
        return readers.npz(self.path(file), keys)

    def records(self, file: str, *keys: str) -> Iterator[dict[str, Any]]:
        """See :func:`reprise.data.readers.records`."""
        return readers.records(self.path(file), keys)

    def columns(self, file: str, *needs: str, header: Sequence[str] | None = None) -> dict[str, list[str]]:
        """See :func:`reprise.data.readers.columns`; the needed columns must be there."""
        path = self.path(file)
        found = readers.columns(path, header)
        missing = [name for name in needs if name not in found]
        if missing:
            raise CorruptData(path, f"it lacks the columns {missing}; it has {list(found)}")
        return found

    def frame(
        self,
        file: str,
        types: Mapping[str, type[int] | type[float]] | None = None,
        needs: Iterable[str] = (),
        header: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """See :func:`reprise.data.readers.frame`."""
        return readers.frame(self.path(file), types, needs, header)


@dataclass(frozen=True)
class Folder(Source):
    """A folder named as the data set, with these files (or these globs) in it.

    Args:
        files: names or globs, all of which must be there.
        system: further folders of an operating system's package that may hold the files.
    """

    files: tuple[str, ...] = ()
    system: tuple[str, ...] = ()

    def label(self) -> str:
        return "local folder or system package" if self.system else "local folder"

    def locate(self, entry: Entry, options: Mapping[str, str]) -> FolderReading | list[tuple[str, str]]:
        tried = []
        for folder, why in self._folders(entry):
            where = f"folder {folder} ({why})"
            if not folder.is_dir():
                tried.append((where, "no such folder"))
                continue
            missing = self._missing(folder)
            if not missing:
                return FolderReading(entry, options, folder)
            if len(missing) < len(self.files):
                raise CorruptData(
                    folder,
                    f"the folder is incomplete, it lacks {', '.join(missing)}",
                    "add the files, or remove the folder so that other sources are tried",
                )
            tried.append((where, f"none of its files is there: {', '.join(self.files)}"))
        return tried

    def _folders(self, entry: Entry) -> list[tuple[Path, str]]:
        own = [(place / entry.name, why) for place, why in data_folders()]
        return own + [(Path(folder), "a package of the system") for folder in self.system]

    def _missing(self, folder: Path) -> list[str]:
        return [file for file in self.files if next(folder.glob(file), None) is None]

    def present(self, entry: Entry) -> bool:
        folders = [folder for folder, _ in self._folders(entry)]
        return any(folder.is_dir() and not self._missing(folder) for folder in folders)

    def advice(self, entry: Entry) -> list[str]:
        user = data_folders()[-1][0]
        return [
            f"put {', '.join(self.files)} into a folder {entry.name!r} and set REPRISE_DATA to the folder "
            f"above it (or use {user})"
        ]
