import json
import logging
import sys
import threading
import time

import pytest

from reprise.daily import runs as runs_module
from reprise.daily.runs import QueueFull, Run, Runs, reprise_run
from reprise.report import Result, Scale, Verdict

PATIENCE = 20.0


def result_of(slug: str, scale: Scale = Scale.TINY) -> Result:
    verdict = Verdict(
        "claim", "holds", scale, 2, "It works.", "accuracy", 0.9, (0.8, 1.0), ">= 0.5", 3.0, "two seeds"
    )
    return Result(slug, scale, (0, 1), (), (verdict,), 0.5)


class Commands:
    """Runs that do what the test says, and wait for their gate if told to."""

    def __init__(self, folder):
        self.folder = folder
        self.gate = folder / "gate"
        self.code: dict[str, str] = {}

    def __call__(self, slug: str) -> list[str]:
        printed = json.dumps(result_of(slug).to_json())
        usual = f"print({printed!r})"
        return [sys.executable, "-c", self.code.get(slug, usual)]

    def wait_for_gate(self, slug: str) -> None:
        printed = json.dumps(result_of(slug).to_json())
        event = json.dumps(
            {
                "event": "progress",
                "slug": slug,
                "seed": 1,
                "seeds": 4,
                "message": "training",
                "done": 1,
                "total": 2,
            }
        )
        self.code[slug] = (
            "import pathlib, sys, time\n"
            f"print({event!r}, file=sys.stderr, flush=True)\n"
            f"while not pathlib.Path({str(self.gate)!r}).exists(): time.sleep(0.01)\n"
            f"print({printed!r})"
        )


@pytest.fixture
def commands(tmp_path):
    return Commands(tmp_path)


@pytest.fixture
def queue(tmp_path, commands):
    made = []

    def make(**options) -> Runs:
        made.append(Runs(tmp_path / "runs", **{"command": commands, "limit_seconds": PATIENCE, **options}))
        return made[-1]

    yield make
    for runs in made:
        runs.close()


def until(condition) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.01)


def test_a_run_ends_with_its_verdicts_and_is_kept(queue, tmp_path, commands):
    runs = queue()
    assert runs.get("alpha") is None
    assert runs.submit("alpha").active
    run = runs.wait("alpha", PATIENCE)
    assert run is not None
    assert run.state == "done"
    assert run.result == result_of("alpha")
    assert run.seconds > 0
    assert Result.read(tmp_path / "runs" / "alpha.json") == result_of("alpha")
    again = Runs(tmp_path / "runs", command=commands)
    try:
        assert again.get("alpha").result == result_of("alpha")
    finally:
        again.close()


def test_runs_wait_in_order_and_say_how_many_are_ahead(queue, commands):
    for slug in ("alpha", "beta", "gamma"):
        commands.wait_for_gate(slug)
    runs = queue(max_runs=1)
    for slug in ("alpha", "beta", "gamma"):
        runs.submit(slug)
    until(lambda: runs.get("alpha").state == "running" and runs.get("alpha").seeds)
    assert [runs.get(slug).state for slug in ("beta", "gamma")] == ["waiting", "waiting"]
    assert [runs.get(slug).ahead for slug in ("beta", "gamma")] == [1, 2]
    alpha = runs.get("alpha")
    assert (alpha.message, alpha.done, alpha.total, alpha.seed, alpha.seeds) == ("training", 1, 2, 1, 4)
    assert alpha.share == pytest.approx(1.5 / 4)
    commands.gate.touch()
    for slug in ("alpha", "beta", "gamma"):
        assert runs.wait(slug, PATIENCE).state == "done"


def test_as_many_run_at_once_as_are_allowed(queue, commands):
    for slug in ("alpha", "beta", "gamma"):
        commands.wait_for_gate(slug)
    runs = queue(max_runs=2)
    for slug in ("alpha", "beta", "gamma"):
        runs.submit(slug)
    until(lambda: runs.get("alpha").state == runs.get("beta").state == "running")
    assert runs.get("gamma").state == "waiting"
    assert runs.get("gamma").ahead == 2


def test_a_second_press_joins_the_run_and_a_later_one_starts_anew(queue, commands):
    commands.wait_for_gate("alpha")
    runs = queue()
    first = runs.submit("alpha")
    assert runs.submit("alpha").number == first.number
    commands.gate.touch()
    runs.wait("alpha", PATIENCE)
    assert runs.submit("alpha").number > first.number
    assert runs.wait("alpha", PATIENCE).state == "done"


def test_a_full_queue_refuses(queue, commands, monkeypatch):
    monkeypatch.setattr(runs_module, "MAX_WAITING", 2)
    for slug in "abcd":
        commands.wait_for_gate(slug)
    runs = queue(max_runs=1)
    runs.submit("a")
    until(lambda: runs.get("a").state == "running")
    runs.submit("b")
    runs.submit("c")
    with pytest.raises(QueueFull, match="2 runs are waiting"):
        runs.submit("d")
    assert runs.get("d") is None


def test_the_limit_stops_a_run_and_the_next_goes_on(queue, commands):
    commands.wait_for_gate("alpha")
    runs = queue(limit_seconds=0.7)
    runs.submit("alpha")
    runs.submit("beta")
    stopped = runs.wait("alpha", PATIENCE)
    assert (stopped.state, stopped.error) == ("stopped", "stopped at the time limit of 0.7 seconds")
    assert runs.wait("beta", PATIENCE).state == "done"


