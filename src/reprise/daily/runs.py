"""The Run button's queue: at most a few runs at once, the others wait in order.

A run is ``reprise run SLUG --scale tiny`` in a separate process. State lives in memory; the last result of
each paper is also kept on disk and is there again after a restart.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import logging
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reprise.daily.run_process import RunProcess
from reprise.report import Result

SCALE = "tiny"
MAX_WAITING = 8

_log = logging.getLogger(__name__)


class QueueFull(Exception):
    """Too many runs are waiting already."""


@dataclass(frozen=True, slots=True)
class Run:
    """What is known about the latest run of one paper.

    Args:
        slug: the paper.
        state: ``"waiting"``, ``"running"``, ``"done"``, ``"failed"`` or ``"stopped"``.
        number: counts all runs of this server; a reader can tell a new run from an old one.
        ahead: how many runs come before this one while it waits.
        message: the stage that the experiment announced.
        done, total: of that stage; total is None while it is not known.
        seed, seeds: how many seeds are finished, of how many; seeds is 0 before the first announcement.
        seconds: how long it has run, or ran.
        result: when done.
        error: when failed or stopped.
        log: the last lines of a failed run's standard error.
    """

    slug: str
    state: str
    number: int = 0
    ahead: int = 0
    message: str = ""
    done: int = 0
    total: int | None = None
    seed: int = 0
    seeds: int = 0
    seconds: float = 0.0
    result: Result | None = None
    error: str = ""
    log: tuple[str, ...] = ()

    @property
    def active(self) -> bool:
        return self.state in ("waiting", "running")

    @property
    def share(self) -> float | None:
        """How much of the run is behind it, from 0 to 1; None while it cannot be told."""
        if not self.seeds:
            return None
        stage = min(self.done / self.total, 1.0) if self.total else 0.0
        return min((self.seed + stage) / self.seeds, 1.0)

    def to_json(self) -> dict[str, Any]:
        """For the page's script; the result is fetched with the page."""
        names = ("slug", "state", "number", "ahead", "message", "done", "total", "seed", "seeds", "error")
        plain = {name: getattr(self, name) for name in names}
        return plain | {"seconds": round(self.seconds, 1), "share": self.share}


def reprise_run(slug: str) -> Sequence[str]:
    """The command behind the button."""
    return (
        *(sys.executable, "-m", "reprise", "run", slug),
        *("--scale", SCALE, "--json", "--progress", "json"),
    )


