"""``reprise run`` on a small experiment: output, exit codes, resumption, comparison, bad use."""

from __future__ import annotations

import dataclasses
import json
import types
from collections.abc import Iterator

import pytest

from reprise.papers import catalog
from reprise.report import Result, Row, Scale, at_least, gap, mean, new_figure


@dataclasses.dataclass(frozen=True)
class Settings:
    seeds: int = 2


@pytest.fixture
def demo(monkeypatch, tmp_path):
    """The card of matryoshka with two claims, a room in a temporary folder, and an experiment of a moment."""
    card = catalog.card("matryoshka")
    claims = tuple(dataclasses.replace(card.claims[0], id=id) for id in ("good", "bad"))
    room = tmp_path / "room"
    room.mkdir()
    card = dataclasses.replace(card, slug="demo", claims=claims, room=room)
    experiment = types.SimpleNamespace(SETTINGS={Scale.TINY: Settings(), Scale.LAPTOP: Settings(3)}, seen=[])
    experiment.CLAIMS = {
        "good": at_least(gap("new", "old", "acc"), 0.05),
        "bad": at_least(mean("old", "acc"), 0.9),
    }

    def perform(settings: Settings, seed: int, progress: object) -> Iterator[Row]:
        experiment.seen.append(seed)
        if seed == getattr(experiment, "stop_at", None):
            raise KeyboardInterrupt
        for step in progress.track(range(2), "working"):
            yield Row("old", "acc", 0.5, seed, f"s{step}")
            yield Row("new", "acc", 0.6 + 0.001 * seed, seed, f"s{step}")

    def figure(table: object) -> object:
        result, axes = new_figure()
        axes[0, 0].plot([0, 1])
        return result

    experiment.perform, experiment.figure = perform, figure
    known = {"demo": card}
    real = catalog.card
    monkeypatch.setattr(catalog, "card", lambda slug: known.get(slug) or real(slug))
    monkeypatch.setattr(catalog, "rooms", lambda: [card])
    monkeypatch.setattr(type(card), "performed", property(lambda self: True))
    monkeypatch.setattr(catalog, "experiment", lambda slug: experiment)
    monkeypatch.setenv("REPRISE_CACHE", str(tmp_path / "cache"))
    experiment.room = room
    return experiment


def test_json_has_the_agreed_keys(reprise, demo):
    found = reprise("run", "demo", "--scale", "tiny", "--json", "--progress", "none")
    assert found.code == 0
    plain = json.loads(found.out)
    assert {"slug", "scale", "seeds", "rows", "verdicts", "seconds", "versions"} <= set(plain)
    assert plain["seeds"] == [0, 1]
    assert {"id", "statement", "measured", "interval", "threshold", "verdict"} <= set(plain["verdicts"][0])
    assert [v["verdict"] for v in plain["verdicts"]] == ["holds", "fails"]
    assert (
        len(json.loads(reprise("run", "demo", "--scale", "tiny", "--seeds", "5", "--json").out)["seeds"]) == 5
    )


def test_strict_exits_1_when_a_claim_fails(reprise, demo):
    assert reprise("run", "demo", "--scale", "tiny", "--progress", "none").code == 0
    assert reprise("run", "demo", "--scale", "tiny", "--progress", "none", "--strict").code == 1


def test_progress_as_json_lines(reprise, demo):
    found = reprise("run", "demo", "--scale", "tiny", "--json", "--progress", "json")
    events = [json.loads(line) for line in found.err.splitlines()]
    assert {
        "event": "progress",
        "slug": "demo",
        "seed": 1,
        "seeds": 2,
        "message": "working",
        "done": 2,
        "total": 2,
    } in events
    json.loads(found.out)


