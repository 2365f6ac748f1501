"""One command in a process group of its own, with limits on time and output.

The code of an experiment never runs in the server: whatever it does (crash, hang, print without end,
leave children behind) ends with its group.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

MAX_OUTPUT = 4_000_000
"""Most bytes of standard output that are kept; a command that prints more is ended."""

MAX_LINE = 20_000
LOG_LINES = 30
KEPT_VARIABLES = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "TEMP",
    "SYSTEMROOT",
    "XDG_CACHE_HOME",
    "XDG_DATA_HOME",
    "REPRISE_CACHE",
    "REPRISE_DATA",
    "OMP_NUM_THREADS",
    "CUDA_VISIBLE_DEVICES",
)
"""The environment variables that a run sees: nothing that the server may know besides."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended.

    Args:
        code: exit status; negative for a signal, None when it could not be started.
        output: standard output.
        error: what ``{"event": "error"}`` said, or why the command was ended; empty when neither.
        log: the last lines of standard error that are not events.
        stopped: whether it was ended from outside: by a limit, a reader, or the server's end.
    """

    code: int | None
    output: bytes
    error: str
    log: tuple[str, ...] = ()
    stopped: bool = False


class RunProcess:
    """A command that is run once.

    Args:
        command: program and arguments.
        limit_seconds: after which the group is killed.
        on_progress: called with each ``{"event": "progress"}`` object that the command prints on standard
            error, from a thread of its own.
        environment: by default :data:`KEPT_VARIABLES` of this process.
    """

    def __init__(
        self,
        command: Sequence[str],
        limit_seconds: float,
        on_progress: Callable[[Mapping[str, Any]], None],
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._command = list(command)
        self._limit = limit_seconds
        self._on_progress = on_progress
        self._environment = dict(kept_environment() if environment is None else environment)
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._reason = ""
        self._reported = ""
        self._output = bytearray()
        self._log: deque[str] = deque(maxlen=LOG_LINES)

    def end(self, reason: str) -> None:
        """Kill the whole group, now or as soon as it starts; the first reason is the one that is told."""
        with self._lock:
            self._reason = self._reason or reason
            if self._process is not None:
                _kill_group(self._process)

    def run(self) -> Outcome:
        """Run the command to its end."""
        with tempfile.TemporaryDirectory(prefix="reprise-run-", ignore_cleanup_errors=True) as folder:
            return self._run_in(folder)

    def _run_in(self, folder: str) -> Outcome:
        with self._lock:
            if self._reason:
                return Outcome(None, b"", self._reason, stopped=True)
            try:
                process = subprocess.Popen(
                    self._command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    cwd=folder,
                    env=self._environment,
                    start_new_session=True,
                )
            except OSError as error:
                return Outcome(None, b"", f"the command could not be started: {error}")
            self._process = process
        assert process.stdout is not None
        assert process.stderr is not None
        readers = [
            threading.Thread(target=self._read_output, args=(process.stdout,), daemon=True),
            threading.Thread(target=self._read_events, args=(process.stderr,), daemon=True),
        ]
        for reader in readers:
            reader.start()
        try:
            process.wait(self._limit)
        except subprocess.TimeoutExpired:
            self.end(f"stopped at the time limit of {self._limit:g} seconds")
        finally:
            # Children that outlive their parent hold the pipes open and the processor busy.
            _kill_group(process)
            process.wait()
            for reader in readers:
                reader.join(5)
        return Outcome(
            process.returncode,
            bytes(self._output),
            self._reason or self._reported,
            tuple(self._log),
            stopped=bool(self._reason),
        )

    def _read_output(self, stream: IO[bytes]) -> None:
        with stream:
            while chunk := stream.read1(65_536):  # type: ignore[attr-defined]
                self._output += chunk
                if len(self._output) > MAX_OUTPUT:
                    self.end(f"stopped: it printed more than {MAX_OUTPUT:,} bytes")
                    return

    def _read_events(self, stream: IO[bytes]) -> None:
        with stream:
            while raw := stream.readline(MAX_LINE):
                line = raw.decode("utf-8", "replace").rstrip()
                event = _event(line)
                if event is None:
                    self._log.append(line)
                elif event["event"] == "progress":
                    self._on_progress(event)
                elif event["event"] == "error":
                    self._reported = str(event.get("message", ""))


def kept_environment() -> dict[str, str]:
    """The part of this process's environment that a run sees; one core is enough unless it says otherwise."""
    return {"OMP_NUM_THREADS": "1"} | {
        name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ
    }


def _event(line: str) -> dict[str, Any] | None:
    if not line.startswith("{"):
        return None
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) and isinstance(found.get("event"), str) else None


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        # Nobody is left in the group (macOS says so with a permission error).
        return
