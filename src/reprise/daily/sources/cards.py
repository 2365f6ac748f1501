"""The papers that reprise has cards for; the abstract is the card's idea, in our own words."""

from __future__ import annotations

from collections.abc import Iterator

from reprise.daily.entry import Entry, dated

NAME = "cards"


def read_cards() -> Iterator[Entry]:
    """One entry a card, dated by its arXiv id, else by its year."""
    from reprise.papers import catalog

    for card in catalog.rooms():
        yield dated(
            Entry(
                source=NAME,
                source_id=card.slug,
                title=card.title,
                abstract=card.idea,
                authors=_names(card.authors),
                venue=card.venue,
                url=f"https://arxiv.org/abs/{card.arxiv}" if card.arxiv else "",
                arxiv=card.arxiv,
            )
        )


def _names(authors: str) -> tuple[str, ...]:
    """ "A and B" are two names; "A et al." stays one, of an unknown number."""
    return (authors,) if authors.endswith("et al.") else tuple(authors.split(" and "))
