"""Search by words and by meaning, fused.

Words: BM25 of SQLite's FTS5 over stemmed title, abstract, authors, keywords and venue. Meaning: cosine of the
static search model's vectors. The two rankings are fused by reciprocal ranks (``reprise.retrieval``), whose
weights were chosen by ``benchmarks/daily_search.py``.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa

from reprise.daily.query import Query
from reprise.daily.schema import papers
from reprise.retrieval.fusion import reciprocal_rank_fusion

DEPTH = 200
"""How many papers each of the two rankings offers."""
BUDGET = 6_000
"""How many papers BM25 may score in one search before the most frequent words are left to the other ranking."""
COLUMN_WEIGHTS = (3.0, 1.0, 2.0, 2.0, 0.5)
"""Of title, abstract, authors, keywords and venue in BM25."""
LEXICAL_WEIGHT, MEANING_WEIGHT, RANK_CONSTANT = 1.0, 0.5, 20.0
MIN_COSINE = 0.25
"""A paper that shares no word with the query must be at least this near in meaning."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a found paper must be; None and False ask for nothing."""

    since: datetime.date | None = None
    until: datetime.date | None = None
    slugs: frozenset[str] | None = None

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """The same in SQL."""
        out: list[sa.ColumnElement[bool]] = []
        if self.since is not None:
            out.append(papers.c.published >= self.since.toordinal())
        if self.until is not None:
            out.append(papers.c.published <= self.until.toordinal())
        if self.slugs is not None:
            out.append(papers.c.slug.in_(sorted(self.slugs)))
        return out


_RANK: sa.ColumnElement[float] = sa.literal_column(f"bm25(search, {', '.join(map(str, COLUMN_WEIGHTS))})")
_SEARCH = sa.table("search", sa.column("rowid", sa.Integer))
_MATCH = sa.text("search MATCH :match")


def by_words(connection: sa.Connection, query: Query, filters: Filters) -> list[int]:
    """Ids of papers with any of the terms, best BM25 first; equal scores by id.

    The cost is in the papers that are scored, and frequent words have many. Where scoring every paper with any
    of the terms would touch more than ``BUDGET`` papers, the papers with all terms come first, and then, if
    these are fewer than ``DEPTH``, those with any of the rarest terms.
    """
    if not query.terms:
        return []
    if query.papers <= BUDGET or len(query.terms) == 1:
        return _ranked(connection, query.any_of(query.papers), filters)
    found = _ranked(connection, query.all_of(), filters)
    if len(found) < DEPTH:
        found = list(dict.fromkeys([*found, *_ranked(connection, query.any_of(BUDGET), filters)]))
    return found[:DEPTH]


def _ranked(connection: sa.Connection, match: str, filters: Filters) -> list[int]:
    select = sa.select(_SEARCH.c.rowid).where(_MATCH).order_by(_RANK, _SEARCH.c.rowid).limit(DEPTH)
    if conditions := filters.conditions():
        select = select.join_from(_SEARCH, papers, papers.c.id == _SEARCH.c.rowid).where(*conditions)
    return list(connection.scalars(select, {"match": match}))


def by_meaning(
    connection: sa.Connection, vectors: np.ndarray, query: np.ndarray, filters: Filters, depth: int = DEPTH
) -> tuple[list[int], np.ndarray]:
    """Ids of the papers nearest in meaning, and their cosines, best first; none for a query without meaning."""
    if not len(vectors) or not query.any():
        return [], np.empty(0, np.float32)
    conditions = filters.conditions()
    if conditions:
        rows = np.array(connection.scalars(sa.select(papers.c.id).where(*conditions)).all(), np.int64) - 1
        cosines = vectors[rows] @ query
    else:
        rows = np.arange(len(vectors))
        cosines = vectors @ query
    kept = min(depth, len(rows))
    best = np.argpartition(-cosines, kept - 1)[:kept] if kept else np.empty(0, np.int64)
    best = best[np.lexsort((rows[best], -cosines[best]))]
    return (rows[best] + 1).tolist(), cosines[best]


def fused(lexical: list[int], near: list[int], cosines: np.ndarray) -> list[tuple[int, float]]:
    """One ranking of both; papers found by meaning alone must be near."""
    found = set(lexical)
    semantic = [id for id, cosine in zip(near, cosines, strict=True) if cosine >= MIN_COSINE or id in found]
    return reciprocal_rank_fusion([lexical, semantic], RANK_CONSTANT, [LEXICAL_WEIGHT, MEANING_WEIGHT])
