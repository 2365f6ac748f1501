"""Fonts to draw characters with: GNU Unifont."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from reprise.data.entry import Entry
from reprise.data.errors import CorruptData
from reprise.data.folder import Folder, FolderReading
from reprise.data.provenance import Dataset


@dataclass(frozen=True, repr=False, eq=False)
class Fonts(Dataset):
    """Font files by name; open one with ``PIL.ImageFont.truetype(fonts["basic"], size=16)``."""

    files: Mapping[str, Path]

    def __getitem__(self, name: str) -> Path:
        if name not in self.files:
            raise KeyError(f"{self.name} has no font {name!r}; it has {', '.join(self.files)}")
        return self.files[name]

    def contents(self) -> str:
        return f"fonts {', '.join(self.files)}"


SIGNATURES = (b"OTTO", b"\x00\x01\x00\x00")
FILES = {"basic": "unifont.otf", "upper": "unifont_upper.otf"}


def _read(reading: FolderReading) -> Fonts:
    files = {name: reading.path(file) for name, file in FILES.items()}
    for path in files.values():
        with path.open("rb") as file:
            if file.read(4) not in SIGNATURES:
                raise CorruptData(path, "it is not an OpenType font")
    return Fonts(reading.provenance(), files)


ENTRIES = (
    Entry(
        "unifont",
        Fonts,
        "a bitmap-style font with a glyph for every character of the Basic Multilingual Plane, and many above",
        "two OpenType files",
        "GPL-2.0-or-later with the font exception, and SIL OFL 1.1",
        "GNU Unifont 15.0.01; Debian package fonts-unifont",
        "Drawn for 16 pixels. The package's own folder is used where it is installed.",
        (Folder(_read, tuple(FILES.values()), ("/usr/share/fonts/opentype/unifont",)),),
    ),
)
