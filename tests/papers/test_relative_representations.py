"""The parts of the relative representations experiment that need data, on small data."""

from __future__ import annotations

import types

import numpy as np
import pytest

from reprise import data
from reprise.papers.relative_representations.languages import Languages, encoded, language_rows
from reprise.papers.relative_representations.proxy import Proxy, proxy_rows
from reprise.papers.relative_representations.words import Words, spaces, word_rows
from reprise.report import Progress, Table


def test_two_languages_share_the_heads_of_the_source(monkeypatch):
    group = np.arange(120) % 3
    stems = {
        "en": ["animal", "clothes", "weather"],
        "de": ["tierisch", "kleidung", "wetter"],
        "fr": ["animaux", "vetements", "meteo"],
    }
    names = {
        language: tuple(f"{kinds[g]} {i:03d}" for i, g in enumerate(group))
        for language, kinds in stems.items()
    }
    emoji = types.SimpleNamespace(
        group=group,
        flag=np.zeros(120, dtype=bool),
        base=np.arange(120),
        names=names,
        keywords=dict.fromkeys(names, ((),) * 120),
    )
    monkeypatch.setattr(data, "load", lambda name: emoji)
    encoded.cache_clear()
    settings = Languages(targets=("de", "fr"), dim=8, anchors=20, epochs=2, batch=16)
    table = Table(language_rows(settings, 0, Progress()))  # a row that stood twice would be refused
    for target in ("de", "fr"):
        assert table.mean("relative", "accuracy", f"en to {target}, linear head") > 0.9
        assert table.mean("procrustes", "accuracy", f"en to {target}, linear head") > 0.9
    assert table.mean("relative", "accuracy", "en to en, official head") > 0.5
    encoded.cache_clear()


def test_proxy_on_a_small_graph(monkeypatch):
    from scipy.sparse import csr_matrix

    rng = np.random.default_rng(2)
    y = np.arange(60) % 2
    same = (y[:, None] == y) & (rng.random((60, 60)) < 0.2)
    edges = np.stack(np.nonzero(np.triu(same, 1)))
    features = (rng.random((60, 10)) < np.where(y[:, None] == np.arange(10) % 2, 0.5, 0.2)).astype(np.float32)
    features[:, 0] = 1
    small = types.SimpleNamespace(
        x=csr_matrix(features),
        edge_index=np.concatenate([edges, edges[::-1]], axis=1),
        y=y,
        nodes=60,
        classes=2,
        train=np.arange(20),
        validation=np.arange(20, 40),
        test=np.arange(40, 60),
    )
    monkeypatch.setattr(data, "load", lambda name, **options: small)
    rows = list(proxy_rows(Proxy(configurations=6, epochs=5, anchors=10, bootstrap=50), 0, Progress()))
    assert {row.method for row in rows} == {"all configurations", "relative", "absolute CKA"}


def corpus() -> types.SimpleNamespace:
    rng = np.random.default_rng(3)
    worlds = [[f"w{chr(97 + k)}{chr(97 + i)}" for i in range(15)] for k in range(4)]
    lines = [" ".join(rng.choice(worlds[i % 4], size=10)) for i in range(600)]
    return types.SimpleNamespace(lines=lambda part: iter(lines))


def test_words_of_two_trainings(monkeypatch):
    monkeypatch.setattr(data, "load", lambda name: corpus())
    settings = Words(tokens=5000, compared=60, anchors=20, dims=(8, 12), epochs=2, trainings=1, subsample=0)
    table = Table(word_rows(settings, 0, Progress()))
    assert table.mean("relative", "cka", "words") > 0.1
    assert table.settings("relative", "mrr")[-1] == "words, frequent anchors"
    assert len(spaces(settings)) == 1


def test_a_corpus_that_is_too_short_is_refused(monkeypatch):
    monkeypatch.setattr(data, "load", lambda name: corpus())
    with pytest.raises(ValueError, match="has 6,000 words, 9,000 are asked for"):
        list(word_rows(Words(tokens=9000, compared=50, anchors=10), 0, Progress()))
