"""The cards as a source."""

from __future__ import annotations

from reprise.daily.sources.cards import read_cards
from reprise.papers import catalog


def test_one_dated_entry_a_card():
    entries = {entry.source_id: entry for entry in read_cards()}
    assert set(entries) == {card.slug for card in catalog.rooms()}
    assert all(entry.published is not None and entry.abstract for entry in entries.values())
    card, entry = catalog.card("matryoshka"), entries["matryoshka"]
    assert (entry.title, entry.abstract, entry.arxiv) == (card.title, " ".join(card.idea.split()), card.arxiv)
    assert (entry.authors, entry.author_count, entry.precision) == (("Kusupati et al.",), 0, "month")


def test_two_authors_are_two_names():
    entries = {entry.source_id: entry for entry in read_cards()}
    assert entries["deep-learning-theory"].authors == ("Roberts", "Yaida")
    assert entries["deep-learning-theory"].author_count == 2
