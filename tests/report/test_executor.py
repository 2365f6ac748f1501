"""Seeds in other processes give the rows that they give here."""

from __future__ import annotations

import sys

import pytest

from reprise.report import Scale
from reprise.report.executor import LocalProcesses, RayCluster
from reprise.report.performance import perform_seed

EXPERIMENT = """
import os
from dataclasses import dataclass
from reprise.report import Row, Scale

@dataclass(frozen=True)
class Settings:
    seeds: int = 3

SETTINGS = {Scale.TINY: Settings()}
CLAIMS = {}

def perform(settings, seed, progress):
    yield Row("a", "value", seed * 1.5, seed)
    yield Row("a", "pid", os.getpid(), seed)
"""


@pytest.fixture
def experiment(tmp_path, monkeypatch):
    (tmp_path / "experiment_elsewhere.py").write_text(EXPERIMENT)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    yield "experiment_elsewhere"
    sys.modules.pop("experiment_elsewhere", None)


def test_local_processes(experiment):
    import importlib
    import os

    runs = sorted(LocalProcesses(2).run(experiment, Scale.TINY, [0, 1, 2]), key=lambda run: run.seed)
    here = [perform_seed(importlib.import_module(experiment), Scale.TINY, s) for s in range(3)]  # type: ignore[arg-type]
    assert [run.rows[0] for run in runs] == [run.rows[0] for run in here]
    assert all(run.rows[1].value != os.getpid() for run in runs)


def test_refuses_no_workers():
    with pytest.raises(ValueError, match="at least 1, got 0"):
        LocalProcesses(0)


def test_ray_missing_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ModuleNotFoundError, match=r"ray\[default\]"):
        RayCluster("auto")
