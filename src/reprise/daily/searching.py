"""Search by words and by meaning, fused.

Words: BM25 of SQLite's FTS5 over stemmed title, abstract, authors, keywords and venue. Meaning: cosine of the
static search model's vectors. The two are fused by their scores (``reprise.retrieval.score_fusion``); fusion and
weight were chosen by ``benchmarks/daily_search.py``, where reciprocal ranks did less well.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa

from reprise.daily.query import Query
from reprise.daily.schema import papers
from reprise.retrieval.fusion import score_fusion

DEPTH = 200
"""How many papers each of the two rankings offers."""
BUDGET = 6_000
"""How many papers BM25 may score in one search before the most frequent words are left to the other ranking."""
COLUMN_WEIGHTS = (3.0, 1.0, 2.0, 2.0, 0.5)
"""Of title, abstract, authors, keywords and venue in BM25."""
MEANING_WEIGHT = 0.7
"""Of the cosines beside BM25's scores, both brought to 0..1 among the offered papers."""
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


def by_words(connection: sa.Connection, query: Query, filters: Filters) -> dict[int, float]:
    """Ids of papers with any of the terms and their BM25 scores, best first; equal scores by id.

    The cost is in the papers that are scored, and frequent words have many. Where scoring every paper with any
    of the terms would touch more than ``BUDGET`` papers, those with all terms are scored, and then, if these
    are fewer than ``DEPTH``, those with any of the rarest terms, by these terms alone.
    """
    if not query.terms:
        return {}
    if query.papers <= BUDGET or len(query.terms) == 1:
        return _scored(connection, query.any_of(query.papers), filters)
    found = _scored(connection, query.all_of(), filters)
    if len(found) < DEPTH:
        found = _scored(connection, query.any_of(BUDGET), filters) | found
    best = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return dict(best[:DEPTH])


def _scored(connection: sa.Connection, match: str, filters: Filters) -> dict[int, float]:
    select = sa.select(_SEARCH.c.rowid, _RANK).where(_MATCH).order_by(_RANK, _SEARCH.c.rowid).limit(DEPTH)
    if conditions := filters.conditions():
        select = select.join_from(_SEARCH, papers, papers.c.id == _SEARCH.c.rowid).where(*conditions)
    # FTS5 gives better matches the lower number.
    return {row[0]: -row[1] for row in connection.execute(select, {"match": match})}


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


def fused(
    lexical: dict[int, float], near: list[int], cosines: np.ndarray, weight: float = MEANING_WEIGHT
) -> list[tuple[int, float]]:
    """One ranking of both, by the sum of their scores, each brought to 0..1; equal sums in BM25's order.

    A paper that shares no word with the query must be at least ``MIN_COSINE`` near in meaning.
    """
    meaning = {
        id: cosine
        for id, cosine in zip(near, cosines.tolist(), strict=True)
        if cosine >= MIN_COSINE or id in lexical
    }
    return score_fusion([lexical, meaning], [1.0, weight])
