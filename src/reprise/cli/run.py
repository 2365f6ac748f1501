"""``reprise run``: perform a paper, judge its claims, compare with the stored result."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reprise.cli.errors import UsageError
from reprise.papers import catalog

if TYPE_CHECKING:
    from reprise.papers.card import Card
    from reprise.report import Result, Scale
    from reprise.report.performance import RunSeeds, SeedStore

SCALES = ("tiny", "laptop", "gpu")
LINE_SECONDS = 0.1  # between two lines of progress about one stage
Listener = Callable[[int, int, str, int, "int | None"], None]


def run(
    slug: Annotated[str | None, typer.Argument(help="The paper; see `reprise list`.")] = None,
    all_papers: Annotated[
        bool, typer.Option("--all", help="Every performed paper, one after the other.")
    ] = False,
    scale: Annotated[
        str, typer.Option(help="tiny (seconds), laptop (about five minutes) or gpu.")
    ] = "laptop",
    seeds: Annotated[
        int | None, typer.Option(min=1, help="How many; by default what the scale needs.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Local processes that seeds run in.")] = 1,
    ray: Annotated[str | None, typer.Option(help="Address of a Ray cluster that seeds run on.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="A folder for the result, as JSON, Markdown and figure.")
    ] = None,
    store: Annotated[bool, typer.Option("--store", help="Write the result into the paper's room.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Do not take up an interrupted run.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 when a claim fails.")] = False,
    progress: Annotated[str, typer.Option(help="bar, json (lines on stderr) or none.")] = "bar",
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Perform a paper: method and baselines, over seeds, with a verdict for each claim."""
    if (slug is None) == (not all_papers):
        raise UsageError("name one paper, or --all: reprise run SLUG")
    if scale not in SCALES:
        raise UsageError(f"unknown scale {scale!r}; there are {', '.join(SCALES)}")
    if progress not in ("bar", "json", "none"):
        raise UsageError(f"unknown progress {progress!r}; there are bar, json, none")
    if ray is not None and workers != 1:
        raise UsageError("--workers are local processes; with --ray the cluster decides")
    for folder in ([out] if out is not None else []) + ([catalog.card(slug).room] if store and slug else []):
        _check_writable(folder)
    cards = [c for c in catalog.rooms() if c.performed] if slug is None else [catalog.card(slug)]
    results = []
    for card in cards:
        try:
            result, kept = _perform(card, scale, seeds, workers, ray, fresh, progress)
        except Exception as error:
            from reprise.cli.errors import explain

            message = explain(error)
            if progress == "json":
                print(
                    json.dumps({"event": "error", "message": message or repr(error)}),
                    file=sys.stderr,
                    flush=True,
                )
            if message is None or len(cards) == 1:
                raise
            print(f"{card.slug}: {message}", file=sys.stderr)
            continue
        results.append(result)
        if not as_json:
            _print(card, result)
        if store:
            _write(card, result, card.room)
        if out is not None:
            _write(card, result, out, prefix=f"{card.slug}-", markdown=True)
        kept.clear(result.seeds)
    if as_json:
        plain = [result.to_json() for result in results]
        print(json.dumps(plain if all_papers else plain[0], indent=1, ensure_ascii=False))
    if strict and any(verdict.verdict == "fails" for result in results for verdict in result.verdicts):
        raise typer.Exit(1)


def _perform(
    card: Card, scale: str, seeds: int | None, workers: int, ray: str | None, fresh: bool, progress: str
) -> tuple[Result, SeedStore]:
    from reprise.data import cache_folder
    from reprise.report import Scale
    from reprise.report.performance import SeedStore, fingerprint, perform

    experiment = catalog.experiment(card.slug)
    at = Scale(scale)
    if at not in experiment.SETTINGS:
        raise UsageError(f"{card.slug} has no {scale} scale; it has {', '.join(experiment.SETTINGS)}")
    folder = cache_folder() / "runs" / card.slug / scale / fingerprint(experiment, at)
    if fresh and folder.exists():
        shutil.rmtree(folder)
    kept = SeedStore(folder)
    with ExitStack() as stack:
        result = perform(
            card.slug,
            experiment,
            at,
            {claim.id: claim.statement for claim in card.claims},
            seeds=seeds,
            run_seeds=_executor(card, at, workers, ray),
            listener=_listener(card.slug, progress, stack),
            store=kept,
        )
    return result, kept