@pytest.mark.parametrize("slug", ["alpha", "beta"])
def test_a_reader_stops_a_run_that_runs_or_waits(queue, commands, slug):
    commands.wait_for_gate("alpha")
    commands.wait_for_gate("beta")
    runs = queue(max_runs=1)
    runs.submit("alpha")
    runs.submit("beta")
    until(lambda: runs.get("alpha").state == "running")
    runs.stop(slug)
    assert runs.wait(slug, PATIENCE).state == "stopped"
    commands.gate.touch()
    other = {"alpha": "beta", "beta": "alpha"}[slug]
    assert runs.wait(other, PATIENCE).state == "done"
    runs.stop(slug)
    assert runs.get(slug).state == "stopped"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("raise ZeroDivisionError('by hand')", "ZeroDivisionError: by hand"),
        ("import os; os.abort()", "exit code -6"),
        ("print('<b>not json</b>')", "not a result"),
        ("print('[1, 2]')", "not a result"),
        ("print('null')", "not a result"),
        ("print('{}')", "not a result"),
        ("raise SystemExit(3)", "exit code 3"),
        (f"print({json.dumps(result_of('other').to_json())!r})", "got one of other"),
        (f"print({json.dumps(result_of('alpha', Scale.LAPTOP).to_json())!r})", "at laptop"),
    ],
)
def test_crashes_and_garbage_are_failures_with_a_reason(queue, commands, tmp_path, code, said):
    commands.code["alpha"] = code
    runs = queue()
    runs.submit("alpha")
    run = runs.wait("alpha", PATIENCE)
    assert run.state == "failed"
    assert said in run.error
    assert run.result is None
    assert not (tmp_path / "runs" / "alpha.json").exists()


def test_strange_progress_does_not_disturb_a_run(queue, commands):
    strange = {"event": "progress", "seed": -1, "seeds": "many", "message": ["x"], "done": None, "total": 0}
    printed = json.dumps(result_of("alpha").to_json())
    commands.code["alpha"] = (
        f"import sys; print({json.dumps(strange)!r}, file=sys.stderr); print({printed!r})"
    )
    runs = queue()
    runs.submit("alpha")
    assert runs.wait("alpha", PATIENCE).state == "done"


def test_closing_ends_what_runs_and_what_waits(queue, commands):
    commands.wait_for_gate("alpha")
    commands.wait_for_gate("beta")
    others = set(threading.enumerate())
    runs = queue()
    runs.submit("alpha")
    runs.submit("beta")
    until(lambda: runs.get("alpha").state == "running")
    runs.close()
    assert [runs.get(slug).state for slug in ("alpha", "beta")] == ["stopped", "stopped"]
    assert not [
        thread for thread in set(threading.enumerate()) - others if thread.name.startswith("reprise-run-")
    ]
    with pytest.raises(RuntimeError, match="closed"):
        runs.submit("alpha")


def test_a_damaged_last_result_is_left_out_and_said(queue, tmp_path, caplog):
    folder = tmp_path / "runs"
    folder.mkdir()
    (folder / "alpha.json").write_text("{")
    with caplog.at_level(logging.WARNING, "reprise.daily.runs"):
        runs = queue()
    assert runs.get("alpha") is None
    assert "alpha.json" in caplog.text


def test_the_share_of_a_run():
    assert Run("alpha", "running").share is None
    assert Run("alpha", "running", seed=1, seeds=2).share == 0.5
    assert Run("alpha", "running", seed=1, seeds=2, done=3, total=4).share == 0.875
    assert Run("alpha", "running", seed=2, seeds=2, done=9, total=4).share == 1.0


def test_the_command_is_the_one_that_a_reader_would_type():
    assert reprise_run("matryoshka")[1:] == (
        *("-m", "reprise", "run", "matryoshka", "--scale", "tiny", "--json", "--progress", "json"),
    )
    assert reprise_run("matryoshka")[0] == sys.executable


@pytest.mark.parametrize("options", [{"limit_seconds": 0}, {"max_runs": 0}])
def test_senseless_limits_are_refused(tmp_path, options):
    with pytest.raises(ValueError, match="got 0"):
        Runs(tmp_path, **options)


def test_an_unexpected_exception_ends_its_run_and_the_next_has_its_turn(queue, commands, monkeypatch, caplog):
    def unforeseen(slug):
        if slug == "alpha":
            raise ZeroDivisionError("no command")
        return commands(slug)

    run = runs_module.RunProcess.run
    calls = []

    def broken_once(process):
        calls.append(process)
        if len(calls) == 1:
            raise RuntimeError("no process")
        return run(process)

    monkeypatch.setattr(runs_module.RunProcess, "run", broken_once)
    runs = queue(command=unforeseen, max_runs=1)
    for slug in ("alpha", "beta", "gamma"):
        runs.submit(slug)
    ended = [runs.wait(slug, PATIENCE) for slug in ("alpha", "beta", "gamma")]
    assert [found.state for found in ended] == ["failed", "failed", "done"]
    assert "ZeroDivisionError('no command')" in ended[0].error
    assert "RuntimeError('no process')" in ended[1].error
    assert [found.number for found in ended] == [1, 2, 3]
    assert caplog.text.count("broke off") == 2
    assert "Traceback" in caplog.text
