"""What every page works with: the library, the reproductions, the runs and the templates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reprise.daily.problems import Problem, unknown_paper
from reprise.daily.rendering import Renderer
from reprise.daily.reproductions import Reproduction, Reproductions
from reprise.daily.runs import Runs

if TYPE_CHECKING:
    from reprise.daily.library import Library, Paper

MAX_PAGE = 100_000


@dataclass(frozen=True, slots=True)
class Desk:
    """Shared by all requests; everything in it may be used from several threads."""

    library: Library
    reproductions: Reproductions
    runs: Runs
    renderer: Renderer

    def paper(self, wanted: str) -> Paper:
        """The paper of an id, or of the slug of a paper with a card.

        Raises:
            Problem: 404, with suggestions.
        """
        found = None if self.reproductions.get(wanted) is None else self.library.by_slug(wanted)
        paper = found or self.library.paper(wanted)
        if paper is None:
            raise unknown_paper(self, wanted)
        return paper

    def runnable(self, slug: str) -> Reproduction:
        """The reproduction of a paper whose experiment can be run.

        Raises:
            Problem: 404; there is no such paper, or it is not performed.
        """
        found = self.reproductions.get(slug)
        if found is None:
            raise unknown_paper(self, slug)
        if not found.card.performed:
            raise Problem(
                404,
                "This paper cannot be run yet",
                f"{found.card.title} has a card but no experiment.",
                [("See the papers that can be run", "/reproductions")],
            )
        return found


def page_number(text: str) -> int:
    """The number of a page in an address.

    Raises:
        Problem: 422; not a number from 1 on.
    """
    if text.isascii() and text.isdecimal() and len(text) <= 6 and 1 <= int(text) <= MAX_PAGE:
        return int(text)
    raise Problem(422, "There is no such page", f"A page is a number from 1 on, got {text[:40]!r}.")
