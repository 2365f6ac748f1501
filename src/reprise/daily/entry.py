"""A paper as a source tells it, checked and normalised, and how two tellings are known to be one paper."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reprise.papers.card import Card

PRECISIONS = ("year", "month", "day")
MAX_TITLE, MAX_ABSTRACT, MAX_LABEL, MAX_AUTHORS = 1_000, 50_000, 1_000, 5_000
_ARXIV = re.compile(
    r"(?:arxiv:|arxiv\.org/(?:abs|pdf)/)?"
    r"((?:\d{4}\.\d{4,5})|(?:[a-z-]+(?:\.[a-z]{2})?/\d{7}))(?:v\d+)?(?:\.pdf)?",
    re.IGNORECASE,
)
_APART = re.compile(r"[\W_]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class SourceProblem:
    """Something that was left out: where it stands in the source, and why."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One paper as one source has it; text is cleaned and checked when it is made.

    Args:
        source: the kind of source, a name space of ids.
        source_id: the paper's name there.
        author_count: 0 where it is not known; at least the number of ``authors``, unless these end in "et al.".
        published: the first day of the month or year where only that is known (``precision``).

    Raises:
        ValueError: no title, or a field too long or out of range; names the field.
    """

    source: str
    source_id: str
    title: str
    abstract: str = ""
    authors: tuple[str, ...] = ()
    author_count: int = 0
    organisation: str = ""
    published: datetime.date | None = None
    precision: str = "day"
    venue: str = ""
    url: str = ""
    arxiv: str = ""
    votes: int = 0
    comments: int = 0
    keywords: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        limits = {"title": MAX_TITLE, "abstract": MAX_ABSTRACT}
        for name in ("source", "source_id", "title", "abstract", "organisation", "venue", "url", "arxiv"):
            text = clean(getattr(self, name))
            most = limits.get(name, MAX_LABEL)
            if len(text) > most:
                raise ValueError(f"{name} has {len(text):,} characters, at most {most:,} are taken")
            object.__setattr__(self, name, text)
        if not self.source_id or not title_key(self.title):
            raise ValueError(f"{'id' if not self.source_id else 'title'} is missing")
        for name in ("authors", "keywords"):
            texts = tuple(filter(None, (clean(text) for text in getattr(self, name))))
            if len(texts) > MAX_AUTHORS or any(len(text) > MAX_LABEL for text in texts):
                raise ValueError(f"{name} holds {len(texts):,} names, or one too long to be a name")
            object.__setattr__(self, name, texts)
        if self.precision not in PRECISIONS:
            raise ValueError(f"precision is one of {', '.join(PRECISIONS)}, got {self.precision!r}")
        for name in ("votes", "comments", "author_count"):
            if not 0 <= getattr(self, name) < 2**31:
                raise ValueError(f"{name} must lie between 0 and 2^31, got {getattr(self, name)}")
        if self.authors and not self.authors[-1].endswith("et al."):
            object.__setattr__(self, "author_count", max(self.author_count, len(self.authors)))
        if self.url and not self.url.startswith(("https://", "http://")):
            raise ValueError(f"url must begin with https:// or http://, got {self.url[:60]!r}")
        object.__setattr__(self, "arxiv", arxiv_id(self.arxiv))

    def identities(self) -> list[tuple[str, str]]:
        """What the paper may be known by, surest first: (kind, value)."""
        out = [("source", f"{self.source} {self.source_id}")]
        if self.arxiv:
            out.append(("arxiv", self.arxiv))
        card = card_of(self.arxiv, self.title)
        if card is not None:
            out.append(("card", card.slug))
        return [*out, ("title", title_key(self.title))]


def clean(text: str) -> str:
    """White space joined, control and direction marks and lone surrogates removed, NFC.

    >>> clean("  two\\n words\\x00 ")
    'two words'
    """
    if not isinstance(text, str):
        raise ValueError(f"text expected, got {type(text).__name__} {str(text)[:40]!r}")
    return unicodedata.normalize("NFC", _CONTROL.sub("", " ".join(text.split())))


def arxiv_id(text: str) -> str:
    """The bare arXiv identifier of an id or address, without version; empty where there is none.

    >>> arxiv_id("https://arxiv.org/abs/2205.13147v4"), arxiv_id("cs/0112017"), arxiv_id("P18-1001")
    ('2205.13147', 'cs/0112017', '')
    """
    bare = re.sub(r"^https?://(?:www\.|export\.)?", "", text.strip())
    found = _ARXIV.fullmatch(bare)
    if found is None:
        return ""
    number = found[1].lower()
    return number if arxiv_month(number) else ""


@functools.lru_cache(maxsize=4096)
def title_key(title: str) -> str:
    """A title without case, accents, punctuation and spaces: what is equal here is the same title."""
    return _APART.sub("", unicodedata.normalize("NFKD", title.casefold()))


def arxiv_month(identifier: str) -> datetime.date | None:
    """The first day of the month that an arXiv id carries; None where its digits are no month."""
    digits = identifier.rpartition("/")[2]
    year, month = int(digits[:2]), int(digits[2:4])
    if not 1 <= month <= 12:
        return None
    return datetime.date(1900 + year if year > 90 else 2000 + year, month, 1)


@functools.cache
def _cards() -> dict[str, Card]:
    from reprise.papers import catalog

    cards = catalog.rooms()
    return {title_key(card.title): card for card in cards} | {
        card.arxiv: card for card in cards if card.arxiv
    }


def card_of(arxiv: str, title: str) -> Card | None:
    """The card of a paper, by arXiv id or else by title, with or without its subtitle."""
    cards = _cards()
    found = (cards.get(arxiv) if arxiv else None) or cards.get(title_key(title))
    if found is None and ": " in title and len(short := title_key(title.partition(": ")[0])) >= 25:
        found = cards.get(short)
    return found


def dated(entry: Entry) -> Entry:
    """The entry with a date where the source has none: from the arXiv id, else from its card.

    Raises:
        ValueError: neither tells.
    """
    if entry.published is not None:
        return entry
    card = card_of(entry.arxiv, entry.title)
    identifier = entry.arxiv or (card.arxiv if card else "")
    month = arxiv_month(identifier) if identifier else None
    if month is not None:
        return dataclasses.replace(entry, published=month, precision="month")
    if card is not None:
        return dataclasses.replace(entry, published=datetime.date(card.year, 1, 1), precision="year")
    raise ValueError("it has no date, and no arXiv id that would tell the month")


def plausible(entry: Entry, today: datetime.date | None = None) -> Entry:
    """The entry, whose date is no later than the coming year: venues announce that far ahead, not further.

    Raises:
        ValueError: a later date; the newest papers would be this one for years.
    """
    latest = (today or datetime.date.today()).year + 1
    if entry.published is not None and entry.published.year > latest:
        raise ValueError(f"its date is {entry.published}; papers up to the year {latest} are taken")
    return entry
