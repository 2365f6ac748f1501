"""From a JSON object to an entry: our own fields, the Hugging Face shape, and paper lists with year and month."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from reprise.daily.entry import Entry, arxiv_id, dated, plausible, title_key


def entry_of(record: object, source: str) -> Entry:
    """The entry that a JSON object describes.

    Names are taken as they are met in the wild: ``abstract`` or ``summary``, ``votes`` or ``upvotes``,
    ``comments`` or ``numComments``, ``keywords`` or ``ai_keywords``; authors as names or as objects with a
    ``name``; a date as ``published``, ``publishedAt`` or ``date`` (ISO 8601), or as ``year`` and ``month``.
    An object with ``paper`` inside is a row of Hugging Face's daily papers.

    Raises:
        ValueError: not an object, a field of another kind than expected, no date to be had, or one far in the future.
    """
    if not isinstance(record, Mapping):
        raise ValueError(f"an object is expected, got {type(record).__name__}")
    if "paper" in record:
        inner = record["paper"]
        if not isinstance(inner, Mapping):
            raise ValueError(f"paper must be an object, got {type(inner).__name__}")
        outer = {name: value for name, value in record.items() if name != "paper"}
        return entry_of({**outer, **inner}, source)
    title = _text(record, "title")
    id = _text(record, "id", "_id") or title_key(title)[:200]
    published, precision = _date(record)
    entry = Entry(
        source=source,
        source_id=id,
        title=title,
        abstract=_text(record, "abstract", "summary"),
        authors=_names(record, "authors"),
        author_count=_number(record, "author_count", "authorCount"),
        organisation=_organisation(record),
        published=published,
        precision=precision,
        venue=_text(record, "venue"),
        url=_text(record, "url"),
        arxiv=_text(record, "arxiv") or arxiv_id(id),
        votes=_number(record, "votes", "upvotes"),
        comments=_number(record, "comments", "numComments"),
        keywords=_names(record, "keywords", "ai_keywords"),
    )
    return plausible(dated(entry))


def _first(record: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((record[name] for name in names if record.get(name) is not None), None)


def _text(record: Mapping[str, Any], *names: str) -> str:
    value = _first(record, names)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{names[0]} must be text, got {type(value).__name__} {str(value)[:40]!r}")
    return value


def _number(record: Mapping[str, Any], *names: str) -> int:
    value = _first(record, names)
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{names[0]} must be a whole number, got {str(value)[:40]!r}")
    return value


def _names(record: Mapping[str, Any], *names: str) -> tuple[str, ...]:
    value = _first(record, names)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise ValueError(f"{names[0]} must be a list, got {type(value).__name__} {str(value)[:40]!r}")
    found = []
    for one in value:
        name = one.get("name") if isinstance(one, Mapping) else one
        if not isinstance(name, str):
            raise ValueError(f"{names[0]} must be names, got {str(one)[:40]!r} among them")
        found.append(name)
    return tuple(found)


def _organisation(record: Mapping[str, Any]) -> str:
    value = _first(record, ("organisation", "organization"))
    if isinstance(value, Mapping):
        return _text(value, "fullname", "name")
    return _text(record, "organisation", "organization")


def _date(record: Mapping[str, Any]) -> tuple[datetime.date | None, str]:
    text = _text(record, "published", "publishedAt", "date")
    precision = _text(record, "precision", "datePrecision") or "day"
    if text:
        parts = text[:10].split("-")
        try:
            if len(parts) < 3 or len(text) < 10:
                precision = "month" if len(parts) == 2 else "year"
                return datetime.date(int(parts[0]), int(parts[1]) if len(parts) > 1 else 1, 1), precision
            return datetime.date.fromisoformat(text[:10]), precision
        except (ValueError, OverflowError) as error:
            raise ValueError(f"published must be a date like 2025-11-12, got {text[:40]!r}") from error
    if record.get("year") is None:
        return None, "day"
    year, month = _number(record, "year"), _number(record, "month")
    try:
        return datetime.date(year, month or 1, 1), "month" if month else "year"
    except (ValueError, OverflowError) as error:
        given = f"{year} and {month}"
        raise ValueError(f"year and month must be a date, got {given[:40]}") from error
