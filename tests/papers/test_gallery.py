"""The gallery shows every stored result and its figures exist."""

from __future__ import annotations

import re
from pathlib import Path

from reprise.papers import catalog
from reprise.papers.gallery import PAGE, gallery

ROOT = Path(__file__).parents[2]


def test_the_page_is_up_to_date():
    assert (ROOT / PAGE).read_text(encoding="utf-8") == gallery(ROOT / "docs"), (
        "run: python -m reprise.papers.gallery"
    )


def test_every_stored_result_is_there_with_both_figures():
    text = gallery(ROOT / "docs")
    stored = [card.slug for card in catalog.rooms() if (card.room / "laptop.json").exists()]
    assert re.findall(r"^## (.+), laptop scale$", text, re.M) == stored
    figures = re.findall(r'(?:srcset|src)="([^"]+)"', text)
    assert len(figures) == 2 * text.count("\n## ")
    assert all((ROOT / "docs" / figure).is_file() for figure in figures)