def test_store_and_compare(reprise, demo):
    assert reprise("run", "demo", "--store", "--progress", "none").code == 0
    assert sorted(path.name for path in demo.room.iterdir()) == [
        "laptop-dark.png",
        "laptop.json",
        "laptop.png",
    ]
    stored = Result.read(demo.room / "laptop.json")
    assert stored.command == "reprise run demo --scale laptop --seeds 3"
    agrees = reprise("run", "demo", "--progress", "none")
    assert "every claim agrees" in agrees.out
    changed = dataclasses.replace(
        stored, verdicts=tuple(dataclasses.replace(v, verdict="inconclusive") for v in stored.verdicts)
    )
    changed.write(demo.room / "laptop.json")
    anew = reprise("run", "demo", "--store", "--progress", "none").out
    assert "was inconclusive, now holds" in anew  # the result that it replaced, not itself
    changed.write(demo.room / "laptop.json")
    differs = " ".join(reprise("run", "demo", "--progress", "none").out.split())
    assert "2 of 2 claims differ" in differs


def test_out_writes_a_page(reprise, demo, tmp_path):
    reprise("run", "demo", "--scale", "tiny", "--out", str(tmp_path / "out"), "--progress", "none")
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["demo-tiny-dark.png", "demo-tiny.json", "demo-tiny.md", "demo-tiny.png"]


def test_an_unwritable_folder_is_refused_before_the_work(reprise, demo, tmp_path):
    (tmp_path / "file").write_text("")
    found = reprise(
        "run", "demo", "--scale", "tiny", "--out", str(tmp_path / "file" / "x"), "--progress", "none"
    )
    assert found.code == 2
    assert "results cannot be written to" in found.err
    assert demo.seen == []


def test_a_result_that_cannot_be_written_keeps_its_seeds(reprise, demo, monkeypatch, tmp_path):
    demo.figure, figure = None, demo.figure  # the figure fails after all seeds are done
    with pytest.raises(TypeError):
        reprise("run", "demo", "--store", "--progress", "none")
    demo.figure = figure
    demo.seen.clear()
    assert reprise("run", "demo", "--store", "--progress", "none").code == 0
    assert demo.seen == []


def test_an_interrupted_run_is_taken_up_unless_fresh(reprise, demo):
    demo.stop_at = 1
    assert reprise("run", "demo", "--scale", "tiny", "--progress", "none").code == 130
    demo.stop_at = None
    demo.seen.clear()
    reprise("run", "demo", "--scale", "tiny", "--progress", "none")
    assert demo.seen == [1]
    demo.stop_at = 1
    reprise("run", "demo", "--scale", "tiny", "--progress", "none")
    demo.stop_at = None
    demo.seen.clear()
    reprise("run", "demo", "--scale", "tiny", "--progress", "none", "--fresh")
    assert demo.seen == [0, 1]


def test_all_runs_every_performed_paper(reprise, demo):
    plain = json.loads(reprise("run", "--all", "--scale", "tiny", "--json", "--progress", "none").out)
    assert [result["slug"] for result in plain] == ["demo"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("run", "matrioshka"), "did you mean matryoshka"),
        (("run", "demo", "--scale", "huge"), "unknown scale 'huge'; there are tiny, laptop, gpu"),
        (("run", "demo", "--scale", "gpu"), "demo has no gpu scale; it has tiny, laptop"),
        (("run",), "name one paper, or --all"),
        (("run", "demo", "--all"), "name one paper, or --all"),
        (("run", "demo", "--progress", "loud"), "there are bar, json, none"),
        (("run", "demo", "--ray", "auto", "--workers", "2"), "with --ray the cluster decides"),
        (("run", "demo", "--seeds", "0"), "--seeds"),
    ],
)
def test_bad_use_exits_2_with_a_sentence(reprise, demo, arguments, message):
    found = reprise(*arguments)
    assert found.code == 2
    assert message in found.err
    assert "Traceback" not in found.err


def test_missing_data_is_a_sentence_and_an_event(reprise, demo, monkeypatch, tmp_path):
    from reprise import data

    monkeypatch.setenv("REPRISE_DATA", str(tmp_path))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")

    def perform(settings: Settings, seed: int, progress: object) -> Iterator[Row]:
        data.load("emoji")
        yield Row("a", "m", 0, seed)

    demo.perform = perform
    found = reprise("run", "demo", "--scale", "tiny", "--json", "--progress", "json")
    assert found.code == 2
    assert json.loads(found.err.splitlines()[0])["event"] == "error"
    assert "emoji" in found.err
    assert "Traceback" not in found.err
