"""Windows against a literal loop."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.words.windows import Windows

TOKENS = np.array([3, 1, 4, -1, 1, -1, -1, 5, 9, 2, 6, 5, -1], dtype=np.int32)


@pytest.mark.parametrize("window", [1, 2, 5])
def test_neighbours_are_those_of_the_line(window):
    lines = [[3, 1, 4], [1], [5, 9, 2, 6, 5]]
    windows = Windows(TOKENS, window)
    assert len(windows) == 9
    ids, real = windows.contexts(np.arange(9))
    expected = [
        line[max(0, i - window) : i] + line[i + 1 : i + 1 + window]
        for line in lines
        for i in range(len(line))
    ]
    assert [row[keep].tolist() for row, keep in zip(ids, real, strict=True)] == expected
    assert (ids[~real] == 0).all()


def test_occurrences_and_words_that_stand_alone():
    windows = Windows(TOKENS, 2)
    assert windows.occurrences(np.array([1, 5])).tolist() == [1, 3, 4, 8]
    assert np.flatnonzero(~windows.accompanied).tolist() == [3]


@pytest.mark.parametrize("tokens", [[], [-1], [1, -1, 2, -1]])
def test_text_without_context(tokens):
    with pytest.raises(ValueError, match="no context"):
        Windows(np.array(tokens, dtype=np.int32), 2)
    with pytest.raises(ValueError, match="window"):
        Windows(TOKENS, 0)
    with pytest.raises(ValueError, match="the longest has 5"):
        Windows(TOKENS, 6)


def test_mean_contexts():
    windows = Windows(np.array([0, 1, 2, -1, 3, -1], dtype=np.int32), 1)
    vectors = np.eye(4)
    np.testing.assert_allclose(
        windows.mean_contexts(np.arange(4), vectors),
        [[0, 1, 0, 0], [0.5, 0, 0.5, 0], [0, 1, 0, 0], [0, 0, 0, 0]],
    )
