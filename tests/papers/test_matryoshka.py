"""The parts of the matryoshka experiment that only run at gpu scale, on small data."""

from __future__ import annotations

import types

import numpy as np

from reprise import data
from reprise.papers.matryoshka.few_shot import FewShot, few_shot
from reprise.papers.matryoshka.search import TextSearch, text_search
from reprise.report import Progress


def test_few_shot_keeps_whole_alphabets_back(monkeypatch):
    rng = np.random.default_rng(0)
    character = np.repeat(np.arange(16), 20)
    drawings = rng.random((16, 28, 28))[character] + 0.2 * rng.random((320, 28, 28))
    images = types.SimpleNamespace(
        x=(drawings > 0.6).astype(np.uint8),
        y=character,
        fields={"alphabet": (character // 2).astype(np.uint8)},
    )
    monkeypatch.setattr(data, "load", lambda name: {"all": images} if name == "omniglot" else None)
    settings = FewShot(unseen=2, shots=5, dim=16, epochs=2, encoder="conv")
    rows = list(few_shot(settings, 0, Progress()))
    assert {(row.method, row.setting) for row in rows} == {
        (method, f"omniglot d={dim}") for method in ("mrl", "ff") for dim in (8, 16)
    }
    # Four unseen characters, told apart by their own strong patterns: far above one in four.
    assert min(row.value for row in rows if row.setting == "omniglot d=16") > 0.6


def test_text_search_trains_plain_and_nested(monkeypatch):
    words = ["graph", "speech", "poetry", "parsing", "vision", "search", "memory", "tone"]
    papers = [
        types.SimpleNamespace(title=f"On {a} and {b}", abstract=f"We study {a} together with {b}.")
        for a in words
        for b in words
        if a != b
    ]
    monkeypatch.setattr(data, "load", lambda name: types.SimpleNamespace(papers=papers))
    settings = TextSearch(documents=40, held_out=8, batch=16, smallest=96)
    rows = list(text_search(settings, 0, Progress()))
    assert {row.method for row in rows} == {"plain", "mrl", "pca"}
    assert {row.setting for row in rows} == {f"papers-acl d={dim}" for dim in (96, 192, 384)}
    assert all(0 <= row.value <= 1 for row in rows)
    full = [row.value for row in rows if row.method == "plain" and row.setting.endswith("384")]
    assert full[0] > 0.3
    again = list(text_search(settings, 0, Progress()))
    assert [row.value for row in rows] == [row.value for row in again]
