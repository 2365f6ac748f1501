"""What reprise found: the cards joined with their stored results, read once and kept.

Only verdicts and circumstances stay in memory; a result that is stored while the server runs is seen after
the next start.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reprise.papers import catalog
from reprise.report.verdict import WORDS

if TYPE_CHECKING:
    from reprise.papers.card import Card, CardClaim
    from reprise.report import Result, Verdict

SCALES = ("laptop", "gpu")
"""The scales whose results are stored in a paper's room; the first is the one that chips show."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim with its stored verdicts, one a scale."""

    claim: CardClaim
    verdicts: tuple[Verdict, ...]

    @property
    def word(self) -> str:
        """The verdict that chips show: at laptop scale, else at the next one that has a result."""
        return self.verdicts[0].verdict if self.verdicts else "untested"


@dataclass(frozen=True, slots=True)
class Reproduction:
    """One paper's card, results and figures.

    Args:
        results: one a scale, without rows.
        figures: file name in the address (``laptop.png``, ``laptop-dark.png``) to path.
    """

    card: Card
    results: tuple[Result, ...]
    claims: tuple[Judged, ...]
    figures: dict[str, Path]

    @property
    def tally(self) -> dict[str, int]:
        """How many claims have each verdict, in the order of ``WORDS``, zeros left out."""
        counts = Counter(judged.word for judged in self.claims)
        return {word: counts[word] for word in WORDS if counts[word]}

    def first(self, word: str) -> str:
        """The id of the first claim with this verdict: where a chip leads."""
        return next(judged.claim.id for judged in self.claims if judged.word == word)

    @property
    def figure_scale(self) -> str | None:
        """The scale whose figure the page shows."""
        return next((scale for scale in SCALES if f"{scale}.png" in self.figures), None)


class Reproductions:
    """All of them, by slug, in the catalogue's order."""

    def __init__(self, found: Iterable[Reproduction]) -> None:
        self._by_slug = {reproduction.card.slug: reproduction for reproduction in found}

    @classmethod
    def load(cls) -> Reproductions:
        """Read every card and stored result.

        Raises:
            InvalidCard, ValueError: a card or a stored result cannot be read.
        """
        return cls(reproduction(card) for card in catalog.rooms())

    def __iter__(self) -> Iterator[Reproduction]:
        return iter(self._by_slug.values())

    def __len__(self) -> int:
        return len(self._by_slug)

    def get(self, slug: str | None) -> Reproduction | None:
        return None if slug is None else self._by_slug.get(slug)

    def families(self) -> dict[str, list[Reproduction]]:
        """Grouped by family, in the catalogue's order."""
        groups: dict[str, list[Reproduction]] = {}
        for found in self:
            groups.setdefault(found.card.family, []).append(found)
        return groups

    def tally(self) -> dict[str, int]:
        """All claims by verdict; a word without claims counts 0."""
        counts = Counter(judged.word for found in self for judged in found.claims)
        return {word: counts[word] for word in WORDS}


def reproduction(card: Card) -> Reproduction:
    """One card with the results and figures in its room."""
    stored = [catalog.stored(card.slug, scale) for scale in SCALES]
    return join(card, [result for result in stored if result is not None])


def join(card: Card, results: Sequence[Result]) -> Reproduction:
    """One card with these results, and the figures in its room."""
    return Reproduction(
        card=card,
        results=tuple(dataclasses.replace(result, rows=()) for result in results),
        claims=tuple(
            Judged(
                claim,
                tuple(verdict for result in results for verdict in result.verdicts if verdict.id == claim.id),
            )
            for claim in card.claims
        ),
        figures={
            name: card.room / name
            for scale in SCALES
            for name in (f"{scale}.png", f"{scale}-dark.png")
            if (card.room / name).is_file()
        },
    )
