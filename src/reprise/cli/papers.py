"""``reprise list`` and ``reprise show``: what there is, from the cards alone."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from typing import Annotated

import typer

from reprise.papers import catalog

SIGNS = {"holds": "✓", "fails": "✗", "inconclusive": "~", "untested": "·"}


def list_papers(
    family: Annotated[str | None, typer.Option(help="Only this family.")] = None,
    performed: Annotated[bool, typer.Option("--performed", help="Only papers that can be run.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the papers with the verdicts of their stored results."""
    cards = [card for card in catalog.rooms() if (not performed or card.performed)]
    if family is not None:
        families = sorted({card.family for card in catalog.rooms()})
        if family not in families:
            raise typer.BadParameter(f"no family {family!r}; there are {', '.join(families)}")
        cards = [card for card in cards if card.family == family]
    if as_json:
        rows = [
            {
                "slug": card.slug,
                "title": card.title,
                "family": card.family,
                "arxiv": card.arxiv,
                "performed": card.performed,
                "verdicts": catalog.stored_verdicts(card.slug),
            }
            for card in cards
        ]
        print(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    # Plain formatting: loading rich would take longer than all the rest.
    width = shutil.get_terminal_size().columns
    slugs = max((len(card.slug) for card in cards), default=0)
    for card in cards:
        counts = Counter(catalog.stored_verdicts(card.slug).values())
        words = " ".join(f"{SIGNS[word]}{counts[word]}" for word in SIGNS if counts[word])
        line = f"{card.slug:<{slugs}}  {card.family:<10}  {words if card.performed else '':<14}  {card.title}"
        print(line if len(line) <= width else line[: width - 1] + "…")
    ready = sum(card.performed for card in cards)
    print(f"\n{len(cards)} papers, {ready} performed.  ✓ holds  ✗ fails  ~ inconclusive  · untested")


def show(
    slug: str,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show a paper's card: the idea, the parts, the claims and where they stand."""
    card = catalog.card(slug)
    result = catalog.stored(card.slug, "laptop")
    verdicts = {verdict.id: verdict for verdict in result.verdicts} if result else {}
    if as_json:
        claims = [
            {
                "id": claim.id,
                "statement": claim.statement,
                "paper": claim.paper,
                "where": claim.where,
                "result": verdicts[claim.id].to_json() if claim.id in verdicts else None,
            }
            for claim in card.claims
        ]
        plain = {
            "slug": card.slug,
            "title": card.title,
            "authors": card.authors,
            "year": card.year,
            "arxiv": card.arxiv,
            "family": card.family,
            "idea": card.idea,
            "parts": list(card.parts),
            "notes": list(card.notes),
            "performed": card.performed,
            "claims": claims,
        }
        print(json.dumps(plain, indent=1, ensure_ascii=False))
        return
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console()
    console.print(Text(card.title, style="bold"))
    link = f"arxiv.org/abs/{card.arxiv}" if card.arxiv else "no arXiv entry"
    console.print(f"{card.authors}, {card.year} · {card.family} · {link}\n", highlight=False)
    console.print(Padding(Text(card.idea.strip()), (0, 0, 1, 0)))
    for claim in card.claims:
        verdict = verdicts.get(claim.id)
        sign = SIGNS[verdict.verdict] if verdict else SIGNS["untested"]
        console.print(Text(f"{sign} {claim.id}", style="bold"))
        console.print(Padding(Text(claim.statement), (0, 0, 0, 2)))
        console.print(Padding(Text(f"paper: {claim.paper} ({claim.where})", style="dim"), (0, 0, 0, 2)))
        if verdict:
            console.print(Padding(Text(str(verdict)), (0, 0, 0, 2)))
    if card.notes:
        console.print(Text("\nNotes", style="bold"))
        for note in card.notes:
            console.print(Padding(Text(f"- {note}"), (0, 0, 0, 2)))
    print("\nparts: " + ", ".join(card.parts))
    print(f"run it: reprise run {card.slug}" if card.performed else "not yet performed")
