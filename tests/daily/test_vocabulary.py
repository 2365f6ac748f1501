"""Counting, completing and correcting words."""

from __future__ import annotations

import pytest

from reprise.daily.schema import open_engine
from reprise.daily.vocabulary import (
    Spelling,
    changes,
    completions,
    count_words,
    frequencies,
    stem_frequencies,
    stem_of,
    words_of,
)


@pytest.fixture
def connection(tmp_path):
    engine = open_engine(tmp_path / "daily.sqlite3")
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def test_words_are_folded_and_bounded():
    assert words_of("Naïve GRAPH-based, a x2", "graph " + "y" * 25) == {"naive", "graph", "based", "x2"}


def test_stems_are_folded():
    assert stem_of("Naïveté") == stem_of("naivete")
    assert stem_of("Embeddings") == "embed"


def test_counts_follow_changes(connection):
    count_words(connection, changes([], [{"graph", "node"}, {"graph"}]), {"graph": 2, "node": 1})
    count_words(connection, changes([{"graph"}], [{"edge"}]), {"graph": -1})
    assert frequencies(connection, ["graph", "node", "edge", "none"]) == {"graph": 1, "node": 1, "edge": 1}
    assert stem_frequencies(connection, ["graph", "node", "none"]) == {"graph": 1, "node": 1}
    count_words(connection, changes([{"graph"}], []), {"graph": -1})
    assert stem_frequencies(connection, ["graph"]) == {}
    assert frequencies(connection, ["graph"]) == {}
    assert completions(connection, "gra") == []


def test_completions_most_frequent_first(connection):
    count_words(connection, {"embed": 1, "embedding": 9, "embeddings": 30, "emblem": 2, "graph": 50}, {})
    assert completions(connection, "embed") == ["embeddings", "embedding", "embed"]
    assert completions(connection, "em%") == []
    count_words(connection, {f"word{i}": 1 for i in range(20)}, {})
    assert len(completions(connection, "word")) == 6


def plain_distance(a: str, b: str) -> int:
    """Optimal string alignment, cell by cell."""
    table = {(i, 0): i for i in range(len(a) + 1)} | {(0, j): j for j in range(len(b) + 1)}
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            table[i, j] = min(
                table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (a[i - 1] != b[j - 1])
            )
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                table[i, j] = min(table[i, j], table[i - 2, j - 2] + 1)
    return table[len(a), len(b)]


WORDS = {
    "embedding": 50,
    "embeddings": 90,
    "transformer": 70,
    "transform": 20,
    "kernel": 5,
    "colonel": 1,
    "networks": 9,
}


def test_distances_are_those_of_the_plain_table():
    import numpy as np

    spelling = Spelling(WORDS)
    for word in ("embeding", "transfromer", "kernle", "networks", "wroknets", "colnel"):
        found = spelling._distances(word, np.arange(len(spelling._words)))
        assert found.tolist() == [plain_distance(word, known) for known in spelling._words]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("embeding", "embedding"),
        ("embeddigns", "embeddings"),
        ("transfromer", "transformer"),
        ("kernal", "kernel"),
        ("kernle", "kernel"),
        ("xernel", None),
        ("krn", None),
        ("zzzzzzzz", None),
        ("trånsformer", None),
    ],
)
def test_nearest(word, expected):
    assert Spelling(WORDS).nearest(word) == expected


def test_of_equally_near_words_the_more_frequent_wins():
    assert Spelling({"modal": 3, "model": 900, "modem": 1}).nearest("modeb") == "model"
    assert Spelling({}).nearest("model") is None
