"""``reprise results`` and ``reprise doctor``."""

from __future__ import annotations

import json

from reprise.papers import catalog


def test_results_are_the_stored_ones(reprise):
    plain = json.loads(reprise("results", "--json").out)
    stored = [card.slug for card in catalog.rooms() if (card.room / "laptop.json").exists()]
    assert [result["slug"] for result in plain if result["scale"] == "laptop"] == stored
    assert reprise("results").code == 0


def test_doctor_reports_the_environment(reprise, monkeypatch):
    monkeypatch.delenv("REPRISE_DATA", raising=False)
    plain = json.loads(reprise("doctor", "--json").out)
    assert {"versions", "cpu", "gpu", "data", "data_folder", "browser"} == set(plain)
    assert plain["data"]["digits"] is not None
    assert "numpy" in plain["versions"]
    assert "data sets ready" in reprise("doctor").out
