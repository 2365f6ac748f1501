"""Pairs of texts: scored (similarity), labelled (paraphrase, answer selection, entailment) or all positive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reprise.data.entry import Entry
from reprise.data.folder import Folder, FolderReading
from reprise.data.hub import Hub, HubReading
from reprise.data.labelled_texts import LabelledTexts, Texts, indices
from reprise.data.readers import numbers
from reprise.data.splits import Splits


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of texts.

    Args:
        first, second: ``n`` strings each.
        y: float64 ``[n]`` scores, int64 ``[n]`` indices into the set's ``classes`` (-1 where the label is
            withheld), or None where every pair is positive.
        fields: further values of each pair.
    """

    first: list[str]
    second: list[str]
    y: NDArray[np.float64] | NDArray[np.int64] | None
    fields: Mapping[str, list[str] | NDArray[Any]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.first)


@dataclass(frozen=True, repr=False, eq=False)
class TextPairs(Splits[Pairs]):
    """Pairs of texts in splits.

    Args:
        classes: names of the labels; empty unless the pairs are labelled.
        scale: the lowest and the highest score; None unless the pairs are scored.
    """

    classes: tuple[str, ...] = ()
    scale: tuple[float, float] | None = None

    @property
    def relation(self) -> str:
        """``"scored"``, ``"labelled"`` or ``"positive"``."""
        return "scored" if self.scale else "labelled" if self.classes else "positive"

    def contents(self) -> str:
        return f"{super().contents()} {self.relation} pairs"


STS = (0.0, 5.0)
SPLITS = {"train": "train", "validation": "dev", "test": "test"}


def _stsb(reading: FolderReading, language: str) -> TextPairs:
    parts = {}
    for split, theirs in SPLITS.items():
        file = f"stsb-{language}-{theirs}.csv.gz"
        table = reading.columns(file, "sentence1", "sentence2", "score")
        scores = numbers(reading.folder / file, "score", table["score"], float)
        parts[split] = Pairs(table["sentence1"], table["sentence2"], scores)
    return TextPairs(reading.provenance(), parts, scale=STS)


def _semeval(reading: FolderReading) -> TextPairs:
    file = "sts2012-2016.csv.gz"
    table = reading.columns(file, "year", "task", "split", "score", "sentence1", "sentence2")
    path = reading.folder / file
    scores = numbers(path, "score", table["score"], float)
    years = numbers(path, "year", table["year"], int)
    whole = {"year": years, "task": np.array(table["task"]), "split": np.array(table["split"])}
    pairs = Pairs(table["sentence1"], table["sentence2"], scores, whole)
    return TextPairs(reading.provenance(), {"all": pairs}, scale=STS)


PARAPHRASE = ("different", "paraphrase")


def _mrpc(reading: FolderReading) -> TextPairs:
    parts = {}
    for split, theirs in {"train": "train", "validation": "val", "test": "test"}.items():
        file = f"mrpc-{theirs}.csv.gz"
        table = reading.columns(file, "label", "sentence1", "sentence2")
        y = indices(table["label"], ("0", "1"), reading.folder / file)
        parts[split] = Pairs(table["sentence1"], table["sentence2"], y)
    return TextPairs(reading.provenance(), parts, PARAPHRASE)


ANSWER = ("no answer", "answer")


def _answers(file: str, *extra: str) -> Callable[[FolderReading], TextPairs]:
    def read(reading: FolderReading) -> TextPairs:
        rows = list(reading.records(file, "split", "question", "sentence", "label", *extra))
        parts = {}
        for split, theirs in SPLITS.items():
            part = [row for row in rows if row["split"] == theirs]
            y = indices([str(row["label"]) for row in part], ("0", "1"), reading.folder / file)
            fields = {name: [row[name] for row in part] for name in extra}
            parts[split] = Pairs(_all(part, "question"), _all(part, "sentence"), y, fields)
        return TextPairs(reading.provenance(), parts, ANSWER)

    return read


def _medquad(reading: FolderReading) -> TextPairs:
    extra = ("id", "source", "focus", "qtype")
    rows = list(reading.records("medquad.jsonl.xz", "question", "answer", *extra))
    fields = {name: _all(rows, name) for name in extra}
    pairs = Pairs(_all(rows, "question"), _all(rows, "answer"), None, fields)
    return TextPairs(reading.provenance(), {"all": pairs})


def _all(rows: Iterable[Mapping[str, Any]], key: str) -> list[str]:
    return [row[key] for row in rows]


HU_NLU: Mapping[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    # task: keys of the texts, labels in the files, names of the classes
    "husst": (("Sent",), ("negative", "neutral", "positive"), ("negative", "neutral", "positive")),
    "hucola": (("Sent",), ("0", "1"), ("unacceptable", "acceptable")),
    "hurte": (("premise", "hypothesis"), ("0", "1"), ("no entailment", "entailment")),
    "huwnli": (("sentence1", "sentence2"), ("0", "1"), ("no entailment", "entailment")),
}


def _hu_nlu(reading: FolderReading, task: str) -> LabelledTexts | TextPairs:
    keys, labels, classes = HU_NLU[task]
    texts, pairs = {}, {}
    for split, theirs in SPLITS.items():
        file = f"{task}-{theirs}.jsonl.gz"
        rows = list(reading.records(file, *keys))
        given = [None if row.get("label") is None else str(row["label"]) for row in rows]
        y = indices(given, labels, reading.folder / file)
        if len(keys) == 1:
            texts[split] = Texts(_all(rows, keys[0]), y)
        else:
            pairs[split] = Pairs(_all(rows, keys[0]), _all(rows, keys[1]), y)
    if texts:
        return LabelledTexts(reading.provenance(), texts, classes)
    return TextPairs(reading.provenance(), pairs, classes)


