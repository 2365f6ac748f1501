"""Opening library files: new, old, damaged, foreign, newer, unwritable."""

from __future__ import annotations

import sqlite3
import threading

import pytest
import sqlalchemy as sa

from reprise.daily.errors import CorruptLibrary, LibraryError, NewerLibrary
from reprise.daily.schema import explained, meta, open_engine, papers


def test_a_new_file_gets_its_tables_in_wal_mode(tmp_path):
    engine = open_engine(tmp_path / "folder" / "daily.sqlite3")
    with engine.connect() as connection:
        assert {"papers", "identities", "words", "stems", "meta", "search"} <= set(
            sa.inspect(connection).get_table_names()
        )
        assert connection.scalar(sa.text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(sa.select(meta.c.value)) == "1"
    engine.dispose()
    open_engine(tmp_path / "folder" / "daily.sqlite3", create=False).dispose()


def test_no_file_and_none_to_be_made(tmp_path):
    with pytest.raises(LibraryError, match="there is no library at"):
        open_engine(tmp_path / "daily.sqlite3", create=False)
    assert not (tmp_path / "daily.sqlite3").exists()


@pytest.mark.parametrize(
    "content", [b"not a database at all " * 50, b"SQLite format 3\x00" + bytes(range(256)) * 20]
)
def test_a_damaged_file_is_reported_and_left_as_it_is(tmp_path, content):
    path = tmp_path / "daily.sqlite3"
    path.write_bytes(content)
    with pytest.raises(CorruptLibrary, match="move it away and ingest again"):
        open_engine(path)
    assert path.read_bytes() == content


def test_another_programs_database_is_left_alone(tmp_path):
    path = tmp_path / "other.sqlite3"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE bookmarks (url)")
    other.close()
    with pytest.raises(CorruptLibrary, match="the tables bookmarks"):
        open_engine(path)


def test_a_library_that_lacks_a_table(tmp_path):
    path = tmp_path / "daily.sqlite3"
    engine = open_engine(path)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE stems")
    engine.dispose()
    with pytest.raises(CorruptLibrary, match="lacks stems; move it away"):
        open_engine(path)


def test_a_newer_version_is_refused_and_an_odd_one_too(tmp_path):
    path = tmp_path / "daily.sqlite3"
    engine = open_engine(path)
    for value, error, message in (
        ("2", NewerLibrary, "version 2, this reprise knows up to 1"),
        ("x", CorruptLibrary, "does not say its version"),
    ):
        with engine.begin() as connection:
            connection.execute(meta.update().values(value=value))
        with pytest.raises(error, match=message):
            open_engine(path)
    engine.dispose()


def test_a_folder_that_cannot_be_written(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(LibraryError, match="cannot be made"):
        open_engine(blocked / "folder" / "daily.sqlite3")
    (tmp_path / "daily.sqlite3").mkdir()
    with pytest.raises(LibraryError, match="cannot be read and written"):
        open_engine(tmp_path / "daily.sqlite3")


def test_a_read_only_folder(tmp_path, monkeypatch):
    # SQLite itself is asked to be read-only, so that the test holds for root too.
    open_engine(tmp_path / "daily.sqlite3").dispose()
    plain = sqlite3.connect
    monkeypatch.setattr(
        sqlite3.dbapi2,
        "connect",
        lambda name, **kw: plain(f"file:{name}?mode=ro&immutable=1", uri=True, **kw),
    )
    with pytest.raises(LibraryError, match="check the folder's permissions"):
        open_engine(tmp_path / "daily.sqlite3")


def test_two_writers_take_turns(tmp_path):
    engine = open_engine(tmp_path / "daily.sqlite3")
    order = []
    held = threading.Event()

    def other():
        held.wait()
        with engine.connect().execution_options(begin="IMMEDIATE") as connection, connection.begin():
            order.append("second")

    thread = threading.Thread(target=other)
    thread.start()
    with engine.connect().execution_options(begin="IMMEDIATE") as connection, connection.begin():
        held.set()
        thread.join(timeout=0.2)
        order.append("first")
    thread.join()
    engine.dispose()
    assert order == ["first", "second"]


def test_the_full_text_index_follows_the_table(tmp_path):
    engine = open_engine(tmp_path / "daily.sqlite3")
    blank = {c.name: "" if isinstance(c.type, sa.Text) else 0 for c in papers.columns} | {"id": 1, "key": "k"}

    def found(connection, word):
        return connection.scalars(
            sa.text("SELECT rowid FROM search WHERE search MATCH :w"), {"w": word}
        ).all()

    with engine.begin() as connection:
        connection.execute(papers.insert(), blank | {"title": "Nested embeddings"})
        assert found(connection, "embedding") == [1], "stemmed"
        connection.execute(papers.update().values(title="Spectral graphs"))
        assert found(connection, "embedding") == []
        assert found(connection, "graph") == [1]
        connection.execute(papers.delete())
        assert found(connection, "graph") == []
        connection.exec_driver_sql("INSERT INTO search(search) VALUES ('integrity-check')")
    engine.dispose()


def test_another_programs_journal_mode_is_left_alone(tmp_path):
    path = tmp_path / "other #1?.sqlite3"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE bookmarks (url)")
    other.close()
    content = path.read_bytes()
    with pytest.raises(CorruptLibrary, match="the tables bookmarks"):
        open_engine(path)
    assert path.read_bytes() == content
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


def test_an_empty_file_becomes_a_library(tmp_path):
    (tmp_path / "daily.sqlite3").touch()
    engine = open_engine(tmp_path / "daily.sqlite3")
    with engine.connect() as connection:
        assert connection.scalar(sa.text("PRAGMA journal_mode")) == "wal"
    engine.dispose()


@pytest.mark.parametrize(
    ("said", "kind", "told"),
    [
        ("no such table: words", CorruptLibrary, "no library of Daily"),
        ("database disk image is malformed", CorruptLibrary, "damaged"),
        ("database is locked", LibraryError, "another process"),
        ("disk I/O error", LibraryError, "permissions and space"),
    ],
)
def test_errors_are_explained(tmp_path, said, kind, told):
    error = explained(sqlite3.OperationalError(said), tmp_path / "daily.sqlite3")
    assert type(error) is kind
    assert told in str(error)
