"""Verdicts in the terminal: a line a claim, and one for each of its conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from reprise.cli.papers import SIGNS
from reprise.report.markdown import number

if TYPE_CHECKING:
    from rich.text import Text

    from reprise.report import Verdict
    from reprise.report.comparison import Comparison

STYLES = {"holds": "green", "fails": "red", "inconclusive": "yellow", "untested": "dim"}


def verdict_lines(
    verdicts: Sequence[Verdict], stored: Mapping[str, Comparison] | None = None
) -> Iterator[Text]:
    """What was measured against which threshold; with ``stored``, where the stored result differs."""
    from rich.text import Text

    for verdict in verdicts:
        style = STYLES[verdict.verdict]
        line = Text(f"{SIGNS[verdict.verdict]} ", style=style) + Text(f"{verdict.id}  ", style="bold")
        yield line + Text(str(verdict), style=style)
        for condition in verdict.parts or (verdict,):
            if condition.measured is not None:
                yield Text(
                    f"    {_measured(condition)}  {condition.quantity}", style="dim" if verdict.parts else ""
                )
        comparison = (stored or {}).get(verdict.id)
        if comparison is not None and comparison.differs:
            yield Text(f"    stored: {comparison.differs}", style="bold red")


def _measured(verdict: Verdict) -> str:
    ends = "" if verdict.interval is None else " [" + ", ".join(number(end) for end in verdict.interval) + "]"
    return f"{number(verdict.measured)}{ends} {verdict.threshold}".rstrip()