def _executor(card: Card, scale: Scale, workers: int, ray: str | None) -> RunSeeds | None:
    if workers == 1 and ray is None:
        return None
    from reprise.report.executor import LocalProcesses, RayCluster

    executor = LocalProcesses(workers) if ray is None else RayCluster(ray, gpus=1 if scale == "gpu" else 0)
    return lambda seeds: executor.run(f"{card.module}.experiment", scale, seeds)


def _listener(slug: str, progress: str, stack: ExitStack) -> Listener | None:
    if progress == "none":
        return None
    if progress == "json":
        last = ("", 0.0)

        def line(seed: int, seeds: int, message: str, done: int, total: int | None) -> None:
            nonlocal last
            now = time.monotonic()
            if message == last[0] and done != total and now - last[1] < LINE_SECONDS:
                return
            last = (message, now)
            event = {"event": "progress", "slug": slug, "seed": seed, "seeds": seeds}
            event |= {"message": message, "done": done, "total": total}
            print(json.dumps(event, ensure_ascii=False), file=sys.stderr, flush=True)

        return line
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    bars = stack.enter_context(
        Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
    )
    whole = bars.add_task(f"{slug}, seeds", total=None)
    stage = bars.add_task("", total=None)

    def bar(seed: int, seeds: int, message: str, done: int, total: int | None) -> None:
        bars.update(whole, completed=seed, total=seeds)
        bars.update(stage, description=message, completed=done, total=total)

    return bar


def _write(card: Card, result: Result, folder: Path, prefix: str = "", markdown: bool = False) -> None:
    from reprise.report import Table
    from reprise.report.figures import render
    from reprise.report.markdown import result_markdown
    from reprise.report.result import write_atomically

    experiment = catalog.experiment(card.slug)
    table = Table(result.rows)
    pictures = {theme: render(experiment.figure, table, theme) for theme in ("light", "dark")}
    result.write(folder / f"{prefix}{result.scale}.json")
    write_atomically(folder / f"{prefix}{result.scale}.png", pictures["light"])
    write_atomically(folder / f"{prefix}{result.scale}-dark.png", pictures["dark"])
    if markdown:
        write_atomically(
            folder / f"{prefix}{result.scale}.md", result_markdown(result, card.title, prefix).encode()
        )


def _check_writable(folder: Path) -> None:
    """Before hours of work rather than after."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise UsageError(f"results cannot be written to {folder}: {error.strerror or error}") from None


def _print(card: Card, result: Result) -> None:
    from rich.console import Console

    from reprise.cli.verdicts import verdict_lines
    from reprise.report.comparison import compare

    console = Console()
    stored = catalog.stored(card.slug, result.scale)
    comparisons = None if stored is None else {c.id: c for c in compare(result, stored)}
    console.print(f"\n[bold]{card.title}[/bold]", highlight=False)
    console.print(f"{result.scale} scale, {len(result.seeds)} seeds, {result.seconds:.0f} s, {result.cpu}\n")
    console.print(*verdict_lines(result.verdicts, comparisons), sep="\n", soft_wrap=True)
    if stored is not None and comparisons is not None:
        differ = [c for c in comparisons.values() if c.differs]
        console.print(
            f"\nBeside the stored result of {stored.date[:10]} ({stored.cpu}): "
            + (f"{len(differ)} of {len(comparisons)} claims differ." if differ else "every claim agrees.")
        )
