"""A result as Markdown, for the gallery and for whoever runs one."""

from __future__ import annotations

import math
from collections.abc import Sequence

from reprise.report.result import Result
from reprise.report.verdict import Verdict

SIGNS = {"holds": "✓", "fails": "✗", "inconclusive": "~", "untested": "·"}


def number(value: float | None) -> str:
    """Four significant digits; a dash for what is not a number."""
    return "–" if value is None or not math.isfinite(value) else f"{value:.4g}"


def verdict_lines(verdicts: Sequence[Verdict]) -> list[str]:
    """The lines of a Markdown table, one claim a line."""
    lines = ["| claim | measured | interval | threshold | verdict |", "|---|---:|---:|---:|---|"]
    for verdict in verdicts:
        interval = (
            "" if verdict.interval is None else "[" + ", ".join(number(v) for v in verdict.interval) + "]"
        )
        cells = [
            f"**{verdict.id}**: {verdict.statement}",
            "" if verdict.measured is None else number(verdict.measured),
            interval,
            verdict.threshold,
            f"{SIGNS[verdict.verdict]} {verdict}",
        ]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return lines


def circumstances(result: Result) -> str:
    """One sentence: when, where and with what the result was measured."""
    seeds = f"{len(result.seeds)} seed{'s' if len(result.seeds) != 1 else ''}"
    place = result.cpu + (f", {result.accelerator}" if result.accelerator else "")
    libraries = ", ".join(
        f"{n} {result.versions[n]}" for n in ("torch", "numpy", "scikit-learn") if n in result.versions
    )
    commit = f", commit {result.commit}" if result.commit else ""
    return f"{result.scale} scale, {seeds}, {result.seconds:.0f} s on {place}; {libraries}; {result.date[:10]}{commit}."


def result_markdown(result: Result, title: str, figure_prefix: str = "") -> str:
    """A page for one result: verdicts, figure, circumstances.

    Args:
        title: of the paper.
        figure_prefix: what stands before ``<scale>.png`` in the figure's address.
    """
    lines = [f"# {title}", "", *verdict_lines(result.verdicts), ""]
    lines += [picture(f"{figure_prefix}{result.scale}", f"Figure of {title}"), ""]
    lines += [circumstances(result), "", f"Make it again: `{result.command}`", ""]
    return "\n".join(lines)


def picture(stem: str, alt: str) -> str:
    """An HTML picture that follows the reader's preference for light or dark."""
    alt = alt.replace('"', "'")
    return (
        f'<picture><source media="(prefers-color-scheme: dark)" srcset="{stem}-dark.png">'
        f'<img src="{stem}.png" alt="{alt}"></picture>'
    )
