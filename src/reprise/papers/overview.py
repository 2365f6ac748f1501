"""The table of all papers for the README and the guide, written from cards and stored results.

``python -m reprise.papers.overview`` rewrites what stands between the markers, in a checkout.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from reprise.papers import catalog
from reprise.papers.card import Card
from reprise.report.markdown import SIGNS
from reprise.report.result import write_atomically

START, END = "<!-- papers -->", "<!-- /papers -->"
FILES = ("README.md", "docs/papers.md")


class MissingMarkers(ValueError):
    """A file has no place for the table; the message says how to make one."""


def papers_table(cards: Iterable[Card]) -> str:
    """All papers as a Markdown table, in the order given, one line each.

    The title leads to the paper, the verdicts are counted at laptop scale, and a family is named on its
    first line only. A paper without an experiment or without a stored result says so.
    """
    cards = list(cards)
    lines = [
        f"{len(cards)} papers, {sum(card.performed for card in cards)} performed. "
        + ", ".join(f"{sign} {word}" for word, sign in SIGNS.items())
        + ".",
        "",
        "| family | paper | slug | claims | verdicts |",
        "|---|---|---|---:|---|",
    ]
    family = ""
    for card in cards:
        cells = [
            card.family if card.family != family else "",
            f"{_title(card)} ({card.authors}, {card.year})",
            f"`{card.slug}`",
            str(len(card.claims)),
            _status(card),
        ]
        family = card.family
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines)


def replace_block(text: str, block: str) -> str:
    """``text`` with ``block`` between the markers, whatever stood there.

    Raises:
        MissingMarkers: not exactly one start marker followed by one end marker.
    """
    if text.count(START) != 1 or text.count(END) != 1 or text.index(START) > text.index(END):
        raise MissingMarkers(
            f"the markers {START} and {END} must occur once each, in this order; "
            "put them on lines of their own where the table shall stand"
        )
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n{block}\n{END}{after}"


def write_overview(root: Path, files: Sequence[str] = FILES) -> list[str]:
    """Write the table into the files of a checkout; each is replaced whole or not at all.

    Args:
        root: of the checkout.

    Returns:
        One complaint for each file that was left alone because it is missing or has no markers.
    """
    block = papers_table(catalog.rooms())
    complaints = []
    for name in files:
        path = root / name
        try:
            text = path.read_text(encoding="utf-8")
            new = replace_block(text, block)
        except FileNotFoundError:
            complaints.append(f"{name}: there is no such file in {root}")
        except MissingMarkers as error:
            complaints.append(f"{name}: {error}")
        else:
            if new != text:
                write_atomically(path, new.encode())
    return complaints


def _title(card: Card) -> str:
    return f"[{card.title}](https://arxiv.org/abs/{card.arxiv})" if card.arxiv else card.title


def _status(card: Card) -> str:
    if not card.performed:
        return "not yet performed"
    if not (card.room / "laptop.json").is_file():
        return "no stored result"
    counts = Counter(catalog.stored_verdicts(card.slug).values())
    return " ".join(f"{sign} {counts[word]}" for word, sign in SIGNS.items() if counts[word]) + " (laptop)"


def main() -> int:
    """Write both files of the checkout that this package lies in; 1 when one was left alone."""
    complaints = write_overview(Path(__file__).parents[3])
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
