import json
import sys
import time

from fastapi.testclient import TestClient

from reprise.daily import runs as runs_module

ORIGIN = {"Origin": "http://daily.test"}
SCRIPT = {**ORIGIN, "X-Fragment": "1"}


def slow_run(slug: str) -> list[str]:
    event = json.dumps({"event": "progress", "seed": 1, "seeds": 2, "message": "training nested heads"})
    return [
        sys.executable,
        "-c",
        f"import sys, time; print({event!r}, file=sys.stderr, flush=True); time.sleep(60)",
    ]


def broken_run(slug: str) -> list[str]:
    return [sys.executable, "-c", "raise RuntimeError('<b>no luck</b>')"]


def until(reader: TestClient, *states: str) -> dict:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        run = reader.get("/run/matryoshka").json()
        if run["state"] in states:
            return run
        time.sleep(0.02)
    raise AssertionError(f"still {run}")


def test_without_script_the_button_leads_back_and_the_page_shows_the_state(opened):
    reader = opened(slow_run)
    assert reader.get("/run/matryoshka").json() == {"slug": "matryoshka", "state": "never"}
    answer = reader.post("/run/matryoshka", headers=ORIGIN, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/papers/matryoshka?watch=1#run")
    until(reader, "running")
    deadline = time.monotonic() + 20
    while "training nested heads" not in (page := reader.get("/papers/matryoshka?watch=1").text):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert '<meta http-equiv="refresh" content="2;url=?watch=2#run">' in page
    assert 'content="2;url=?watch=1#run">' in reader.get("/papers/matryoshka?watch=2").text
    assert "http-equiv" not in reader.get("/papers/matryoshka").text
    assert "training nested heads, seed 2 of 2." in page
    assert '<progress aria-label="Progress of the run" max="1" value="0.500">' in page
    assert reader.post("/run/matryoshka/stop", headers=ORIGIN, follow_redirects=False).status_code == 303
    run = until(reader, "stopped")
    assert run["error"] == "stopped by a reader"
    assert "The last run was stopped." in reader.get("/papers/matryoshka").text


def test_a_finished_run_puts_its_verdicts_beside_the_stored_ones(opened):
    reader = opened()
    answer = reader.post("/run/matryoshka", headers=SCRIPT)
    assert answer.status_code == 202
    assert answer.json()["state"] in ("waiting", "running")
    until(reader, "done")
    page = reader.get("/papers/matryoshka?watch=1").text
    assert "last run here, tiny scale, 3 seeds" in page
    assert "laptop scale, 3 seeds" in page
    assert "gpu scale, 3 seeds" in page
    assert "Run again" in page
    assert "http-equiv" not in page


def test_a_failed_run_shows_why_as_text(opened):
    reader = opened(broken_run)
    reader.post("/run/matryoshka", headers=SCRIPT)
    until(reader, "failed")
    page = reader.get("/papers/matryoshka").text
    assert "The last run failed." in page
    assert "RuntimeError: &lt;b&gt;no luck&lt;/b&gt;" in page
    assert "<b>no luck" not in page


def test_only_performed_papers_can_be_run(opened):
    reader = opened()
    unknown = reader.post("/run/no-such-paper", headers=ORIGIN)
    assert unknown.status_code == 404
    assert reader.get("/run/..%2F..").status_code == 404
    assert reader.post("/run/--help", headers=ORIGIN).status_code == 404


def test_a_run_cannot_be_started_by_opening_a_page(opened):
    reader = opened()
    reader.get("/run/matryoshka")
    assert reader.get("/run/matryoshka/stop").status_code == 405
    assert reader.get("/run/matryoshka").json()["state"] == "never"


def test_a_full_queue_is_said(opened, monkeypatch):
    monkeypatch.setattr(runs_module, "MAX_WAITING", 0)
    answer = opened(slow_run).post("/run/matryoshka", headers=ORIGIN)
    assert answer.status_code == 503
    assert "Many runs are waiting" in answer.text
    assert "http://" not in answer.text
