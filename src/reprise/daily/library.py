"""The library: papers in one SQLite file, their vectors beside it, and everything Daily asks of them."""

from __future__ import annotations

import contextlib
import datetime
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType

import numpy as np
import sqlalchemy as sa

from reprise.daily import feeds
from reprise.daily.entry import Entry, arxiv_id
from reprise.daily.errors import LibraryError
from reprise.daily.marking import mark, snippet
from reprise.daily.merging import heat
from reprise.daily.paper import SHOWN, FeedPage, Hit, Paper, SearchPage, paper_of
from reprise.daily.query import read_query
from reprise.daily.schema import explained, identities, meta, open_engine, papers, words
from reprise.daily.searching import Filters, by_meaning, by_words, fused
from reprise.daily.vector_file import VectorFile
from reprise.daily.vocabulary import Spelling
from reprise.daily.writing import make_vectors, refresh_slugs, write_batch
from reprise.retrieval.static import BUNDLED, StaticEmbedding, digest

__all__ = ["FeedPage", "Hit", "Library", "Paper", "SearchPage"]


class Library:
    """Open with :meth:`open`; may be used from several threads, and by several processes at once."""

    def __init__(self, path: Path, engine: sa.Engine, model: StaticEmbedding, vectors: VectorFile) -> None:
        self.path = path
        self.model = model
        self._engine = engine
        self._vectors = vectors
        self._spelling: tuple[int, Spelling] = (-1, Spelling({}))
        self._lock = threading.Lock()

    @classmethod
    def open(cls, path: Path | str, create: bool = True, model: Path | None = None) -> Library:
        """Open a library's file, made empty where there is none (``create``).

        Args:
            model: folder of a static search model in place of the one that comes with the package. Where the
                stored vectors are of another model, or missing, they are made again.

        Raises:
            LibraryError: it cannot be opened, is damaged or of a later version; the message says what to do.
        """
        path = Path(path).expanduser()
        folder = model or BUNDLED
        loaded = StaticEmbedding.load(folder)
        engine = open_engine(path, create)
        vectors = VectorFile(path.with_name(f"{path.name}.vectors"), digest(folder), loaded.dim)
        library = cls(path, engine, loaded, vectors)
        try:
            with library._write() as connection:
                refresh_slugs(connection)
                make_vectors(connection, vectors, loaded)
        except BaseException:
            library.close()
            raise
        return library

    def close(self) -> None:
        """Release the file; the library cannot be used afterwards."""
        self._engine.dispose()

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def feed(
        self,
        period: str,
        date: datetime.date | None,
        order: str = "newest",
        page: int = 1,
        per_page: int = 30,
    ) -> FeedPage:
        """Papers of a period ("day", "week", "month" or "all"), "newest" or "trending" first.

        Without a date: the newest that has papers. How trending counts stands in ``reprise.daily.feeds``.
        """
        with self._read() as connection:
            return feeds.feed_page(connection, period, date, order, page, per_page)

    def days(self, limit: int = 60) -> list[tuple[datetime.date, int]]:
        """The newest days that have papers, and how many papers."""
        with self._read() as connection:
            return feeds.days(connection, limit)

    def paper(self, id: str) -> Paper | None:
        """The paper with this id or this arXiv id."""
        with self._read() as connection:
            row = self._row(connection, id)
            return None if row is None else paper_of(row)

    def by_slug(self, slug: str) -> Paper | None:
        """The paper that a card describes."""
        with self._read() as connection:
            found = sa.select(*SHOWN).where(papers.c.slug == slug, papers.c.slug != "").order_by(papers.c.id)
            row = connection.execute(found.limit(1)).first()
            return None if row is None else paper_of(row)

    def similar(self, id: str, k: int = 6) -> list[Paper]:
        """The ``k`` papers nearest in meaning, nearest first; none for an unknown paper."""
        with self._read() as connection:
            row = self._row(connection, id)
            if row is None:
                return []
            vectors = self._rows(connection)
            near, _ = by_meaning(connection, vectors, vectors[row.id - 1], Filters(), k + 1)
            return self._papers(connection, [other for other in near if other != row.id][:k])

    def search(
        self,
        query: str,
        *,
        since: datetime.date | None = None,
        until: datetime.date | None = None,
        family: str | None = None,
        performable: bool = False,
        limit: int = 20,
        offset: int = 0,
    ) -> SearchPage:
        """Papers for a query, by words and by meaning.

        Whatever is typed is plain text. ``total`` counts the papers that either ranking offers, at most 400.

        Args:
            since, until: bounds of the date, both included.
            family, performable: only papers with a card of this family, only those that can be run.

        Raises:
            ValueError: a query of more than 1,000 characters, or limit or offset out of range.
        """
        if not 1 <= limit <= 500 or offset < 0:
            raise ValueError(
                f"limit must lie between 1 and 500 and offset from 0 on, got {limit} and {offset}"
            )
        begun = time.perf_counter()
        filters = Filters(since, until, _slugs(family, performable))
        with self._read() as connection:
            asked = read_query(connection, query, self._spelled(connection), self.model.tokenizer)
            meaning = self.model.encode([asked.meaning])[0]
            near, cosines = by_meaning(connection, self._rows(connection), meaning, filters)
            ranking = fused(by_words(connection, asked, filters), near, cosines)
            shown = ranking[offset : offset + limit]
            found = self._papers(connection, [id for id, _ in shown])
        hits = [
            Hit(paper, score, mark(paper.title, asked.stems), snippet(paper.abstract, asked.stems))
            for paper, (_, score) in zip(found, shown, strict=True)
        ]
        return SearchPage(hits, len(ranking), time.perf_counter() - begun, asked.corrected)

    def vote(self, id: str) -> int | None:
        """Count a reader's vote; the paper's votes then, None for an unknown paper."""
        with self._write() as connection:
            row = self._row(connection, id)
            if row is None:
                return None
            votes = row.votes + 1
            connection.execute(
                papers.update()
                .where(papers.c.id == row.id)
                .values(votes=votes, votes_here=papers.c.votes_here + 1, heat=heat(votes, row.published))
            )
            return int(votes)

    def stats(self) -> dict[str, int | str | None]:
        """Counts for people who look after the library."""
        with self._read() as connection:
            day = papers.c.published
            row = connection.execute(
                sa.select(
                    sa.func.count(),
                    sa.func.min(day),
                    sa.func.max(day),
                    sa.func.coalesce(sa.func.sum(papers.c.votes), 0),
                )
            ).one()
            return {
                "papers": row[0],
                "days": connection.scalar(sa.select(sa.func.count(day.distinct()))),
                "oldest": None if row[1] is None else datetime.date.fromordinal(row[1]).isoformat(),
                "newest": None if row[2] is None else datetime.date.fromordinal(row[2]).isoformat(),
                "votes": int(row[3]),
                "cards": connection.scalar(sa.select(sa.func.count()).where(papers.c.slug != "")),
                "words": connection.scalar(sa.select(sa.func.count()).select_from(words)),
                "schema_version": connection.scalar(
                    sa.select(meta.c.value).where(meta.c.name == "schema_version")
                ),
            }

    def write(self, entries: Sequence[Entry]) -> tuple[int, int, int]:
        """Store entries in one transaction: how many papers were added, updated and left as they were."""
        with self._write() as connection:
            return write_batch(connection, self._vectors, self.model, entries)

    @contextlib.contextmanager
    def _explaining(self) -> Iterator[None]:
        """Errors of the database and of the vectors' file in words for the library's owner."""
        try:
            yield
        except sa.exc.DBAPIError as error:
            raise explained(error.orig or error, self.path) from error
        except OSError as error:
            raise LibraryError(
                f"{self._vectors.path} cannot be read and written ({error.strerror or error}); "
                "check the folder's permissions and space"
            ) from error

    @contextlib.contextmanager
    def _read(self) -> Iterator[sa.Connection]:
        with self._explaining(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextlib.contextmanager
    def _write(self) -> Iterator[sa.Connection]:
        with self._explaining(), self._engine.connect() as plain:
            connection = plain.execution_options(begin="IMMEDIATE")
            with connection.begin():
                yield connection

    def _row(self, connection: sa.Connection, id: str) -> sa.Row | None:
        row = connection.execute(sa.select(*SHOWN).where(papers.c.key == id)).first()
        number = arxiv_id(id) if row is None else ""
        if number:
            known = sa.select(identities.c.paper).where(
                identities.c.kind == "arxiv", identities.c.value == number
            )
            row = connection.execute(sa.select(*SHOWN).where(papers.c.id == known.scalar_subquery())).first()
        return row

    def _papers(self, connection: sa.Connection, ids: Sequence[int]) -> list[Paper]:
        rows = connection.execute(sa.select(*SHOWN).where(papers.c.id.in_(ids))).all()
        found = {row.id: paper_of(row) for row in rows}
        return [found[id] for id in ids]

    def _rows(self, connection: sa.Connection) -> np.ndarray:
        count = connection.scalar(sa.select(sa.func.max(papers.c.id))) or 0
        with self._lock:
            return self._vectors.read(count)

    def _spelled(self, connection: sa.Connection) -> Spelling:
        count = connection.scalar(sa.select(sa.func.max(papers.c.id))) or 0
        with self._lock:
            if self._spelling[0] != count:
                known = sa.select(words.c.word, words.c.papers).where(words.c.papers > 1)
                self._spelling = (
                    count,
                    Spelling({row.word: row.papers for row in connection.execute(known)}),
                )
            return self._spelling[1]


def _slugs(family: str | None, performable: bool) -> frozenset[str] | None:
    if family is None and not performable:
        return None
    from reprise.papers import catalog

    cards = (card for card in catalog.rooms() if family is None or card.family == family)
    return frozenset(card.slug for card in cards if card.performed or not performable)
