"""Storing entries: which paper each one is, its row, its words and its vector, in one transaction."""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Sequence

import sqlalchemy as sa

from reprise.daily.entry import Entry, card_of, dated, title_key
from reprise.daily.merging import Row, merged, new_row
from reprise.daily.schema import identities, papers
from reprise.daily.vector_file import VectorFile
from reprise.daily.vocabulary import changes, count_words, stem_of, words_of
from reprise.retrieval.static import StaticEmbedding

SEARCHED = ("title", "abstract", "authors", "keywords", "venue")
ENCODED = ("title", "abstract")
_UNFIT = re.compile(r"[^\w.:()/-]+")
_STEP = re.compile(r"(?<![^/])\.{1,2}(?![^/])")  # "." and ".." between slashes lead elsewhere in an address


def write_batch(
    connection: sa.Connection, vectors: VectorFile, model: StaticEmbedding, entries: Sequence[Entry]
) -> tuple[int, int, int]:
    """Store entries: how many papers were added, updated and left as they were."""
    entries = [dated(entry) for entry in entries]
    known = _known(connection, entries)
    taken = _taken(connection, entries)
    before = _rows(connection, {*known.values(), *taken.values()})
    rows = dict(before)
    next_id = (connection.scalar(sa.select(sa.func.max(papers.c.id))) or 0) + 1
    added = updated = unchanged = 0
    names: dict[tuple[str, str], int] = {}
    for entry in entries:
        id = _paper_of(entry, known, rows)
        if id is None:
            key, id = _key(entry, taken)
        if id is None:
            id = taken[key] = next_id
            next_id += 1
            rows[id] = new_row(entry, id, key)
            added += 1
        else:
            row = merged(rows[id], entry)
            updated += row != rows[id]
            unchanged += row == rows[id]
            rows[id] = row
        for identity in entry.identities():
            if identity not in known:
                known[identity] = names[identity] = id
    changed = [row for id, row in rows.items() if row != before.get(id)]
    _store(connection, before, changed, names)
    encoded = [row for row in changed if _differs(before.get(row["id"]), row, ENCODED)]
    if encoded:
        vectors.write([row["id"] for row in encoded], model.encode([text_of(row) for row in encoded]))
    return added, updated, unchanged


def text_of(row: Row) -> str:
    """What a paper's vector is made from."""
    return f"{row['title']}. {row['abstract']}"


def make_vectors(connection: sa.Connection, vectors: VectorFile, model: StaticEmbedding) -> None:
    """Make all vectors again where the file is missing, short or of another model."""
    count = connection.scalar(sa.select(sa.func.max(papers.c.id))) or 0
    if vectors.is_current() and vectors.rows() >= count:
        return
    vectors.reset()
    select = sa.select(papers.c.id, papers.c.title, papers.c.abstract).order_by(papers.c.id)
    for batch in connection.execute(select).mappings().partitions(1024):
        rows = [dict(row) for row in batch]
        vectors.write([row["id"] for row in rows], model.encode([text_of(row) for row in rows]))


def refresh_slugs(connection: sa.Connection) -> None:
    """Tell again which papers have cards: the package may have gained or lost some."""
    from reprise.papers import catalog

    for card in catalog.rooms():
        wanted = [identities.c.value == card.arxiv] if card.arxiv else []
        select = sa.select(identities.c.paper).where(identities.c.kind == "arxiv", *wanted)
        for id in connection.scalars(select).all() if wanted else ():
            connection.execute(
                papers.update().where(papers.c.id == id, papers.c.slug != card.slug).values(slug=card.slug)
            )


def _known(connection: sa.Connection, entries: Sequence[Entry]) -> dict[tuple[str, str], int]:
    """The stored paper behind each identity of the entries."""
    values: dict[str, list[str]] = {}
    for entry in entries:
        for kind, value in entry.identities():
            values.setdefault(kind, []).append(value)
    return {
        (kind, row.value): row.paper
        for kind, wanted in values.items()
        for row in connection.execute(
            sa.select(identities.c.value, identities.c.paper).where(
                identities.c.kind == kind, identities.c.value.in_(wanted)
            )
        )
    }


def _rows(connection: sa.Connection, ids: set[int]) -> dict[int, Row]:
    found = connection.execute(sa.select(papers).where(papers.c.id.in_(ids))).mappings()
    return {row["id"]: dict(row) for row in found}


