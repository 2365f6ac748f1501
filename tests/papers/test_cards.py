"""The cards of the house: complete, in our own words, and in step with experiments and results."""

from __future__ import annotations

import importlib
import json
import os
import re
from pathlib import Path

import pytest

from reprise.papers import catalog
from reprise.papers.card import FAMILIES, IDEA_LENGTH, Card

CARDS = catalog.rooms()
PERFORMED = [card for card in CARDS if card.performed]
HOUSE = Path(catalog.__file__).parent


def by_slug(card: Card) -> str:
    return card.slug


def test_slugs_are_unique_and_name_the_folders() -> None:
    folders = sorted(path.parent.name for path in HOUSE.glob("*/__init__.py"))
    assert folders == sorted(card.slug.replace("-", "_") for card in CARDS)


def test_titles_and_arxiv_identifiers_are_unique() -> None:
    for names in ([card.title for card in CARDS], [card.arxiv for card in CARDS if card.arxiv]):
        assert len(names) == len(set(names))


@pytest.mark.parametrize("card", CARDS, ids=by_slug)
def test_card(card: Card) -> None:
    assert card.room.parent == HOUSE
    assert card.family in FAMILIES
    if card.arxiv:  # identifiers begin with the year and month of the first version
        assert card.year == 2000 + int(card.arxiv[:2])
    assert any(part.startswith(f"reprise.{card.family}.") for part in card.parts)
    assert IDEA_LENGTH[0] <= len(card.idea) <= IDEA_LENGTH[1]
    assert 2 <= len(re.findall(r"[.?!](?= |$)", card.idea)) <= 6
    ids = [claim.id for claim in card.claims]
    assert len(ids) == len(set(ids))
    for claim in card.claims:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", claim.id)
        assert claim.statement.endswith(".")
        assert claim.statement.count(". ") == 0, f"{claim.id} is more than one sentence"


@pytest.mark.parametrize("card", PERFORMED, ids=by_slug)
def test_parts_of_a_performed_paper_exist(card: Card) -> None:
    for part in card.parts:
        module, _, name = part.rpartition(".")
        assert hasattr(importlib.import_module(module), name), f"{part} does not exist"


@pytest.mark.parametrize("card", PERFORMED, ids=by_slug)
def test_a_performed_paper_judges_the_claims_of_its_card(card: Card) -> None:
    assert set(catalog.experiment(card.slug).CLAIMS) == {claim.id for claim in card.claims}


@pytest.mark.parametrize("card", PERFORMED, ids=by_slug)
def test_a_performed_paper_has_a_stored_result(card: Card) -> None:
    if not (card.room / "laptop.json").exists() and not os.environ.get("CI"):
        pytest.skip(
            f"{card.slug} has no laptop.json yet: reprise run {card.slug} --store (CI fails without it)"
        )
    stored = json.loads((card.room / "laptop.json").read_text(encoding="utf-8"))
    assert stored["slug"] == card.slug
    assert {verdict["id"] for verdict in stored["verdicts"]} == {claim.id for claim in card.claims}
    assert {verdict["id"]: verdict["statement"] for verdict in stored["verdicts"]} == {
        claim.id: claim.statement for claim in card.claims
    }
