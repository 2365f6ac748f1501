"""``reprise daily``: the reading room."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="The self-hosted daily papers.", no_args_is_help=True, pretty_exceptions_enable=False)

LibraryPath = Annotated[
    Path | None,
    typer.Option("--library", help="The library's file; by default REPRISE_DAILY or the user's data folder."),
]


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    library: LibraryPath = None,
) -> None:
    """Serve Daily; on the first start the 60 papers' cards are put into the library."""
    from reprise.daily.serve import default_library, serve

    serve(library or default_library(), host=host, port=port)


@app.command()
def ingest(
    source: Annotated[
        str, typer.Argument(help="A file or an http(s) address, or the name of a data set of papers.")
    ],
    library: LibraryPath = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Take papers in: a saved page, daily-papers JSON, arXiv Atom, JSONL, papers-acl, papers-ml or cards."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from reprise.daily.ingest import ingest
    from reprise.daily.library import Library
    from reprise.daily.serve import default_library

    with (
        Library.open(library or default_library()) as opened,
        Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:,} papers"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        ) as bars,
    ):
        task = bars.add_task(f"ingesting {source}", total=None)
        report = ingest(opened, source, progress=lambda done: bars.update(task, completed=done))
    if as_json:
        plain = {
            "added": report.added,
            "updated": report.updated,
            "unchanged": report.unchanged,
            "problems": [{"place": problem.place, "reason": problem.reason} for problem in report.problems],
        }
        print(json.dumps(plain, indent=1, ensure_ascii=False))
        return
    print(f"{report.added:,} added, {report.updated:,} updated, {report.unchanged:,} unchanged")
    for problem in report.problems:
        print(f"left out: {problem.place}: {problem.reason}")