def _paper_of(entry: Entry, known: dict[tuple[str, str], int], rows: dict[int, Row]) -> int | None:
    """The paper that an entry tells of: by its id in the source, its arXiv id, its card, or else its title.

    Ids are not unique in every list ("None", "1.pdf"), so the same id under a quite different title is another
    paper. Equal titles are two papers where both have an arXiv id, or where the source knows the stored one by
    another id ("Preface" happens every year).
    """
    for kind, value in entry.identities():
        id = known.get((kind, value))
        if id is None:
            continue
        row = rows[id]
        same_arxiv = entry.arxiv and entry.arxiv == row["arxiv"]
        if kind == "source" and not same_arxiv and not _alike(entry.title, row["title"]):
            continue
        if kind == "title":
            other = json.loads(row["sources"]).get(entry.source)
            if other not in (None, entry.source_id) or (
                entry.arxiv and row["arxiv"] and entry.arxiv != row["arxiv"]
            ):
                continue
        return id
    return None


def _alike(title: str, other: str) -> bool:
    """Whether one title may be a correction of the other: equal, or half of all their words in common."""
    if title == other:
        return True
    one, two = words_of(title), words_of(other)
    return 2 * len(one & two) >= len(one | two)


def _taken(connection: sa.Connection, entries: Sequence[Entry]) -> dict[str, int]:
    """The stored papers that have the ids which new papers would get."""
    wanted = [key for entry in entries for key in _keys(entry)]
    found = connection.execute(sa.select(papers.c.key, papers.c.id).where(papers.c.key.in_(wanted)))
    return {row.key: row.id for row in found}


def _keys(entry: Entry) -> tuple[str, str]:
    """The id for a new paper, and another for the case that it is taken."""
    card = card_of(entry.arxiv, entry.title)
    arxiv = entry.arxiv or (card.arxiv if card else "")
    fit = _STEP.sub("-", _UNFIT.sub("-", entry.source_id)[:120])
    base = arxiv or fit.strip("-/.") or "paper"
    told_apart = hashlib.sha256(
        f"{entry.source} {entry.source_id} {title_key(entry.title)}".encode()
    ).hexdigest()
    return base, f"{base}~{told_apart[:10]}"


def _key(entry: Entry, taken: dict[str, int]) -> tuple[str, int | None]:
    """The id for an entry that is none of the known papers, and the paper that has it where it is told apart.

    A told-apart id holds source, id and title, so the paper that has it is this one, read before. The slug of a
    card is left to the paper with the card.
    """
    base, told_apart = _keys(entry)
    if told_apart in taken:
        return told_apart, taken[told_apart]
    card = card_of(entry.arxiv, entry.title)
    is_slug = base in _slugs() and (card is None or card.slug != base)
    return (told_apart if is_slug or base in taken else base), None


@functools.cache
def _slugs() -> frozenset[str]:
    from reprise.papers import catalog

    return frozenset(card.slug for card in catalog.rooms())


def _differs(old: Row | None, new: Row, names: Sequence[str]) -> bool:
    return old is None or any(old[name] != new[name] for name in names)


def _store(
    connection: sa.Connection, before: dict[int, Row], changed: list[Row], names: dict[tuple[str, str], int]
) -> None:
    inserted = [row for row in changed if row["id"] not in before]
    if inserted:
        connection.execute(papers.insert(), inserted)
    for row in changed:
        old = before.get(row["id"])
        if old is not None:
            values = {name: value for name, value in row.items() if value != old[name]}
            connection.execute(papers.update().where(papers.c.id == row["id"]).values(values))
    if names:
        connection.execute(
            identities.insert().prefix_with("OR IGNORE"),
            [{"kind": kind, "value": value, "paper": id} for (kind, value), id in names.items()],
        )
    searched = [row for row in changed if _differs(before.get(row["id"]), row, SEARCHED)]
    lost = [
        words_of(*(before[row["id"]][name] for name in SEARCHED)) for row in searched if row["id"] in before
    ]
    gained = [words_of(*(row[name] for name in SEARCHED)) for row in searched]
    count_words(connection, changes(lost, gained), changes(map(_stems, lost), map(_stems, gained)))


def _stems(words: set[str]) -> set[str]:
    return {stem_of(word) for word in words}