class Runs:
    """The queue.

    Args:
        folder: where last results are kept, one JSON file a paper; made when first needed.
        limit_seconds: for one run, from its start.
        max_runs: at once.
        command: what a run executes.
    """

    def __init__(
        self,
        folder: Path,
        *,
        limit_seconds: float = 60,
        max_runs: int = 1,
        command: Callable[[str], Sequence[str]] = reprise_run,
    ) -> None:
        if limit_seconds <= 0:
            raise ValueError(f"a run needs a positive time limit, got {limit_seconds} seconds")
        if max_runs < 1:
            raise ValueError(f"at least one run at once must be allowed, got {max_runs}")
        self.limit_seconds = limit_seconds
        self._folder = folder
        self._command = command
        self._changed = threading.Condition()
        self._runs: dict[str, Run] = self._stored()
        self._began: dict[str, float] = {}
        self._waiting: deque[str] = deque()
        self._processes: dict[str, RunProcess] = {}
        self._number = 0
        self._closed = False
        self._threads = [
            threading.Thread(target=self._work, name=f"reprise-run-{n}", daemon=True) for n in range(max_runs)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, slug: str) -> Run:
        """Queue a run of a paper; one that waits or runs already is joined.

        Raises:
            QueueFull: come back when some have ended.
            RuntimeError: the queue is closed.
        """
        with self._changed:
            if self._closed:
                raise RuntimeError("the queue is closed")
            present = self._runs.get(slug)
            if present is not None and present.active:
                return self._view(slug)
            if len(self._waiting) >= MAX_WAITING:
                raise QueueFull(f"{len(self._waiting)} runs are waiting already; try again in a minute")
            self._number += 1
            self._runs[slug] = Run(slug, "waiting", number=self._number)
            self._waiting.append(slug)
            self._changed.notify_all()
            return self._view(slug)

    def get(self, slug: str) -> Run | None:
        """The latest run of a paper, None when it was never run here."""
        with self._changed:
            return self._view(slug) if slug in self._runs else None

    def stop(self, slug: str) -> None:
        """End a run that waits or runs; nothing happens to one that has ended."""
        with self._changed:
            if slug in self._waiting:
                self._waiting.remove(slug)
                self._runs[slug] = Run(
                    slug, "stopped", self._runs[slug].number, error="stopped while it waited"
                )
                self._changed.notify_all()
            elif slug in self._processes:
                self._processes[slug].end("stopped by a reader")

    def wait(self, slug: str, timeout: float) -> Run | None:
        """Block until the paper's run has ended, at most ``timeout`` seconds."""
        with self._changed:
            self._changed.wait_for(lambda: slug not in self._runs or not self._runs[slug].active, timeout)
        return self.get(slug)

    def close(self) -> None:
        """End everything that runs or waits."""
        with self._changed:
            self._closed = True
            for slug in list(self._waiting):
                self.stop(slug)
            for process in self._processes.values():
                process.end("stopped: Daily was closed")
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(10)

    def _view(self, slug: str) -> Run:
        run = self._runs[slug]
        if run.state == "waiting":
            return dataclasses.replace(run, ahead=len(self._processes) + self._waiting.index(slug))
        if run.state == "running":
            return dataclasses.replace(run, seconds=time.monotonic() - self._began[slug])
        return run

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closed)
                if self._closed:
                    return
                slug = self._waiting.popleft()
                self._changed.notify_all()
                try:
                    process = RunProcess(
                        self._command(slug), self.limit_seconds, functools.partial(self._progress, slug)
                    )
                except Exception as error:  # whatever it was, the runs that wait have their turn
                    self._runs[slug] = _broken_off(slug, self._runs[slug].number, error)
                    continue
                self._processes[slug] = process
                self._began[slug] = time.monotonic()
                self._runs[slug] = dataclasses.replace(self._runs[slug], state="running")
            try:
                ended = self._ended(slug, process)
            except Exception as error:
                ended = _broken_off(slug, 0, error)
            with self._changed:
                seconds = time.monotonic() - self._began.pop(slug)
                del self._processes[slug]
                self._runs[slug] = dataclasses.replace(ended, number=self._runs[slug].number, seconds=seconds)
                self._changed.notify_all()

    def _progress(self, slug: str, event: Mapping[str, Any]) -> None:
        def count(name: str) -> int:
            value = event.get(name)
            return value if isinstance(value, int) and value >= 0 else 0

        with self._changed:
            if self._runs[slug].state != "running":
                return
            self._runs[slug] = dataclasses.replace(
                self._runs[slug],
                message=str(event.get("message", ""))[:200],
                done=count("done"),
                total=count("total") or None,
                seed=count("seed"),
                seeds=count("seeds"),
            )

    def _ended(self, slug: str, process: RunProcess) -> Run:
        outcome = process.run()
        if outcome.code == 0 and not outcome.error:
            try:
                result = _read_result(outcome.output, slug)
                result.write(self._path(slug))
            except (ValueError, OSError) as error:
                return Run(slug, "failed", error=str(error), log=outcome.log)
            return Run(slug, "done", result=result)
        state = "stopped" if outcome.stopped else "failed"
        reason = outcome.error or (
            outcome.log[-1] if outcome.log else f"it ended with exit code {outcome.code}"
        )
        return Run(slug, state, error=reason[:1000], log=outcome.log)

    def _path(self, slug: str) -> Path:
        return self._folder / f"{slug}.json"

    def _stored(self) -> dict[str, Run]:
        runs = {}
        for path in sorted(self._folder.glob("*.json")):
            try:
                result = _read_result(path.read_bytes(), path.stem)
            except (ValueError, OSError) as error:
                _log.warning("the last result in %s cannot be read and is left out: %s", path, error)
                continue
            runs[path.stem] = Run(path.stem, "done", seconds=result.seconds, result=result)
        return runs


def _broken_off(slug: str, number: int, error: Exception) -> Run:
    """A run that failed for a reason nobody foresaw; the server's log has the whole of it."""
    _log.error("the run of %s broke off", slug, exc_info=error)
    return Run(slug, "failed", number, error=f"the run broke off: {error!r}"[:1000])


def _read_result(content: bytes, slug: str) -> Result:
    """The result that a run printed.

    Raises:
        ValueError: it is none, or one of another paper or scale.
    """
    try:
        result = Result.from_json(json.loads(content))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"the run printed something that is not a result ({error!r})"[:300]) from error
    if result.slug != slug or result.scale != SCALE:
        raise ValueError(
            f"expected a result of {slug} at {SCALE} scale, got one of {result.slug} at {result.scale}"
        )
    return result
