"""Taking sources in, twice, and with the process killed in between."""

from __future__ import annotations

import gzip
import json
import signal
import subprocess
import sys

import pytest

from reprise.daily.errors import SourceError
from reprise.daily.ingest import ingest
from reprise.daily.library import Library


def jsonl(path, count, compressed=False):
    lines = "".join(
        json.dumps(
            {
                "id": f"p{i}",
                "title": f"Title number {i}",
                "abstract": f"text {i}",
                "year": 2020,
                "month": 1 + i % 12,
            }
        )
        + "\n"
        for i in range(count)
    )
    path.write_bytes(gzip.compress(lines.encode()) if compressed else lines.encode())
    return path


@pytest.mark.parametrize("compressed", [False, True])
def test_twice_is_once(tmp_path, compressed):
    source = jsonl(tmp_path / "papers", 30, compressed)
    stored = []
    with Library.open(tmp_path / "daily.sqlite3") as library:
        report = ingest(library, source, progress=stored.append, batch=8)
        assert (report.added, report.updated, report.unchanged, report.problems) == (30, 0, 0, [])
        assert stored == [8, 16, 24, 30]
        again = ingest(library, str(source))
        assert (again.added, again.updated, again.unchanged) == (0, 0, 30)
        assert library.stats()["papers"] == 30


def test_cards_then_a_richer_source_and_back(tmp_path):
    record = {
        "paper": {
            "id": "2205.13147",
            "title": "Matryoshka Representation Learning",
            "summary": "The abstract.",
            "upvotes": 12,
            "publishedAt": "2022-05-26T00:00:00.000Z",
        },
        "numComments": 2,
    }
    (tmp_path / "hf.json").write_text(json.dumps([record]))
    with Library.open(tmp_path / "daily.sqlite3") as library:
        assert ingest(library, "cards").added == 60
        report = ingest(library, tmp_path / "hf.json")
        assert (report.added, report.updated) == (0, 1)
        assert ingest(library, "cards").unchanged == 60
        paper = library.by_slug("matryoshka")
        assert (paper.abstract, paper.votes, paper.comments, paper.precision) == (
            "The abstract.",
            12,
            2,
            "day",
        )


def test_bad_entries_are_left_out_and_named(tmp_path):
    source = jsonl(tmp_path / "papers", 3)
    lines = source.read_text().splitlines()
    source.write_text("\n".join([lines[0], "{broken", lines[1], '{"title": "no date"}', "[1]", lines[2]]))
    with Library.open(tmp_path / "daily.sqlite3") as library:
        report = ingest(library, source)
        assert report.added == 3
        assert [problem.place for problem in report.problems] == ["line 2", "line 4", "line 5"]
        assert "not JSON" in report.problems[0].reason
        assert "no date" in report.problems[1].reason


def test_an_unreadable_upload(tmp_path):
    with Library.open(tmp_path / "daily.sqlite3") as library:
        for content in (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), b"", b"<html></html>"):
            (tmp_path / "upload").write_bytes(content)
            with pytest.raises(SourceError, match="Hugging Face"), (tmp_path / "upload").open("rb") as upload:
                ingest(library, upload)
        assert library.stats()["papers"] == 0


def test_refuses_a_batch_of_none(tmp_path):
    with (
        Library.open(tmp_path / "daily.sqlite3") as library,
        pytest.raises(ValueError, match="batch must be at least 1"),
    ):
        ingest(library, "cards", batch=0)


def test_what_was_reported_as_stored_survives_a_kill(tmp_path):
    source = jsonl(tmp_path / "papers", 500)
    database = tmp_path / "daily.sqlite3"
    code = (
        "from reprise.daily.library import Library; from reprise.daily.ingest import ingest;"
        f"library = Library.open({str(database)!r});"
        f"ingest(library, {str(source)!r}, progress=lambda n: print(n, flush=True), batch=25)"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    reported = 0
    for line in process.stdout:
        reported = int(line)
        if reported == 100:
            process.send_signal(signal.SIGKILL)
            break
    reported = max([reported, *(int(line) for line in process.stdout if line.strip())])
    process.stdout.close()
    assert process.wait() == -signal.SIGKILL
    with Library.open(database) as library:
        stored = library.stats()["papers"]
        assert reported <= stored < 500
        assert all(library.paper(f"p{i}") is not None for i in range(reported))
        assert library.search(f"title number {reported - 1}").total > 0
        assert len(library.similar(f"p{reported - 1}")) == 6
        report = ingest(library, source)
        assert (report.added, report.unchanged) == (500 - stored, stored)
