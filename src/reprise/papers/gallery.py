"""The gallery: every stored result with its figure, verdicts and circumstances, as one page of the guide.

``python -m reprise.papers.gallery`` rewrites ``docs/gallery.md`` in a checkout.
"""

from __future__ import annotations

import os
from pathlib import Path

from reprise.papers import catalog
from reprise.papers.card import Card
from reprise.report import Result, Scale
from reprise.report.markdown import SIGNS, circumstances, picture, verdict_lines
from reprise.report.result import write_atomically

PAGE = "docs/gallery.md"


def gallery(docs: Path) -> str:
    """The page; figures are linked where they lie, relative to the folder ``docs``."""
    signs = ", ".join(f"{sign} {word}" for word, sign in SIGNS.items())
    lines = [
        "# Gallery",
        "",
        "Every stored result, as `reprise run` wrote it. A verdict comes from a paired interval over seeds against a "
        f"threshold that was written before the run, and says its scale: {signs}. To check one, run its command: "
        "the stored verdicts then stand beside yours.",
        "",
    ]
    for card in catalog.rooms():
        for scale in (Scale.LAPTOP, Scale.GPU):
            result = catalog.stored(card.slug, scale)
            if result is not None:
                lines += _entry(card, result, docs)
    return "\n".join(lines)


def _entry(card: Card, result: Result, docs: Path) -> list[str]:
    figure = Path(os.path.relpath(card.room, docs)) / str(result.scale)
    paper = f"[{card.title}](https://arxiv.org/abs/{card.arxiv})" if card.arxiv else card.title
    lines = [
        f"## {card.slug}, {result.scale} scale",
        "",
        f"{paper}, {card.authors}, {card.year}.",
        "",
        card.idea.strip(),
        "",
    ]
    lines += [picture(figure.as_posix(), f"Figure of {card.title}"), "", *verdict_lines(result.verdicts), ""]
    lines += [f"- {note}" for note in card.notes]
    return [*lines, "", f"{circumstances(result)} Again: `{result.command}`", ""]


def main() -> None:
    """Write the page of the checkout that this package lies in."""
    root = Path(__file__).parents[3]
    write_atomically(root / PAGE, gallery(root / "docs").encode())


if __name__ == "__main__":
    main()
