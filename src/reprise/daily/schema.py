"""The library's tables, and opening a database file with them.

One SQLite file in WAL mode: what was committed survives the process being killed. ``search`` is an FTS5 index
over ``papers`` that triggers keep in step. ``published`` is a day number (proleptic, as ``date.toordinal``).
"""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.pool import QueuePool

from reprise.daily.errors import CorruptLibrary, LibraryError, NewerLibrary

SCHEMA_VERSION = 1
PRECISION_RANK = {"year": 0, "month": 1, "day": 2}

metadata = sa.MetaData()

papers = sa.Table(
    "papers",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.Text, nullable=False, unique=True),  # the id that people see
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("abstract", sa.Text, nullable=False),
    sa.Column("authors", sa.Text, nullable=False),  # a line each
    sa.Column("author_count", sa.Integer, nullable=False),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("published", sa.Integer, nullable=False),
    sa.Column("precision", sa.Integer, nullable=False),
    sa.Column("venue", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("arxiv", sa.Text, nullable=False),
    sa.Column("votes", sa.Integer, nullable=False),  # of the sources and of this library's readers
    sa.Column("votes_here", sa.Integer, nullable=False),
    sa.Column("comments", sa.Integer, nullable=False),
    sa.Column("keywords", sa.Text, nullable=False),  # a line each
    sa.Column("slug", sa.Text, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),  # the source that title and abstract are from
    sa.Column("sources", sa.Text, nullable=False),  # JSON: source -> the paper's id there
    sa.Column("heat", sa.Float, nullable=False),
)
sa.Index("papers_newest", papers.c.published, papers.c.precision, papers.c.votes, papers.c.id)
sa.Index("papers_trending", papers.c.heat, papers.c.id)
sa.Index("papers_slug", papers.c.slug)

identities = sa.Table(
    "identities",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, primary_key=True),
    sa.Column("paper", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)

words = sa.Table(
    "words",
    metadata,
    sa.Column("word", sa.Text, primary_key=True),
    sa.Column("papers", sa.Integer, nullable=False),  # how many hold it
    sqlite_with_rowid=False,
)

stems = sa.Table(
    "stems",
    metadata,
    sa.Column("stem", sa.Text, primary_key=True),
    sa.Column("papers", sa.Integer, nullable=False),  # how many hold a word with this stem
    sqlite_with_rowid=False,
)

meta = sa.Table(
    "meta",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

_INDEXED = "title, abstract, authors, keywords, venue"
_NEW = ", ".join(f"new.{name}" for name in _INDEXED.split(", "))
_OLD = ", ".join(f"old.{name}" for name in _INDEXED.split(", "))
_FORGET = f"INSERT INTO search(search, rowid, {_INDEXED}) VALUES ('delete', old.id, {_OLD});"
_LEARN = f"INSERT INTO search(rowid, {_INDEXED}) VALUES (new.id, {_NEW});"
FULL_TEXT = (
    f"""CREATE VIRTUAL TABLE search USING fts5({_INDEXED}, content='papers', content_rowid='id',
        tokenize="porter unicode61 remove_diacritics 2")""",
    f"CREATE TRIGGER papers_insert AFTER INSERT ON papers BEGIN {_LEARN} END",
    f"CREATE TRIGGER papers_delete AFTER DELETE ON papers BEGIN {_FORGET} END",
    f"CREATE TRIGGER papers_update AFTER UPDATE OF {_INDEXED} ON papers BEGIN {_FORGET} {_LEARN} END",
)


def open_engine(path: Path, create: bool = True) -> sa.Engine:
    """An engine on the library's file, whose tables are there and of this version.

    A write transaction takes the database for itself at once (``begin_immediate``); others wait up to ten
    seconds for it. Readers never wait.

    Raises:
        LibraryError: no such file with ``create=False``, or it cannot be written.
        CorruptLibrary: the file is no library, or damaged.
        NewerLibrary: it was written by a later version.
    """
    if not path.exists() and not create:
        raise LibraryError(f"there is no library at {path}; take papers in with: reprise daily ingest SOURCE")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(f"the folder {path.parent} cannot be made: {error.strerror}") from error
    try:
        _recognise(path)
    except sqlite3.DatabaseError as error:
        raise explained(error, path) from error
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)),
        poolclass=QueuePool,
        pool_size=8,
        max_overflow=32,
        connect_args={"timeout": 10, "check_same_thread": False},
    )
    sa.event.listen(engine, "connect", _on_connect)
    sa.event.listen(engine, "begin", _on_begin)
    try:
        with engine.connect().execution_options(begin="IMMEDIATE") as connection, connection.begin():
            _prepare(connection, path)
    except sa.exc.DBAPIError as error:
        engine.dispose()
        raise explained(error.orig or error, path) from error
    except LibraryError:
        engine.dispose()
        raise
    return engine


def _recognise(path: Path) -> None:
    """Refuse another program's database before anything is set in it, WAL mode among others."""
    if not path.is_file() or not path.stat().st_size:
        return
    with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        found = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if found and not {"meta", "papers"} <= found:
        raise _foreign(path, found)


def _on_connect(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # transactions are begun by _on_begin
    for pragma in (
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "mmap_size = 268435456",
        "cache_size = -32768",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('begin', 'DEFERRED')}")


def _prepare(connection: sa.Connection, path: Path) -> None:
    found = set(sa.inspect(connection).get_table_names())
    if not found:
        metadata.create_all(connection)
        for statement in FULL_TEXT:
            connection.exec_driver_sql(statement)
        connection.execute(meta.insert(), [{"name": "schema_version", "value": str(SCHEMA_VERSION)}])
        return
    version = connection.scalar(sa.select(meta.c.value).where(meta.c.name == "schema_version"))
    if version is None or not version.isdecimal():
        raise CorruptLibrary(f"{path} does not say its version ({version!r}); move it away and ingest again")
    if int(version) > SCHEMA_VERSION:
        raise NewerLibrary(
            f"{path} has version {version}, this reprise knows up to {SCHEMA_VERSION}; update reprise, "
            "or name another file"
        )
    if not {*metadata.tables, "search"} <= found:
        raise _foreign(path, found)
    # A library that cannot be written is found out now, not when somebody votes.
    connection.execute(meta.update().values(value=meta.c.value))


def _foreign(path: Path, found: set[str]) -> CorruptLibrary:
    missing = ", ".join(sorted({*metadata.tables, "search"} - found))
    return CorruptLibrary(
        f"{path} is a database, but no library of Daily: it has the tables {', '.join(sorted(found))[:200]} "
        f"and lacks {missing}; move it away and ingest again, or name another file"
    )


def explained(error: BaseException, path: Path) -> LibraryError:
    """What an error of the database means for the library's owner."""
    said = str(error)
    if "not a database" in said or "malformed" in said:
        return CorruptLibrary(f"{path} is damaged or no database ({said}); move it away and ingest again")
    if "no such table" in said or "no such column" in said:
        return CorruptLibrary(f"{path} is no library of Daily ({said}); move it away and ingest again")
    if "locked" in said:
        return LibraryError(
            f"{path} is being written by another process for more than ten seconds; try again"
        )
    return LibraryError(
        f"{path} cannot be read and written ({said}); check the folder's permissions and space"
    )
