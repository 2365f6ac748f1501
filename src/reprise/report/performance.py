"""Performing a paper: run its experiment over seeds, judge its claims, draw its figure."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
import shutil
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from reprise.report import environment
from reprise.report.claim import Judge
from reprise.report.figures import Figure
from reprise.report.progress import Progress
from reprise.report.result import Result, write_atomically
from reprise.report.row import Row, Scale
from reprise.report.table import Table
from reprise.report.verdict import Verdict


class Experiment(Protocol):
    """What the module ``papers/<slug>/experiment.py`` offers.

    ``SETTINGS`` holds, for each scale, a frozen dataclass that has at least ``seeds: int``, the number of
    seeds that the scale's verdicts need. ``perform`` yields the rows of one seed, method and baselines.
    """

    SETTINGS: Mapping[Scale, Any]
    CLAIMS: Mapping[str, Judge]

    @staticmethod
    def perform(settings: Any, seed: int, progress: Progress) -> Iterator[Row]: ...

    @staticmethod
    def figure(table: Table) -> Figure: ...


@dataclass(frozen=True)
class SeedRun:
    """The rows of one seed, the data it read, and how long it took."""

    seed: int
    rows: tuple[Row, ...]
    data: dict[str, str]
    seconds: float

    def to_json(self) -> dict[str, Any]:
        return {**dataclasses.asdict(self), "rows": [dataclasses.asdict(row) for row in self.rows]}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> SeedRun:
        return cls(data["seed"], tuple(Row(**row) for row in data["rows"]), data["data"], data["seconds"])


def perform_seed(
    experiment: Experiment, scale: Scale, seed: int, progress: Progress | None = None
) -> SeedRun:
    """Run one seed in this process."""
    from reprise.data import recording

    start = time.perf_counter()
    with recording() as data:
        rows = tuple(experiment.perform(settings_of(experiment, scale), seed, progress or Progress()))
    if not rows:
        raise RuntimeError(f"the experiment made no rows at {scale} scale, seed {seed}")
    strays = {row.seed for row in rows} - {seed}
    if strays:
        raise RuntimeError(
            f"seed {seed} made rows for seeds {sorted(strays)}; each run yields its own seed's rows"
        )
    return SeedRun(seed, rows, dict(data), time.perf_counter() - start)


def settings_of(experiment: Experiment, scale: Scale) -> Any:
    """The settings of a scale.

    Raises:
        ValueError: the experiment has none for it.
    """
    if scale not in experiment.SETTINGS:
        have = ", ".join(experiment.SETTINGS)
        raise ValueError(f"this experiment has no settings for scale {scale!s}; it has {have}")
    return experiment.SETTINGS[scale]


def fingerprint(experiment: Experiment, scale: Scale) -> str:
    """Changes when the code of any part, the settings or a library's version changes.

    Finished seeds of an interrupted run are taken up again only under the same fingerprint.
    """
    digest = hashlib.sha256()
    for path in sorted(environment.PACKAGE.rglob("*.py")):
        place = path.relative_to(environment.PACKAGE)
        if place.parts[0] not in ("daily", "cli"):
            digest.update(str(place).encode())
            digest.update(path.read_bytes())
    digest.update(repr(settings_of(experiment, scale)).encode())
    digest.update(json.dumps(environment.versions(), sort_keys=True).encode())
    return digest.hexdigest()[:16]


def judge(
    experiment: Experiment, table: Table, scale: Scale, statements: Mapping[str, str]
) -> tuple[Verdict, ...]:
    """One verdict a claim, in the card's order.

    Args:
        statements: the card's claims, id to statement.

    Raises:
        ValueError: card and experiment do not name the same claims.
    """
    if set(statements) != set(experiment.CLAIMS):
        raise ValueError(
            f"card and experiment differ in their claims: only on the card {sorted(set(statements) - set(experiment.CLAIMS))}, "
            f"only in CLAIMS {sorted(set(experiment.CLAIMS) - set(statements))}"
        )
    return tuple(
        dataclasses.replace(experiment.CLAIMS[id].judge(id, table, scale), statement=statement)
        for id, statement in statements.items()
    )


class SeedStore:
    """Finished seeds of a run that is not finished, on disk.

    Args:
        folder: where; one file a seed. None keeps nothing.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def _path(self, seed: int) -> Path | None:
        return None if self.folder is None else self.folder / f"seed-{seed}.json"

    def get(self, seed: int) -> SeedRun | None:
        """The finished run of a seed, if there is one; a damaged file counts as none."""
        path = self._path(seed)
        if path is None or not path.exists():
            return None
        try:
            return SeedRun.from_json(json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, KeyError, TypeError):
            path.unlink()
            return None

    def put(self, run: SeedRun) -> None:
        """Keep a finished seed; where nothing can be written the run goes on all the same, with a warning."""
        path = self._path(run.seed)
        if path is None:
            return
        try:
            write_atomically(path, json.dumps(run.to_json()).encode())
        except OSError as error:
            warnings.warn(
                f"finished seeds are not kept, an interrupted run would start over ({error}); set REPRISE_CACHE",
                stacklevel=2,
            )
            self.folder = None

    def clear(self, seeds: Iterable[int]) -> None:
        """Forget these seeds, and the folder with what interrupted writes left in it when nothing else is there."""
        if self.folder is None:
            return
        for seed in seeds:
            (self.folder / f"seed-{seed}.json").unlink(missing_ok=True)
        if not any(self.folder.glob("seed-*.json")):
            shutil.rmtree(self.folder, ignore_errors=True)


