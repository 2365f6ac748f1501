"""Schedules at their ends and in the middle."""

from __future__ import annotations

import pytest

from reprise.train import constant, cosine, linear


def test_warmup_rises_to_one():
    for schedule in (constant(0.2), linear(0.2), cosine(0.2)):
        assert [schedule(step, 10) for step in range(3)] == pytest.approx([0.5, 1.0, 1.0])


def test_ends():
    assert constant()(99, 100) == 1.0
    assert linear(final=0.1)(100, 100) == pytest.approx(0.1)
    assert cosine(final=0.1)(100, 100) == pytest.approx(0.1)
    assert linear()(50, 100) == cosine()(50, 100) == pytest.approx(0.5)


def test_refuses_a_warmup_that_is_not_a_share():
    with pytest.raises(ValueError, match="share"):
        constant(1.5)
