"""Running an experiment: seeds, resumption, judgement."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from reprise.report import Progress, Row, Scale, at_least, gap, only_at, perform
from reprise.report.performance import Experiment, SeedStore, fingerprint, judge, perform_seed

STATEMENTS = {"better": "New is better.", "large": "It holds at large scale."}


@dataclass(frozen=True)
class Settings:
    seeds: int
    gain: float = 0.1


def make(calls: list[int] | None = None, fail_at: int | None = None) -> Experiment:
    experiment = types.SimpleNamespace()
    experiment.SETTINGS = {Scale.TINY: Settings(3), Scale.LAPTOP: Settings(5)}
    experiment.CLAIMS = {
        "large": only_at(Scale.GPU, at_least(gap("new", "old", "acc"), 0), "too small here"),
        "better": at_least(gap("new", "old", "acc"), 0.05),
    }

    def run(settings: Settings, seed: int, progress: Progress) -> Iterator[Row]:
        if calls is not None:
            calls.append(seed)
        if seed == fail_at:
            raise KeyboardInterrupt
        for step in progress.track(range(2), "steps"):
            yield Row("old", "acc", 0.5, seed, f"step {step}")
            yield Row("new", "acc", 0.5 + settings.gain + 0.001 * seed, seed, f"step {step}")

    experiment.perform = run
    return experiment  # type: ignore[return-value]


def test_a_run_has_everything():
    heard: list[tuple[int, int, str]] = []
    result = perform(
        "demo", make(), Scale.TINY, STATEMENTS, listener=lambda s, n, m, done, total: heard.append((s, n, m))
    )
    assert result.seeds == (0, 1, 2)
    assert len(result.rows) == 12
    assert [v.id for v in result.verdicts] == ["better", "large"]
    assert [v.verdict for v in result.verdicts] == ["holds", "untested"]
    assert result.verdicts[0].statement == "New is better."
    assert result.settings == {"seeds": 3, "gain": 0.1}
    assert result.command == "reprise run demo --scale tiny --seeds 3"
    assert "numpy" in result.versions
    assert result.cpu.endswith(("core", "cores"))
    assert (1, 3, "steps") in heard


def test_an_interrupted_run_goes_on_where_it_was(tmp_path):
    store = SeedStore(tmp_path / "run")
    calls: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        perform("demo", make(calls, fail_at=2), Scale.LAPTOP, STATEMENTS, store=store)
    resumed = perform("demo", make(calls), Scale.LAPTOP, STATEMENTS, store=store)
    assert calls == [0, 1, 2, 2, 3, 4]
    assert resumed.rows == perform("demo", make(), Scale.LAPTOP, STATEMENTS).rows
    (tmp_path / "run" / ".seed-0.json.partial").write_text("")  # what a killed write leaves
    store.clear([0, 1])
    assert [path.name for path in sorted((tmp_path / "run").glob("seed*"))] == [
        f"seed-{i}.json" for i in (2, 3, 4)
    ]
    store.clear(resumed.seeds)
    assert not (tmp_path / "run").exists()


def test_a_run_goes_on_where_seeds_cannot_be_kept(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.warns(UserWarning, match="finished seeds are not kept"):
        result = perform("demo", make(), Scale.TINY, STATEMENTS, store=SeedStore(tmp_path / "file" / "run"))
    assert result.seeds == (0, 1, 2)


def test_a_damaged_seed_is_run_again(tmp_path):
    store = SeedStore(tmp_path)
    store.put(perform_seed(make(), Scale.TINY, 1))
    assert store.get(1) is not None
    (tmp_path / "seed-1.json").write_text("{")
    assert store.get(1) is None


def test_seeds_may_run_elsewhere_in_any_order():
    experiment = make()
    elsewhere = lambda seeds: (perform_seed(experiment, Scale.TINY, s) for s in reversed(seeds))  # noqa: E731
    result = perform("demo", experiment, Scale.TINY, STATEMENTS, run_seeds=elsewhere)
    assert result.rows == perform("demo", make(), Scale.TINY, STATEMENTS).rows


def test_the_fingerprint_follows_the_settings():
    changed = make()
    changed.SETTINGS = {Scale.TINY: Settings(3, gain=0.2)}  # type: ignore[misc]
    assert fingerprint(make(), Scale.TINY) == fingerprint(make(), Scale.TINY)
    assert fingerprint(make(), Scale.TINY) != fingerprint(changed, Scale.TINY)


def test_mistakes_of_an_experiment_are_named():
    with pytest.raises(ValueError, match=r"only on the card \['other'\], only in CLAIMS \['large'\]"):
        judge(make(), None, Scale.TINY, {"better": "", "other": ""})  # type: ignore[arg-type]
    stray = make()
    stray.perform = lambda settings, seed, progress: iter([Row("a", "m", 1, seed + 1)])  # type: ignore[method-assign]
    with pytest.raises(RuntimeError, match=r"seed 0 made rows for seeds \[1\]"):
        perform_seed(stray, Scale.TINY, 0)
    silent = make()
    silent.perform = lambda settings, seed, progress: iter([])  # type: ignore[method-assign]
    with pytest.raises(RuntimeError, match="no rows"):
        perform_seed(silent, Scale.TINY, 0)
    with pytest.raises(ValueError, match="no settings for scale gpu; it has tiny, laptop"):
        perform("demo", make(), Scale.GPU, STATEMENTS)
    with pytest.raises(ValueError, match="at least one seed"):
        perform("demo", make(), Scale.TINY, STATEMENTS, seeds=0)
