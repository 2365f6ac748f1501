"""A paper's card: what it says, which parts it became, and the claims that are put to the test.

``card.toml`` lies in the paper's room. Long strings may be broken over lines anywhere: white space is
joined when the card is read. TOML's literal strings (single quotes) are read much faster than basic ones,
which matters when all cards are read at once, so the cards use them for prose.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FAMILIES = (
    "words",
    "text",
    "multimodal",
    "vision",
    "graphs",
    "fields",
    "brain",
    "elastic",
    "compose",
    "continual",
    "tables",
    "retrieval",
    "language",
    "energy",
    "analysis",
    "nn",
    "losses",
    "vectors",
    "train",
)
"""The packages that parts live in, in the order in which papers are listed."""

IDEA_LENGTH = (120, 900)
"""Fewest and most characters of an idea: more than a slogan, less than an abstract."""

_GROUND = ("data", "report")  # no paper lives here, but parts do
_ARXIV = re.compile(r"\d{4}\.\d{4,5}")
_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PART = re.compile(rf"reprise\.({'|'.join((*FAMILIES, *_GROUND))})\.[A-Za-z][A-Za-z0-9_]*")


class InvalidCard(ValueError):
    """A card breaks the schema; the message names the file, the key and the way out."""


@dataclass(frozen=True, slots=True)
class CardClaim:
    """One claim of a paper.

    Args:
        id: kebab-case, unique on the card; the key of the experiment's judge.
        statement: the claim as it is judged here, in one sentence that stands alone.
        paper: the paper's own figures for it.
        where: where in the paper these stand.
        caveat: what a reader should know before believing our verdict; empty when nothing.
    """

    id: str
    statement: str
    paper: str
    where: str
    caveat: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What a reader needs to know about a paper before running it.

    Args:
        slug: the paper's name in commands and addresses, kebab-case.
        title: as published.
        authors: first author et al.
        year: of the first public version.
        arxiv: identifier without version; empty when there is none.
        venue: empty when unknown.
        family: the package that holds its main parts.
        idea: what it is, why it matters and what became of it here, in our own words.
        parts: import paths, e.g. ``"reprise.elastic.MatryoshkaHead"``.
        notes: departures at our scale and caveats of the data.
        claims: in the order in which verdicts are shown.
        room: the folder that holds the card.
    """

    slug: str
    title: str
    authors: str
    year: int
    arxiv: str
    venue: str
    family: str
    idea: str
    parts: tuple[str, ...]
    notes: tuple[str, ...]
    claims: tuple[CardClaim, ...]
    room: Path

    @property
    def module(self) -> str:
        """The import path of the room, e.g. ``"reprise.papers.relative_representations"``."""
        return f"reprise.papers.{self.slug.replace('-', '_')}"

    @property
    def performed(self) -> bool:
        """Whether there is an experiment to run."""
        return (self.room / "experiment.py").is_file()


