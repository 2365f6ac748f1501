"""Every test of this folder has its own data, cache and Hub folders, and no network."""

import os

import pytest

REAL_DATA = os.environ.get("REPRISE_DATA")
REAL_CACHE = os.environ.get("REPRISE_CACHE")


@pytest.fixture(autouse=True)
def places(tmp_path, monkeypatch):
    """Point every place that data may come from or go to into the test's folder; returns REPRISE_DATA."""
    data = tmp_path / "data"
    data.mkdir()
    monkeypatch.setenv("REPRISE_DATA", str(data))
    monkeypatch.setenv("REPRISE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    return data


@pytest.fixture
def real_data(monkeypatch):
    """The data folder that the test run was started with; skips where there is none."""
    if not REAL_DATA:
        pytest.skip("REPRISE_DATA is not set")
    monkeypatch.setenv("REPRISE_DATA", REAL_DATA)
    if REAL_CACHE:
        monkeypatch.setenv("REPRISE_CACHE", REAL_CACHE)
    else:
        monkeypatch.delenv("REPRISE_CACHE")
    return REAL_DATA
