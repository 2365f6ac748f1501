"""Counts of neighbours against a literal count."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.words.cooccurrence import cooccurrences
from reprise.words.vocabulary import BOUNDARY


@pytest.mark.parametrize("dense", [0, 3, 2048])
@pytest.mark.parametrize("piece", [5, 8_000_000])
def test_equals_a_literal_count(monkeypatch, dense, piece):
    monkeypatch.setattr("reprise.words.cooccurrence.DENSE", dense)
    monkeypatch.setattr("reprise.words.cooccurrence.PIECE", piece)
    rng = np.random.default_rng(0)
    lines = [rng.integers(0, 8, n) for n in (12, 1, 0, 30)]
    tokens = np.concatenate([np.append(line, BOUNDARY) for line in lines]).astype(np.int32)
    expected = np.zeros((8, 8))
    for line in lines:
        for i in range(len(line)):
            for j in range(len(line)):
                if 0 < abs(i - j) <= 3:
                    expected[line[i], line[j]] += 1 / abs(i - j)
    np.testing.assert_allclose(cooccurrences(tokens, 8, 3).toarray(), expected, rtol=1e-6)


def test_refuses_no_window():
    with pytest.raises(ValueError, match="window must be at least 1, got 0"):
        cooccurrences(np.array([0, BOUNDARY], np.int32), 1, 0)
