"""The catalogue: all cards, and the way from a slug to its card, its experiment and its stored results.

Reading cards needs the standard library alone, so that ``reprise list`` and Daily answer at once.
"""

from __future__ import annotations

import difflib
import functools
import importlib
import json
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from reprise.papers.card import FAMILIES, Card, read_card

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reprise.report import Result
    from reprise.report.performance import Experiment

_HOUSE = Path(__file__).parent


class UnknownPaper(LookupError):
    """No paper has this slug; the message names the nearest ones."""


class NotPerformed(LookupError):
    """The paper has a card but no experiment yet."""


def rooms() -> list[Card]:
    """All cards, by family and then slug.

    Raises:
        InvalidCard: a card breaks the schema.
    """
    return list(_cards().values())


def card(slug: str) -> Card:
    """The card of one paper.

    Raises:
        UnknownPaper: there is none with this slug.
    """
    cards = _cards()
    if slug not in cards:
        near = difflib.get_close_matches(slug, cards, n=3, cutoff=0.5)
        near += [known for known in cards if slug and slug in known and known not in near][:3]
        fix = f"did you mean {' or '.join(near)}?" if near else "see all with: reprise list"
        raise UnknownPaper(f"no paper {slug!r}; {fix}")
    return cards[slug]


def experiment(slug: str) -> Experiment:
    """The experiment of a performed paper: its module, imported.

    Raises:
        UnknownPaper: there is no such paper.
        NotPerformed: it has no experiment yet.
    """
    found = card(slug)
    if not found.performed:
        raise NotPerformed(
            f"{slug} is not yet performed: its room has a card but no experiment.py. "
            "List the papers that can be run with: reprise list --performed"
        )
    return cast("Experiment", importlib.import_module(f"{found.module}.experiment"))


def stored(slug: str, scale: str) -> Result | None:
    """The stored result of a paper at one scale, None when there is none.

    Args:
        scale: ``"tiny"``, ``"laptop"`` or ``"gpu"``; a :class:`reprise.report.Scale` is one.

    Raises:
        UnknownPaper: there is no such paper.
        ValueError: no such scale, or the file is not a result.
    """
    from reprise.report import Result, Scale

    path = card(slug).room / f"{Scale(scale)}.json"
    return Result.read(path) if path.is_file() else None


def stored_verdicts(slug: str) -> dict[str, str]:
    """The verdict word of each claim at laptop scale, in the card's order.

    A claim on which the stored result says nothing, or which has no stored result, is ``"untested"``.

    Raises:
        UnknownPaper: there is no such paper.
        ValueError: the stored file is not a result.
    """
    found = card(slug)
    path = found.room / "laptop.json"
    words: dict[str, str] = {}
    if path.is_file():
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            words = {verdict["id"]: verdict["verdict"] for verdict in data["verdicts"]}
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(
                f"{path} is not a stored result ({error!r}); make it again with: reprise run {slug} --store"
            ) from error
    return {claim.id: words.get(claim.id, "untested") for claim in found.claims}


@functools.cache
def _cards() -> Mapping[str, Card]:
    cards = [read_card(path) for path in _HOUSE.glob("*/card.toml")]
    cards.sort(key=lambda card: (FAMILIES.index(card.family), card.slug))
    return MappingProxyType({card.slug: card for card in cards})
