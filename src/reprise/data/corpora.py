"""Plain text to train on, read line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from reprise.data import readers
from reprise.data.entry import Entry
from reprise.data.folder import Folder, FolderReading
from reprise.data.provenance import Dataset


@dataclass(frozen=True, repr=False, eq=False)
class TextCorpus(Dataset):
    """A text corpus on disk; nothing of it is held in memory.

    Args:
        files: part -> file, in order.
        documents_marked: whether blank lines part the documents.
    """

    files: Mapping[str, Path]
    documents_marked: bool = False

    @property
    def parts(self) -> list[str]:
        """The names of the parts, in order."""
        return list(self.files)

    def lines(self, part: str | None = None) -> Iterator[str]:
        """The lines (paragraphs or sentences) of one part, or of all; blank lines are left out.

        Raises:
            KeyError: no such part; the message lists them.
            CorruptData: the file breaks off or is not UTF-8; raised where that is met.
        """
        paths = self._paths(part)
        return (line for path in paths for line in readers.lines(path) if line)

    def documents(self, part: str | None = None) -> Iterator[list[str]]:
        """The documents, each as the list of its lines.

        Raises:
            ValueError: the corpus does not mark where a document ends.
        """
        if not self.documents_marked:
            raise ValueError(f"{self.name} does not mark where a document ends; use .lines()")
        return self._documents(self._paths(part))

    def _documents(self, paths: list[Path]) -> Iterator[list[str]]:
        for path in paths:
            document: list[str] = []
            for line in readers.lines(path):
                if line:
                    document.append(line)
                elif document:
                    yield document
                    document = []
            if document:
                yield document

    def _paths(self, part: str | None) -> list[Path]:
        if part is None:
            return list(self.files.values())
        if part not in self.files:
            raise KeyError(f"{self.name} has no part {part!r}; it has {', '.join(map(repr, self.files))}")
        return [self.files[part]]

    def contents(self) -> str:
        size = sum(path.stat().st_size for path in self.files.values()) / 1e6
        return f"parts {', '.join(self.files)}, {size:.1f} MB packed"


def _corpus(*parts: str, documents_marked: bool = False) -> Folder:
    def read(reading: FolderReading) -> TextCorpus:
        files = {part: reading.path(f"{part}.txt.xz") for part in parts}
        return TextCorpus(reading.provenance(), files, documents_marked)

    return Folder(read, tuple(f"{part}.txt.xz" for part in parts))


ENTRIES = (
    Entry(
        "corpus-en",
        TextCorpus,
        "English prose: encyclopaedia, reference works, technical documentation, fiction",
        "20.1 million tokens, 415,743 lines",
        "by part: CC BY-SA, public domain, GPL, GFDL, PSF, PostgreSQL",
        "Wikipedia, World Factbook, GCIDE, FOLDOC, Jargon File, Debian documentation packages, ELTeC-eng, 100 "
        "English Novels",
        "One paragraph a line, exact duplicates and short lines left out. The encyclopaedic part is mostly "
        "articles begun in 2018. Parts: wikipedia, reference, tech, fiction.",
        (_corpus("wikipedia", "reference", "tech", "fiction"),),
    ),
    Entry(
        "corpus-hu",
        TextCorpus,
        "Hungarian prose: novels and plays, modern sentences, software help",
        "6.4 million tokens, 301,280 lines",
        "by source: public domain, CC0, CC BY-SA 4.0, MPL/LGPL, GFDL, GPL",
        "ELTeC-hun, HunDraCor, NYTK-NerKor (training sentences), LibreOffice, GIMP and manual pages in Debian",
        "One paragraph, verse line or sentence a line, grouped by source; mostly fiction in older spelling.",
        (_corpus("corpus"),),
    ),
    Entry(
        "corpus-ru",
        TextCorpus,
        "Russian novels and tales of the 19th and early 20th century in modern spelling",
        "0.86 million tokens, 36,337 lines, 20 documents",
        "public domain texts",
        "github.com/COST-ELTeC/ELTeC-rus",
        "Anna Karenina is 31% of it: hold out whole documents (.documents()) to measure on unseen authors.",
        (_corpus("corpus", documents_marked=True),),
    ),
    Entry(
        "corpus-zh",
        TextCorpus,
        "Chinese Wikipedia articles in simplified script",
        "4.5 million characters, 26,763 lines, 3,789 documents",
        "CC BY-SA 4.0",
        "Wikipedia contributors; from github.com/overweightbarracuda/science_fair2324",
        "One paragraph a line; now and then a sentence lacks a foreign name that the extraction lost.",
        (_corpus("corpus", documents_marked=True),),
    ),
)
