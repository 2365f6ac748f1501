"""Benchmarks of word vectors: analogy, similarity, categorization, relations, outliers."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reprise.data.entry import Entry
from reprise.data.errors import CorruptData
from reprise.data.folder import Folder, FolderReading
from reprise.data.provenance import Dataset

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False, eq=False)
class WordBenchmarks(Dataset):
    """Benchmarks by task, language and name.

    Columns of the frames:

    - ``similarity``: word1, word2, similarity (float, each benchmark's own scale; ``simverb-3500`` has
      relation, ``simlex999`` part of speech and the other columns of its release besides);
    - ``analogy``: type, word1, word2, word3, target (word1 is to word2 as word3 is to target);
    - ``categorization``: category, word;
    - ``relation``: word1, word2, relation;
    - ``outlier``: category, outliers, words (tuples of words).

    Args:
        frames: (task, language, name) -> frame. The language of a cross-lingual set is ``"en-de"`` and so on.
    """

    frames: Mapping[tuple[str, str, str], pd.DataFrame]

    def __getitem__(self, key: str) -> pd.DataFrame:
        """One benchmark by ``"task/language/name"``, e.g. ``"similarity/en/men"``."""
        parts = tuple(key.split("/"))
        if parts not in self.frames:
            have = ", ".join("/".join(k) for k in self.frames)
            raise KeyError(f"there is no benchmark {key!r}; there are {have}")
        return self.frames[parts]  # type: ignore[index]

    def task(self, task: str, language: str = "en") -> dict[str, pd.DataFrame]:
        """All benchmarks of a task in a language, by name.

        Raises:
            KeyError: there is none; the message lists tasks and languages.
        """
        found = {k[2]: f for k, f in self.frames.items() if k[:2] == (task, language)}
        if not found:
            have = ", ".join(sorted({f"{k[0]} ({k[1]})" for k in self.frames}))
            raise KeyError(f"there is no benchmark of {task!r} in {language!r}; there are {have}")
        return found

    def contents(self) -> str:
        return f"{len(self.frames)} benchmarks"


TASKS = {
    "word-similarity": "similarity",
    "word-analogy": "analogy",
    "word-categorization": "categorization",
    "semantic-relation": "relation",
    "outlier-detection": "outlier",
}


def _read(reading: FolderReading) -> WordBenchmarks:
    frames = {}
    for path in sorted(reading.folder.glob("*__*.?sv.gz")):
        task, *languages, name = path.name.split(".")[0].split("__")
        if task not in TASKS:
            raise CorruptData(path, f"its task {task!r} is none of {', '.join(TASKS)}")
        frames[TASKS[task], languages[-1], name.removesuffix("_original")] = _frame(reading, path, task)
    return WordBenchmarks(reading.provenance(), frames)


def _frame(reading: FolderReading, path: Path, task: str) -> pd.DataFrame:
    if path.name.endswith("simlex999_original.tsv.gz"):
        score = "SimLex999"
        return reading.frame(path.name, {score: float}).rename(columns={score: "similarity"})
    if task == "word-similarity":
        return reading.frame(path.name, {"similarity": float}, ("word1", "word2"))
    if task == "outlier-detection":
        frame = reading.frame(path.name, needs=("category", "outliers", "words"))
        for column in ("outliers", "words"):
            frame[column] = [_words(path, cell) for cell in frame[column]]
        return frame
    frame = reading.frame(path.name)
    return frame.assign(**{column: frame[column].str.strip() for column in frame.columns})


def _words(path: Path, cell: str) -> tuple[str, ...]:
    try:
        return tuple(word for word in ast.literal_eval(cell) if word)
    except (ValueError, SyntaxError) as error:
        raise CorruptData(path, f"{cell[:40]!r} is not a list of words") from error


ENTRIES = (
    Entry(
        "word-benchmarks",
        WordBenchmarks,
        "analogy, similarity, categorization, relation and outlier benchmarks of word vectors",
        "36 benchmarks, English, Russian and cross-lingual",
        "none stated by the collection; Google analogies Apache-2.0, SimLex-999 and MEN CC BY, WordSim353 CC BY 4.0",
        "github.com/vecto-ai/word-benchmarks; SimLex-999 from github.com/makrai/simlex999-hu",
        "WordSim353 is there as its similarity and relatedness halves. BATS and the Hungarian analogies are not. "
        "Words are as published: case and multi-word forms differ by benchmark.",
        (Folder(_read, ("word-similarity__*.gz", "word-analogy__*.gz")),),
    ),
)
