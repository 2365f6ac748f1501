"""Research papers with their abstracts, as a feed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reprise.data.entry import Entry
from reprise.data.errors import CorruptData
from reprise.data.folder import Folder, FolderReading
from reprise.data.provenance import Dataset


@dataclass(frozen=True)
class PaperRecord:
    """A paper; ``month`` is 1 to 12, or None where only the year is known."""

    id: str
    title: str
    abstract: str
    authors: tuple[str, ...]
    year: int
    month: int | None
    venue: str
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False, eq=False)
class Papers(Dataset):
    """Papers with abstracts, in the order of the file."""

    papers: tuple[PaperRecord, ...]

    def __len__(self) -> int:
        return len(self.papers)

    def contents(self) -> str:
        years = [paper.year for paper in self.papers]
        span = f" of {min(years)}-{max(years)}" if years else ""
        return f"{len(self):,} papers{span}"


def _read(reading: FolderReading) -> Papers:
    rows = reading.records("papers.jsonl.gz", "id", "title", "abstract", "authors", "year", "venue")
    papers = tuple(_paper(reading, row) for row in rows)
    return Papers(reading.provenance(), papers)


def _paper(reading: FolderReading, row: dict[str, Any]) -> PaperRecord:
    month = row.get("month")
    try:
        year = int(row["year"])
        if month is not None and not 1 <= month <= 12:
            raise ValueError(f"month {month}")
    except (TypeError, ValueError) as error:
        file = reading.folder / "papers.jsonl.gz"
        raise CorruptData(file, f"the date of paper {row['id']!r} cannot be read ({error})") from error
    return PaperRecord(
        row["id"],
        row["title"],
        row["abstract"],
        tuple(row["authors"]),
        year,
        month,
        row["venue"],
        tuple(row.get("keywords") or ()),
    )


ENTRIES = (
    Entry(
        "papers-acl",
        Papers,
        "papers of computational linguistics with abstracts, 1974 to 2021",
        "24,627 papers",
        "metadata CC0, papers from 2016 on CC BY 4.0",
        "ACL Anthology; from github.com/xinru1414/acl-anthology and BKHMSI/acl-anthology",
        "In order of date. Some of the largest volumes of 2021 and 2022 are absent.",
        (Folder(_read, ("papers.jsonl.gz",)),),
    ),
    Entry(
        "papers-ml",
        Papers,
        "papers of machine-learning conferences with abstracts, 2017 to 2025",
        "5,181 papers",
        "none stated for the lists; abstracts are the authors'",
        "github.com/papercopilot/paperlists",
        "Partial: a random sample of at most 420 a venue. The year stands in for the date: no months.",
        (Folder(_read, ("papers.jsonl.gz",)),),
    ),
)
