"""Sentences with a tag on every token: parts of speech, named entities."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from reprise.data.entry import Entry
from reprise.data.errors import CorruptData
from reprise.data.folder import Folder, FolderReading
from reprise.data.splits import Splits


@dataclass(frozen=True, eq=False)
class Tagged:
    """Tagged sentences.

    Args:
        tokens: for each sentence its tokens.
        tags: layer -> for each sentence one tag a token.
        fields: further values of each sentence.
    """

    tokens: tuple[tuple[str, ...], ...]
    tags: Mapping[str, tuple[tuple[Any, ...], ...]]
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.tokens)


@dataclass(frozen=True, repr=False, eq=False)
class TaggedSentences(Splits[Tagged]):
    """Tagged sentences in splits."""

    @property
    def layers(self) -> tuple[str, ...]:
        """The names of the layers of tags."""
        return tuple(next(iter(self.splits.values())).tags)

    def labels(self, layer: str) -> tuple[str, ...]:
        """The different tags of a layer over all splits, sorted.

        Raises:
            KeyError: no such layer; the message lists them.
        """
        if layer not in self.layers:
            raise KeyError(f"{self.name} has no layer {layer!r}; it has {', '.join(self.layers)}")
        parts = self.splits.values()
        return tuple(
            sorted({str(tag) for part in parts for sentence in part.tags[layer] for tag in sentence})
        )

    def contents(self) -> str:
        return f"{super().contents()} sentences, tags {', '.join(self.layers)}"


def _sentences(
    layers: tuple[str, ...], fields: tuple[str, ...]
) -> Callable[[FolderReading], TaggedSentences]:
    def read(reading: FolderReading) -> TaggedSentences:
        parts = {}
        for split, theirs in {"train": "train", "validation": "dev", "test": "test"}.items():
            file = f"{theirs}.jsonl.gz"
            rows = list(reading.records(file, "tokens", *layers, *fields))
            for number, row in enumerate(rows, 1):
                uneven = [layer for layer in layers if len(row[layer]) != len(row["tokens"])]
                if uneven:
                    raise CorruptData(
                        reading.folder / file, f"line {number}: {uneven[0]} is not one tag a token"
                    )
            parts[split] = Tagged(
                tuple(tuple(row["tokens"]) for row in rows),
                {layer: tuple(tuple(row[layer]) for row in rows) for layer in layers},
                {name: tuple(row[name] for row in rows) for name in fields},
            )
        return TaggedSentences(reading.provenance(), parts)

    return read


FILES = ("train.jsonl.gz", "dev.jsonl.gz", "test.jsonl.gz")

ENTRIES = (
    Entry(
        "hu-ner-nerkor",
        TaggedSentences,
        "Hungarian sentences of five genres with named entities (PER, LOC, ORG, MISC as BIO), lemmas and POS",
        "52,771 train, 6,996 validation, 6,752 test",
        "CC BY-SA 4.0",
        "Simon and Vadász 2021; from github.com/nytud/NYTK-NerKor",
        "Gold entities. Fields genre, doc: resample documents, not sentences.",
        (Folder(_sentences(("ner", "lemmas", "upos"), ("genre", "doc")), FILES),),
    ),
    Entry(
        "hu-pos-ud",
        TaggedSentences,
        "Hungarian newspaper sentences with universal POS, features, lemmas and dependencies",
        "910 train, 441 validation, 449 test",
        "CC BY-NC-SA 3.0",
        "Vincze et al.; from github.com/UniversalDependencies/UD_Hungarian-Szeged",
        "Small. The layer head holds the index of the head counted from 1, 0 for the root.",
        (Folder(_sentences(("upos", "feats", "lemmas", "head", "deprel"), ("id", "text")), FILES),),
    ),
)
