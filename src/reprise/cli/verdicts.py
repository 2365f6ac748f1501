"""Verdicts as a table in the terminal."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from reprise.cli.papers import SIGNS

if TYPE_CHECKING:
    from rich.table import Table

    from reprise.report import Verdict
    from reprise.report.comparison import Comparison

STYLES = {"holds": "green", "fails": "red", "inconclusive": "yellow", "untested": "dim"}


def number(value: float | None) -> str:
    """Four significant digits; a dash where there is no number."""
    if value is None or not math.isfinite(value):
        return "–"
    return f"{value:.4g}"


def verdict_table(verdicts: Sequence[Verdict], stored: Mapping[str, Comparison] | None = None) -> Table:
    """One line a claim; with ``stored``, what the stored result said and where it differs."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for column in ("", "claim", "measured", "interval", "threshold", "verdict"):
        table.add_column(
            column, justify="right" if column in ("measured", "interval", "threshold") else "left"
        )
    if stored is not None:
        table.add_column("stored")
    for verdict in verdicts:
        low, high = verdict.interval or (None, None)
        cells = [
            Text(SIGNS[verdict.verdict], style=STYLES[verdict.verdict]),
            Text(verdict.id),
            Text(number(verdict.measured)),
            Text("" if verdict.interval is None else f"[{number(low)}, {number(high)}]"),
            Text(verdict.threshold),
            Text(str(verdict), style=STYLES[verdict.verdict]),
        ]
        if stored is not None:
            comparison = stored.get(verdict.id)
            if comparison is None or comparison.stored is None:
                cells.append(Text("–"))
            else:
                agrees = not comparison.differs
                cells.append(
                    Text("agrees" if agrees else comparison.differs, style="" if agrees else "bold red")
                )
        table.add_row(*cells)
        for part in verdict.parts:
            low, high = part.interval or (None, None)
            interval = "" if part.interval is None else f"[{number(low)}, {number(high)}]"
            row = [
                Text(""),
                Text(f"  {part.quantity}", style="dim"),
                Text(number(part.measured), style="dim"),
            ]
            row += [
                Text(interval, style="dim"),
                Text(part.threshold, style="dim"),
                Text(part.verdict, style="dim"),
            ]
            table.add_row(*row, *([Text("")] if stored is not None else []))
    return table
