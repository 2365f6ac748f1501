"""Chunks cover the text once an epoch, threads share them, failures come out."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.words.hogwild import Hogwild, Pace, chunk_bounds, falling_rate, thread_count
from reprise.words.vocabulary import BOUNDARY


def text(lengths) -> np.ndarray:
    return np.concatenate([np.append(np.zeros(n, np.int32), BOUNDARY) for n in lengths]).astype(np.int32)


@pytest.mark.parametrize("size", [1, 5, 40, 10_000])
def test_chunks_are_whole_lines_and_cover_the_text(size):
    tokens = text([3, 0, 17, 1, 100, 2, 2, 2])
    bounds = chunk_bounds(tokens, size)
    assert bounds[0, 0] == 0
    assert bounds[-1, 1] == len(tokens)
    np.testing.assert_array_equal(bounds[1:, 0], bounds[:-1, 1])
    assert (tokens[bounds[:, 1] - 1] == BOUNDARY).all()
    assert (bounds[:, 0] < bounds[:, 1]).all()


def test_text_must_end_with_a_boundary():
    with pytest.raises(ValueError, match="must end with a boundary"):
        chunk_bounds(np.zeros(5, np.int32))


@pytest.mark.parametrize("threads", [1, 3])
def test_every_chunk_is_done_once_an_epoch(monkeypatch, threads):
    monkeypatch.setattr("reprise.words.hogwild.ROUND", 200)
    run = Hogwild.over(1000, 30, 2, threads, seed=0)
    seen, rounds, order = np.zeros(1000, int), [], []

    def step(thread, chunks, clock):
        for a, b in chunks:
            seen[a:b] += 1
            order.append(a)
            clock[thread, 0] += b - a

    paces = []
    run.run(step, paces.append, lambda: rounds.append(run.rounds_done))
    assert (seen == 2).all()
    assert rounds == list(range(1, len(rounds) + 1))
    assert len(rounds) >= 10
    assert paces[-1].done == paces[-1].total == 2000
    assert sorted(order[:34]) != order[:34]


def test_a_failing_thread_stops_the_others():
    run = Hogwild.over(100, 10, 1, 2, seed=0)

    def step(thread, chunks, clock):
        if thread == 1:
            raise RuntimeError("broken")
        while clock[-1, 0] == 0:
            pass

    with pytest.raises(RuntimeError, match="broken"):
        run.run(step)


def test_the_rate_falls_in_a_straight_line():
    clock = np.zeros((3, 8), np.int64)
    clock[0, 0], clock[1, 0] = 30, 20
    assert falling_rate(clock, 200, 1.0, 0.2) == pytest.approx(0.8)
    clock[0, 0] = 500
    assert falling_rate(clock, 200, 1.0, 0.2) == pytest.approx(0.2)


def test_pace():
    pace = Pace(600, 1000, 2.0, first=200)
    assert pace.words_per_second == 200
    assert pace.seconds_left == 2


def test_threads():
    assert thread_count(None) >= 1
    assert thread_count(3) == 3
    with pytest.raises(ValueError, match="at least 1, got 0"):
        thread_count(0)