def read_card(path: Path) -> Card:
    """Read and check one ``card.toml``.

    Args:
        path: of the file; its folder is the paper's room and carries the slug with underscores.

    Raises:
        FileNotFoundError: there is no such file.
        InvalidCard: not TOML, or a key is missing, unknown, of a wrong type or has a wrong value.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InvalidCard(f"{path} is not TOML: {error}") from error
    keys = _Keys(path, "", data)
    keys.known(
        "slug", "title", "authors", "year", "arxiv", "venue", "family", "idea", "parts", "notes", "claims"
    )
    slug = keys.matching("slug", _KEBAB, "words of lower-case letters and digits joined by hyphens")
    if slug.replace("-", "_") != path.parent.name:
        raise keys.wrong(
            "slug",
            f"is {slug!r} in the folder {path.parent.name!r}; the folder must be its slug with underscores",
        )
    family = keys.text("family")
    if family not in FAMILIES:
        raise keys.wrong("family", f"is {family!r}; it must be one of {', '.join(FAMILIES)}")
    idea = keys.text("idea")
    if not IDEA_LENGTH[0] <= len(idea) <= IDEA_LENGTH[1]:
        raise keys.wrong(
            "idea",
            f"has {len(idea)} characters; write {IDEA_LENGTH[0]} to {IDEA_LENGTH[1]}, two to four sentences",
        )
    parts = keys.texts("parts")
    for part in parts:
        if not _PART.fullmatch(part):
            raise keys.wrong(
                "parts", f"holds {part!r}; write reprise.<family>.<name>, one public name of a family"
            )
    keys.unique("parts", parts)
    arxiv = keys.text("arxiv", empty=True)
    if arxiv and not _ARXIV.fullmatch(arxiv):
        raise keys.wrong(
            "arxiv",
            f"is {arxiv!r}; write the identifier without version, like 2205.13147, or an empty string",
        )
    claims = tuple(_claim(keys, number, item) for number, item in enumerate(keys.tables("claims"), start=1))
    keys.unique("claims", [claim.id for claim in claims])
    return Card(
        slug=slug,
        title=keys.text("title"),
        authors=keys.text("authors"),
        year=keys.year("year"),
        arxiv=arxiv,
        venue=keys.text("venue", optional=True),
        family=family,
        idea=idea,
        parts=parts,
        notes=keys.texts("notes", empty=True),
        claims=claims,
        room=path.parent,
    )


def _claim(card: _Keys, number: int, item: Mapping[str, object]) -> CardClaim:
    keys = _Keys(card.path, f"claims[{number}].", item)
    keys.known("id", "statement", "paper", "where", "caveat")
    return CardClaim(
        id=keys.matching("id", _KEBAB, "words of lower-case letters and digits joined by hyphens"),
        statement=keys.text("statement"),
        paper=keys.text("paper"),
        where=keys.text("where"),
        caveat=keys.text("caveat", optional=True),
    )


class _Keys:
    """A TOML table with errors that say where they are."""

    def __init__(self, path: Path, prefix: str, data: Mapping[str, object]) -> None:
        self.path, self.prefix, self.data = path, prefix, data

    def wrong(self, key: str, what: str) -> InvalidCard:
        return InvalidCard(f"{self.path}: {self.prefix}{key} {what}")

    def known(self, *names: str) -> None:
        for key in self.data:
            if key not in names:
                near = difflib.get_close_matches(key, names, n=1)
                fix = f"did you mean {near[0]!r}?" if near else f"remove it; there are {', '.join(names)}"
                raise self.wrong(key, f"is not a key of a card; {fix}")

    def get(self, key: str, example: str) -> object:
        if key not in self.data:
            raise self.wrong(key, f"is missing; add {key} = {example}")
        return self.data[key]

    def text(self, key: str, *, optional: bool = False, empty: bool = False) -> str:
        if optional and key not in self.data:
            return ""
        value = self.get(key, '"..."')
        if not isinstance(value, str):
            raise self.wrong(key, f"is {value!r}; write a string")
        joined = " ".join(value.split())
        if not joined and not empty:
            fix = "say it or leave the key out" if optional else "say it"
            raise self.wrong(key, f"is an empty string; {fix}")
        return joined

    def matching(self, key: str, pattern: re.Pattern[str], form: str) -> str:
        value = self.text(key)
        if not pattern.fullmatch(value):
            raise self.wrong(key, f"is {value!r}; write {form}")
        return value

    def year(self, key: str) -> int:
        value = self.get(key, "2023")
        if not isinstance(value, int) or isinstance(value, bool) or not 1900 <= value <= 2100:
            raise self.wrong(key, f"is {value!r}; write a year as a number, like 2023")
        return value

    def texts(self, key: str, *, empty: bool = False) -> tuple[str, ...]:
        value = self.get(key, '["..."]')
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.wrong(key, f"is {value!r}; write a list of non-empty strings")
        if not value and not empty:
            raise self.wrong(key, "is an empty list; name at least one")
        return tuple(" ".join(item.split()) for item in value)

    def tables(self, key: str) -> list[Mapping[str, object]]:
        value = self.get(key, f"at least one [[{key}]] table")
        if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
            raise self.wrong(key, f"is {value!r}; write one [[{key}]] table for each")
        return value

    def unique(self, key: str, names: list[str] | tuple[str, ...]) -> None:
        for name in names:
            if names.count(name) > 1:
                raise self.wrong(
                    key, f"holds {name!r} {names.count(name)} times; keep one or rename the others"
                )
