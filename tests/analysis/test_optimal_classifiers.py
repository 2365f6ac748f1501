"""The experiment on the parts of this family: which seed runs what, what is judged, and where."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sklearn.neighbors import KNeighborsClassifier

from reprise.analysis import HilbertClassifier
from reprise.papers.optimal_classifiers.depths import Depths, ReLUs
from reprise.papers.optimal_classifiers.drawing import draw_depths
from reprise.papers.optimal_classifiers.experiment import CLAIMS, SETTINGS, perform
from reprise.papers.optimal_classifiers.images import Images, choose, split
from reprise.papers.optimal_classifiers.mixtures import Mixtures, mixture_rows
from reprise.papers.optimal_classifiers.neighbours import Neighbours, neighbour_rows
from reprise.report import Progress, Scale, Table, new_figure

SMALL = replace(
    SETTINGS[Scale.TINY],
    mixtures=Mixtures((2,), (20, 40), 50, (1, 1)),
    images=(Images("digits", 60, 60, (1, 8)),),
    neighbours=Neighbours((2,), (4,), 20, 50),
    depths=Depths((2,), (5,), 20, 50, ("erf",)),
    relus=ReLUs((1, 2), (10,), 20, 50, deepest=(2, 60, 30), draws=1),
    finite=None,
)


@pytest.fixture(scope="module")
def rows():
    return [list(perform(SMALL, seed, Progress())) for seed in (0, 1)]


def test_the_deepest_relu_is_run_by_seed_0_alone(rows):
    deepest = [[row for row in seed if row.metric == "share of the larger class, deepest"] for seed in rows]
    assert [(row.method, row.setting, row.seed) for row in deepest[0]] == [("relu", "d=2 L=60", 0)]
    assert 0 <= deepest[0][0].value <= 1
    assert deepest[1] == []


def test_the_figure_shows_the_deepest_relu(rows):
    axis = new_figure(1, 1)[1][0, 0]
    draw_depths(axis, Table([*rows[0], *rows[1]]))
    assert [60.0] in [list(line.get_xdata()) for line in axis.lines]


def test_everyone_chooses_on_the_same_half():
    images = Images("digits", 120, 200, (1, 8))
    rows = choose(images, (3, 0))
    x, y, queries, truth = split(images, (3, 0))
    judged = {k: KNeighborsClassifier(k).fit(x, y).predict(queries) == truth for k in (1, 3, 5, 9)}
    k = max(judged, key=lambda k: judged[k][:100].mean())
    assert rows["chosen k-nn", "k"] == k
    assert rows["chosen k-nn", "accuracy"] == judged[k][100:].mean()
    assert rows["1-nn", "accuracy"] == judged[1][100:].mean()
    votes = {d: HilbertClassifier(d).fit(x, y).predict(queries) == truth for d in (1, 8)}
    order = max(votes, key=lambda d: votes[d][:100].mean())
    assert rows["hilbert, chosen order", "order"] == order == 8
    assert rows["hilbert, chosen order", "accuracy"] == votes[order][100:].mean()
    assert rows["chosen order", "accuracy"] == rows[f"order {rows['chosen order', 'order']:g}", "accuracy"]


def test_ranks_are_reported(rows):
    ranks = [row for row in rows[0] if row.metric == "rank"]
    assert [row.setting for row in ranks] == ["d=2 L=5"]
    assert 1 < ranks[0].value <= 20


@pytest.mark.parametrize("degree", [2, 3])
def test_depth_makes_a_neighbour_of_regression(degree):
    table = Table(neighbour_rows(Neighbours((1, 2), (2, 30), 60, 300), 3, Progress()))
    for d in (1, 2):
        shallow, deep = (
            table.mean(f"h_{degree}", "agreement with 1-nn", f"d={d} L={depth}") for depth in (2, 30)
        )
        assert shallow < 0.97
        assert deep == 1


def test_tiny_judges_only_what_it_can():
    tiny = SETTINGS[Scale.TINY]
    table = Table(
        row
        for seed in range(2)
        for row in (
            *mixture_rows(tiny.mixtures, seed, Progress()),
            *neighbour_rows(tiny.neighbours, seed, Progress()),
        )
    )
    verdicts = {id: judge.judge(id, table, Scale.TINY) for id, judge in CLAIMS.items()}
    untested = {id: verdict.reason for id, verdict in verdicts.items() if verdict.verdict == "untested"}
    assert set(untested) == {"order-matters", "real-order", "majority", "depth-limit"}
    assert verdicts["one-nn"].verdict == "holds"
    assert len(verdicts["one-nn"].parts) == 6  # two sizes and one depth, for two degrees