def _hub(classes: tuple[str, ...] = (), scale: tuple[float, float] | None = None) -> Callable[..., TextPairs]:
    def read(reading: HubReading, **options: str) -> TextPairs:
        parts = {}
        for split in reading.splits:
            columns = reading.columns(split, "first", "second", "y")
            y: NDArray[np.float64] | NDArray[np.int64]
            y = np.array(columns["y"], np.float64) if scale else np.array(columns["y"], np.int64)
            parts[split] = Pairs(columns["first"], columns["second"], y)
        return TextPairs(reading.provenance(), parts, classes, scale)

    return read


def _places(config: str, validation: str = "validation") -> dict[str, str]:
    return {"train": f"{config}/train", "validation": f"{config}/{validation}", "test": f"{config}/test"}


LANGUAGES = ("en", "de", "es", "fr", "pl", "ru", "zh")

ENTRIES = (
    Entry(
        "stsb-multi",
        TextPairs,
        "STS-Benchmark in seven languages: sentence pairs with a similarity of 0 to 5",
        "5,749 train, 1,500 validation, 1,379 test a language",
        "that of STS-B's components, mostly CC BY-SA",
        "Cer et al. 2017, May 2021; from github.com/PhilipMay/stsb-multi-mt",
        "English is the original; the other languages are machine translations of it, row by row.",
        (
            Folder(_stsb, tuple(f"stsb-{lang}-{s}.csv.gz" for lang in LANGUAGES for s in SPLITS.values())),
            Hub(
                _hub(scale=STS),
                "PhilipMay/stsb_multi_mt",
                _places("{language}", "dev"),
                {"first": "sentence1", "second": "sentence2", "y": "similarity_score"},
            ),
        ),
        {"language": LANGUAGES},
    ),
    Entry(
        "sts-semeval",
        TextPairs,
        "SemEval STS 2012 to 2016: English sentence pairs with a similarity of 0 to 5",
        "13,278 pairs",
        "those of the SemEval tasks, mostly CC BY-SA",
        "SemEval; from github.com/brmson/dataset-sts",
        "Fields year, task, split (the task's own). STS-Benchmark was drawn from the same pool: never train on "
        "one and test on the other.",
        (Folder(_semeval, ("sts2012-2016.csv.gz",)),),
    ),
    Entry(
        "mrpc",
        TextPairs,
        "pairs of news sentences, paraphrase or not",
        "3,576 train, 500 validation, 1,725 test",
        "Microsoft Research licence, research use",
        "Dolan and Brockett 2005; from github.com/brmson/dataset-sts",
        "The validation split was cut from the original training part by that repository.",
        (
            Folder(_mrpc, ("mrpc-train.csv.gz", "mrpc-val.csv.gz", "mrpc-test.csv.gz")),
            Hub(
                _hub(PARAPHRASE),
                "nyu-mll/glue",
                _places("mrpc"),
                {"first": "sentence1", "second": "sentence2", "y": "label"},
                "GLUE's division of train and validation: 3,668 and 408",
            ),
        ),
    ),
    Entry(
        "qa-wikiqa",
        TextPairs,
        "search questions with candidate sentences of Wikipedia, answer or not",
        "8,672 train, 1,130 validation, 2,351 test",
        "Microsoft Research data licence, research use",
        "Yang, Yih, Meek 2015; from github.com/castorini/data",
        "Tokenized and in lower case. Questions without any answer were removed. Field qid.",
        (
            Folder(_answers("wikiqa.jsonl.gz", "qid"), ("wikiqa.jsonl.gz",)),
            Hub(
                _hub(ANSWER),
                "microsoft/wiki_qa",
                _places("default"),
                {"first": "question", "second": "answer", "y": "label"},
                "not tokenized, with the questions that have no answer, without qid",
            ),
        ),
    ),
    Entry(
        "qa-trecqa",
        TextPairs,
        "factoid questions with candidate sentences, answer or not",
        "4,718 train, 1,148 validation, 1,517 test",
        "none stated; TREC data, research use",
        "Wang, Smith, Mitamura 2007; from github.com/brmson/dataset-sts",
        "Tokenized.",
        (Folder(_answers("trecqa.jsonl.gz"), ("trecqa.jsonl.gz",)),),
    ),
    Entry(
        "qa-medquad",
        TextPairs,
        "medical questions with answers from NIH sites; every pair is positive",
        "16,407 pairs",
        "CC BY 4.0",
        "Ben Abacha and Demner-Fushman 2019; from github.com/abachaa/MedQuAD",
        "Partial: pairs whose answers the publishers removed are left out. Answers are cut at 3,000 characters. "
        "Many questions follow templates. Fields id, source, focus, qtype.",
        (Folder(_medquad, ("medquad.jsonl.xz",)),),
    ),
    Entry(
        "hu-nlu",
        LabelledTexts | TextPairs,
        "Hungarian language understanding (HuLU): sentiment, acceptability, entailment, anaphora",
        "husst 9,328 + 1,165 + 1,165; hucola 7,274 + 910 + 910; hurte 2,132 + 243 + 2,123; huwnli 562 + 60 + 134",
        "CC BY-SA 4.0",
        "Hungarian Research Centre for Linguistics; from github.com/nytud/HuSST, HuCOLA, HuRTE, HuWNLI",
        "The labels of the test splits are withheld (-1) but for huwnli. husst and hucola are labelled texts, "
        "hurte and huwnli labelled pairs.",
        (Folder(_hu_nlu, tuple(f"{task}-{s}.jsonl.gz" for task in HU_NLU for s in SPLITS.values())),),
        {"task": tuple(HU_NLU)},
    ),
)
