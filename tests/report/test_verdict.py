"""A verdict is one of four words, and untested has a reason."""

from __future__ import annotations

import pytest

from reprise.report import Scale, Verdict


def test_words():
    with pytest.raises(ValueError, match="one of holds, fails, inconclusive, untested"):
        Verdict("x", "verified", Scale.TINY, 3)
    with pytest.raises(ValueError, match="untested without a reason"):
        Verdict("x", "untested", Scale.TINY, 3)
    assert str(Verdict("x", "fails", Scale.GPU, 1)) == "fails at gpu scale, 1 seed"


def test_json_keeps_infinite_ends():
    verdict = Verdict(
        "x", "inconclusive", Scale.TINY, 1, measured=0.1, interval=(float("-inf"), float("inf"))
    )
    assert verdict.to_json()["interval"] == [None, None]
    assert Verdict.from_json(verdict.to_json()) == verdict
