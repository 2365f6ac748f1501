"""Questions about a given text: XQuAD and the bAbI tasks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reprise.data.entry import Entry
from reprise.data.errors import CorruptData
from reprise.data.folder import Folder, FolderReading
from reprise.data.hub import Hub, HubReading
from reprise.data.splits import Splits


@dataclass(frozen=True, eq=False)
class Questions:
    """Questions, each with the text that holds its answer.

    Args:
        contexts: for each question the sentences or the single passage to read.
        questions: ``n`` strings.
        answers: for each question its accepted answers.
        fields: further values of each question.
    """

    contexts: tuple[tuple[str, ...], ...]
    questions: tuple[str, ...]
    answers: tuple[tuple[str, ...], ...]
    fields: Mapping[str, tuple[Any, ...] | NDArray[Any]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.questions)


@dataclass(frozen=True, repr=False, eq=False)
class QuestionAnswering(Splits[Questions]):
    """Questions about texts in splits."""

    def contents(self) -> str:
        return f"{super().contents()} questions"


def _xquad(reading: FolderReading, language: str) -> QuestionAnswering:
    file = f"xquad.{language}.jsonl.gz"
    rows = list(reading.records(file, "id", "title", "context", "question", "answers"))
    starts = []
    for row in rows:
        try:
            texts = [answer["text"] for answer in row["answers"]]
            places = [int(answer["start"]) for answer in row["answers"]]
        except (TypeError, KeyError) as error:
            raise CorruptData(reading.folder / file, f"the answers of {row['id']} cannot be read") from error
        for text, start in zip(texts, places, strict=True):
            if row["context"][start : start + len(text)] != text:
                raise CorruptData(reading.folder / file, f"an answer of {row['id']} is not at its offset")
        starts.append(tuple(places))
    part = Questions(
        tuple((row["context"],) for row in rows),
        tuple(row["question"] for row in rows),
        tuple(tuple(answer["text"] for answer in row["answers"]) for row in rows),
        {
            "id": tuple(row["id"] for row in rows),
            "title": tuple(row["title"] for row in rows),
            "starts": tuple(starts),
        },
    )
    return QuestionAnswering(reading.provenance(), {"validation": part})


def _xquad_hub(reading: HubReading, language: str) -> QuestionAnswering:
    columns = reading.columns("validation", "id", "context", "question", "answers")
    part = Questions(
        tuple((context,) for context in columns["context"]),
        tuple(columns["question"]),
        tuple(tuple(answers["text"]) for answers in columns["answers"]),
        {
            "id": tuple(columns["id"]),
            "starts": tuple(tuple(answers["answer_start"]) for answers in columns["answers"]),
        },
    )
    return QuestionAnswering(reading.provenance(), {"validation": part})


def _babi(reading: FolderReading) -> QuestionAnswering:
    keys = ("task", "name", "split", "story", "question", "answer", "supporting")
    rows = list(reading.records("babi_en.jsonl.gz", *keys))
    parts = {}
    for split in ("train", "test"):
        part = [row for row in rows if row["split"] == split]
        parts[split] = Questions(
            tuple(tuple(row["story"]) for row in part),
            tuple(row["question"] for row in part),
            tuple((row["answer"],) for row in part),
            {
                "task": np.array([row["task"] for row in part], np.int64),
                "name": tuple(row["name"] for row in part),
                "supporting": tuple(tuple(row["supporting"]) for row in part),
            },
        )
    return QuestionAnswering(reading.provenance(), parts)


LANGUAGES = ("en", "de", "es", "ru", "zh")

ENTRIES = (
    Entry(
        "qa-xquad",
        QuestionAnswering,
        "paragraphs with questions and answers, translated by professionals",
        "1,190 questions on 240 paragraphs, each in five languages",
        "CC BY-SA 4.0",
        "Artetxe, Ruder, Yogatama 2020; from github.com/google-deepmind/xquad",
        "Partial: five of the languages. The same id is the same question in every language. Fields id, title, "
        "starts (character offsets of the answers).",
        (
            Folder(_xquad, tuple(f"xquad.{language}.jsonl.gz" for language in LANGUAGES)),
            Hub(
                _xquad_hub,
                "google/xquad",
                {"validation": "xquad.{language}/validation"},
                differs="without titles",
            ),
        ),
        {"language": LANGUAGES},
    ),
    Entry(
        "babi",
        QuestionAnswering,
        "synthetic questions on short stories, 20 skills (bAbI, English, 1k)",
        "20,000 train, 20,000 test",
        "BSD-style / CC BY 3.0, as in the release",
        "Weston et al. 2015; from github.com/diixo/bAbi-tasks-with-transformer-model",
        "Fields task (1..20), name, supporting (indices of the sentences that answer the question).",
        (Folder(_babi, ("babi_en.jsonl.gz",)),),
    ),
)
