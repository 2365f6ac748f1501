"""``reprise results``: every stored result."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from reprise.cli.papers import SIGNS
from reprise.papers import catalog
from reprise.report import Result, Scale


def stored_results() -> list[Result]:
    """All stored results, in the catalogue's order, laptop before gpu."""
    found = [
        catalog.stored(card.slug, scale) for card in catalog.rooms() for scale in (Scale.LAPTOP, Scale.GPU)
    ]
    return [result for result in found if result is not None]


def results(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Print all stored results: claim by claim, with intervals."""
    found = stored_results()
    if as_json:
        print(json.dumps([result.to_json() for result in found], indent=1, ensure_ascii=False))
        return
    from rich.console import Console

    from reprise.cli.verdicts import verdict_lines

    console = Console()
    for result in found:
        console.print(
            f"\n[bold]{result.slug}[/bold], {result.scale} scale, {result.date[:10]}, {result.seconds:.0f} s"
        )
        console.print(*verdict_lines(result.verdicts), sep="\n", soft_wrap=True)
    if not found:
        print("no stored results; make one with: reprise run SLUG --store")
    else:
        print("\n" + "  ".join(f"{sign} {word}" for word, sign in SIGNS.items()))
