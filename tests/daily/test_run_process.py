import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from reprise.daily import run_process
from reprise.daily.run_process import RunProcess, kept_environment

LIMIT = 20.0


def run(code: str, limit: float = LIMIT, environment=None):
    events: list[dict] = []
    command = [sys.executable, "-c", textwrap.dedent(code)]
    return RunProcess(command, limit, events.append, environment).run(), events


def dies(pid: int) -> bool:
    """Whether a process that was sent a signal is gone, or waits only to be buried by its parent."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        listed = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)
        if listed.stdout.strip()[:1] in ("", "Z"):
            return True
        time.sleep(0.02)
    return False


def test_output_progress_and_log_are_told_apart():
    outcome, events = run(
        """
        import json, sys
        for done in range(3):
            print(json.dumps({"event": "progress", "message": "training", "done": done}), file=sys.stderr)
        print("a warning", file=sys.stderr)
        print('{"event": 3}', file=sys.stderr)
        print("{not json", file=sys.stderr)
        print("result")
        """
    )
    assert (outcome.code, outcome.output, outcome.error, outcome.stopped) == (0, b"result\n", "", False)
    assert [event["done"] for event in events] == [0, 1, 2]
    assert outcome.log == ("a warning", '{"event": 3}', "{not json")


def test_an_error_event_is_the_reason():
    outcome, _ = run(
        """
        import json, sys
        print(json.dumps({"event": "error", "message": "no data"}), file=sys.stderr)
        sys.exit(2)
        """
    )
    assert (outcome.code, outcome.error, outcome.stopped) == (2, "no data", False)


def test_the_limit_ends_the_whole_group(tmp_path):
    note = tmp_path / "pid"
    began = time.monotonic()
    outcome, _ = run(
        f"""
        import pathlib, signal, subprocess, sys, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        pathlib.Path({str(note)!r}).write_text(str(child.pid))
        time.sleep(60)
        """,
        limit=1.0,
    )
    assert time.monotonic() - began < 10
    assert outcome.stopped
    assert outcome.error == "stopped at the time limit of 1 seconds"
    assert dies(int(note.read_text()))


def test_children_do_not_outlive_a_command_that_ends(tmp_path):
    note = tmp_path / "pid"
    began = time.monotonic()
    outcome, _ = run(
        f"""
        import pathlib, subprocess, sys
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        pathlib.Path({str(note)!r}).write_text(str(child.pid))
        print("done")
        """
    )
    assert time.monotonic() - began < 10
    assert (outcome.code, outcome.output) == (0, b"done\n")
    assert dies(int(note.read_text()))


def test_endless_output_is_ended_and_not_kept(monkeypatch):
    monkeypatch.setattr(run_process, "MAX_OUTPUT", 50_000)
    outcome, _ = run("while True: print('x' * 1000)")
    assert outcome.stopped
    assert "more than 50,000 bytes" in outcome.error
    assert len(outcome.output) < 50_000 + 65_536 + 1


def test_long_lines_and_long_logs_are_cut():
    outcome, _ = run(
        """
        import sys
        sys.stderr.write("x" * 100_000 + "\\n")
        for number in range(100):
            print(number, file=sys.stderr)
        """
    )
    assert outcome.log == tuple(str(number) for number in range(70, 100))


def test_bytes_that_are_not_text_are_shown_all_the_same():
    outcome, _ = run("import sys; sys.stderr.buffer.write(b'\\xff\\xfe broken\\n')")
    assert outcome.log == ("\ufffd\ufffd broken",)


def test_ending_before_the_start_prevents_it(tmp_path):
    process = RunProcess([sys.executable, "-c", f"open({str(tmp_path / 'ran')!r}, 'w')"], LIMIT, print)
    process.end("stopped early")
    process.end("and again")
    outcome = process.run()
    assert (outcome.code, outcome.error, outcome.stopped) == (None, "stopped early", True)
    assert not (tmp_path / "ran").exists()


def test_a_command_that_does_not_exist_is_said():
    outcome = RunProcess(["/no/such/program"], LIMIT, print).run()
    assert outcome.code is None
    assert "could not be started" in outcome.error


def test_a_run_sees_little_of_the_environment(monkeypatch):
    monkeypatch.setenv("DAILY_PASSWORD", "secret")
    monkeypatch.setenv("REPRISE_DATA", "/data")
    assert "DAILY_PASSWORD" not in kept_environment()
    assert kept_environment()["REPRISE_DATA"] == "/data"
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    assert kept_environment()["OMP_NUM_THREADS"] == "3"
    monkeypatch.delenv("OMP_NUM_THREADS")
    assert kept_environment()["OMP_NUM_THREADS"] == "1"
    outcome, _ = run("import os; print(sorted(os.environ), os.getcwd())")
    assert b"DAILY_PASSWORD" not in outcome.output
    assert b"REPRISE_DATA" in outcome.output
    assert str(Path.cwd()).encode() not in outcome.output


@pytest.mark.parametrize("status", [0, 1, 2, 77])
def test_the_exit_code_is_kept(status):
    outcome, _ = run(f"raise SystemExit({status})")
    assert outcome.code == status
