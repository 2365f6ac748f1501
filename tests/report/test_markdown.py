"""Markdown pages of results."""

from __future__ import annotations

from reprise.report import Result, Row, Scale, Verdict
from reprise.report.markdown import result_markdown

RESULT = Result(
    "demo",
    Scale.LAPTOP,
    (0, 1),
    (Row("a", "acc", 0.5, 0),),
    (
        Verdict(
            "c",
            "holds",
            Scale.LAPTOP,
            2,
            "A | B.",
            measured=0.51234,
            interval=(0.4, float("inf")),
            threshold=">= 0",
        ),
        Verdict("d", "untested", Scale.LAPTOP, 2, "Maybe.", reason="needs a GPU"),
    ),
    61.0,
    {"torch": "2.13.0"},
    cpu="EPYC, 2 cores",
    commit="abc",
    date="2026-01-02T03:04:05+00:00",
    command="reprise run demo",
)


def test_the_page_says_everything():
    text = result_markdown(RESULT, "A title", "demo-")
    assert "| **c**: A \\| B. | 0.5123 | [0.4, –] | >= 0 | ✓ holds at laptop scale, 2 seeds |" in text
    assert "· untested at laptop scale: needs a GPU" in text
    assert 'srcset="demo-laptop-dark.png"' in text
    assert "laptop scale, 2 seeds, 61 s on EPYC, 2 cores; torch 2.13.0; 2026-01-02, commit abc." in text
    assert "`reprise run demo`" in text
