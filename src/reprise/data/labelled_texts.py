"""Texts with one label each: intents, news topics, newsgroups, occupations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reprise.data.entry import Entry
from reprise.data.errors import CorruptData
from reprise.data.folder import Folder, FolderReading
from reprise.data.hub import Hub, HubReading
from reprise.data.splits import Splits


@dataclass(frozen=True, eq=False)
class Texts:
    """Texts with one label each.

    Args:
        texts: ``n`` strings.
        y: int64 ``[n]``, an index into the set's ``classes``; -1 where the label is withheld.
        fields: further values of each text.
    """

    texts: list[str]
    y: NDArray[np.int64]
    fields: Mapping[str, list[str] | NDArray[Any]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.texts)


@dataclass(frozen=True, repr=False, eq=False)
class LabelledTexts(Splits[Texts]):
    """Labelled texts in splits; ``classes[i]`` names label ``i``."""

    classes: tuple[str, ...] = ()

    def contents(self) -> str:
        return f"{super().contents()} texts, {len(self.classes)} classes"


def indices(labels: Sequence[str | None], classes: Sequence[str], file: Path) -> NDArray[np.int64]:
    """Labels as indices into ``classes``; None becomes -1."""
    index: dict[str | None, int] = {name: i for i, name in enumerate(classes)}
    index[None] = -1
    strays = sorted({str(label) for label in labels if label not in index})
    if strays:
        raise CorruptData(file, f"it has the labels {strays[:5]}, which are none of {list(classes)[:8]}...")
    return np.array([index[label] for label in labels], np.int64)


def _table(files: Mapping[str, str], label: str, *text: str, classes: tuple[str, ...] = ()) -> Any:
    """Reads CSV files with a column of labels and one or more of text, which are joined by a space."""

    def read(reading: FolderReading) -> LabelledTexts:
        tables = {split: reading.columns(file, label, *text) for split, file in files.items()}
        names = classes or tuple(sorted({cell for table in tables.values() for cell in table[label]}))
        parts = {}
        for split, table in tables.items():
            joined = [" ".join(cells) for cells in zip(*(table[column] for column in text), strict=True)]
            parts[split] = Texts(joined, indices(table[label], names, reading.folder / files[split]))
        return LabelledTexts(reading.provenance(), parts, names)

    return read


def _hub(classes: tuple[str, ...] = ()) -> Any:
    def read(reading: HubReading) -> LabelledTexts:
        parts, names = {}, classes
        for split in reading.splits:
            columns = reading.columns(split, "texts", "y")
            names = reading.classes(split, "y") or names
            parts[split] = Texts(columns["texts"], np.array(columns["y"], np.int64))
        return LabelledTexts(reading.provenance(), parts, names)

    return read


def _newsgroups(reading: FolderReading) -> LabelledTexts:
    file = "20newsgroups.jsonl.xz"
    rows = list(reading.records(file, "id", "label", "subject", "text", "dup", "split"))
    classes = tuple(sorted({row["label"] for row in rows}))
    parts = {}
    for split in ("train", "test"):
        part = [row for row in rows if row["split"] == split]
        parts[split] = Texts(
            [row["text"] for row in part],
            indices([row["label"] for row in part], classes, reading.folder / file),
            {
                "id": [row["id"] for row in part],
                "subject": [row["subject"] for row in part],
                "duplicate": np.array([row["dup"] == 1 for row in part], np.bool_),
            },
        )
    return LabelledTexts(reading.provenance(), parts, classes)


AG_NEWS = ("World", "Sports", "Business", "Sci/Tech")

ENTRIES = (
    Entry(
        "banking77",
        LabelledTexts,
        "questions of customers to a bank with 77 intents",
        "10,003 train, 3,080 test",
        "CC BY 4.0",
        "Casanueva et al. 2020; from github.com/PolyAI-LDN/task-specific-datasets",
        "Complete. Classes are in alphabetical order.",
        (
            Folder(
                _table({"train": "train.csv.gz", "test": "test.csv.gz"}, "category", "text"),
                ("train.csv.gz", "test.csv.gz"),
            ),
            Hub(
                _hub(),
                "legacy-datasets/banking77",
                {"train": "default/train", "test": "default/test"},
                {"texts": "text", "y": "label"},
                "the order of the classes is the Hub's",
            ),
        ),
    ),
    Entry(
        "ag-news-test",
        LabelledTexts,
        "news items (title and description) with four topics",
        "7,600 test",
        "non-commercial use",
        "AG corpus, Zhang et al. 2015; from github.com/madhubandru/Text-Classification-on-News-Articles-using-"
        "BERT-Framework",
        "Partial: the test part only.",
        (
            Folder(
                _table({"test": "ag_news_test.csv.gz"}, "label", "title", "description", classes=AG_NEWS),
                ("ag_news_test.csv.gz",),
            ),
            Hub(
                _hub(AG_NEWS),
                "fancyzhx/ag_news",
                {"test": "default/test"},
                {"texts": "text", "y": "label"},
            ),
        ),
    ),
    Entry(
        "20newsgroups",
        LabelledTexts,
        "Usenet posts of 20 groups (the original 19,997 messages)",
        "11,916 train, 8,081 test",
        "none stated; a widely distributed research corpus",
        "Lang 1995; from github.com/gokriznastic/20-newsgroups_text-classification",
        "Bodies without headers, quotes and signatures kept, cut at 10,000 characters. The split is 60/40 by a "
        "hash of the id, not the by-date one. Field duplicate marks 700 cross-posts: leave them out for honest "
        "scores.",
        (Folder(_newsgroups, ("20newsgroups.jsonl.xz",)),),
    ),
    Entry(
        "job-title-norm",
        LabelledTexts,
        "titles of real vacancies with their ESCO occupation",
        "15,463 validation",
        "none stated",
        "Decorte et al. 2021 (JobBERT); from github.com/jensjorisdecorte/JobBERT-evaluation-dataset",
        "The validation part only. Classes are ESCO concept addresses; the set `esco` has their titles.",
        (Folder(_table({"validation": "titles.csv.gz"}, "conceptUri", "vacancyTitle"), ("titles.csv.gz",)),),
    ),
)