RunSeeds = Callable[[Sequence[int]], Iterable[SeedRun]]


def perform(
    slug: str,
    experiment: Experiment,
    scale: Scale,
    statements: Mapping[str, str],
    *,
    seeds: int | None = None,
    run_seeds: RunSeeds | None = None,
    listener: Callable[[int, int, str, int, int | None], None] | None = None,
    store: SeedStore | None = None,
) -> Result:
    """Run an experiment over its seeds and judge its claims.

    Args:
        slug: the paper.
        experiment: its module.
        scale: how big.
        statements: the card's claims, id to statement.
        seeds: how many seeds; by default what the scale's settings say. At least 1.
        run_seeds: runs the given seeds somewhere else (processes, a cluster) and yields them as they end;
            by default they run here, one after the other.
        listener: called with (seed's position, number of seeds, message, done, total).
        store: where finished seeds are kept, so that an interrupted run goes on; clear it when the result is safe.

    Returns:
        the result, complete with verdicts and circumstances.
    """
    settings = settings_of(experiment, scale)
    count = settings.seeds if seeds is None else seeds
    if count < 1:
        raise ValueError(f"a run needs at least one seed, got {count}")
    store = store or SeedStore(None)
    commit = environment.commit()  # as the run begins: the checkout may move on while it lasts
    done: dict[int, SeedRun] = {}
    for seed in range(count):
        found = store.get(seed)
        if found is not None:
            done[seed] = found
    missing = [seed for seed in range(count) if seed not in done]

    def here(seeds: Sequence[int]) -> Iterator[SeedRun]:
        for seed in seeds:
            position = len(done)

            def listen(message: str, step: int, total: int | None, position: int = position) -> None:
                if listener is not None:
                    listener(position, count, message, step, total)

            yield perform_seed(experiment, scale, seed, Progress(listen))

    for run in (run_seeds or here)(missing):
        store.put(run)
        done[run.seed] = run
        if listener is not None:
            listener(len(done), count, f"seed {run.seed} done", 0, None)

    runs = [done[seed] for seed in sorted(done)]
    data: dict[str, str] = {}
    for run in runs:
        for name, digest in run.data.items():
            if data.setdefault(name, digest) != digest:
                raise RuntimeError(f"data set {name!r} changed between seeds; run again with --fresh")
    table = Table(row for run in runs for row in run.rows)
    result = Result(
        slug=slug,
        scale=scale,
        seeds=tuple(run.seed for run in runs),
        rows=table.rows,
        verdicts=judge(experiment, table, scale, statements),
        seconds=sum(run.seconds for run in runs),
        versions=environment.versions(),
        settings=plain_settings(settings),
        data=dict(sorted(data.items())),
        cpu=environment.processor(),
        accelerator=environment.accelerator(),
        commit=commit,
        date=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        command=f"reprise run {slug} --scale {scale} --seeds {count}",
    )
    return result


def plain_settings(settings: Any) -> dict[str, Any]:
    """Settings as JSON can hold them."""
    plain: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(settings), default=str))
    return plain
