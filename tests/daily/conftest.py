"""A small library with its application, as readers find it."""

import datetime
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("fastapi")

from fastapi.testclient import TestClient

from reprise.daily.app import build_app
from reprise.daily.entry import Entry
from reprise.daily.ingest import ingest
from reprise.daily.library import Library
from reprise.daily.reproductions import Reproductions, join, reproduction
from reprise.daily.runs import Runs
from reprise.papers import catalog
from reprise.report import Result, Scale, Verdict

DAY = datetime.date(2030, 3, 14)
"""The newest day of the library: later than any card's, so that the front page is known."""

HOSTILE = "<script>alert('x')</script> & \"quotes\" {{ 7 * 7 }}"


def entries() -> list[Entry]:
    """Six papers of the newest day, forty of the week before, one with a hostile title, two without days."""
    newest = [
        Entry(
            source="test",
            source_id=f"newest-{number}",
            title=title,
            abstract=f"{title} is studied with great care. Nothing is left to chance.",
            authors=("Ada Lovelace", "Mary Somerville", "Emmy Noether", "Sofia Kovalevskaya"),
            published=DAY,
            venue="NeurIPS 2030",
            votes=number,
            comments=number % 2,
            keywords=("pasta", "geometry"),
            url="https://example.org/paper",
        )
        for number, title in enumerate(
            (
                "The geometry of spaghetti",
                "Sourdough as a dynamical system",
                "Folding laundry with reinforcement learning",
                "A calculus of umbrellas",
                "Why cats land on keyboards",
                "Tomatoes ripen by diffusion",
            )
        )
    ]
    earlier = [
        Entry(
            source="test",
            source_id=f"earlier-{number}",
            title=f"Lecture {number} on the theory of bicycles",
            abstract="Bicycles stay upright for reasons that are still argued about.",
            author_count=3,
            published=DAY - datetime.timedelta(days=4 + number % 3),
        )
        for number in range(40)
    ]
    others = [
        Entry(
            source="test",
            source_id="hostile",
            title=HOSTILE,
            abstract=HOSTILE,
            authors=(HOSTILE,),
            organisation=HOSTILE,
            venue=HOSTILE,
            keywords=(HOSTILE,),
            published=datetime.date(2029, 6, 1),
        ),
        Entry(
            source="test",
            source_id="month",
            title="Known to the month",
            abstract="No day is known.",
            published=datetime.date(2029, 7, 1),
            precision="month",
        ),
        Entry(
            source="test",
            source_id="year",
            title="Known to the year",
            published=datetime.date(2028, 1, 1),
            precision="year",
            venue="ICML 2028",
        ),
    ]
    return newest + earlier + others


def result_of(
    slug: str, scale: Scale, words: tuple[str, ...] = ("holds", "fails", "inconclusive", "untested")
) -> Result:
    """A result that gives a card's claims these verdicts, in turn."""
    middle = {"holds": 0.75, "fails": 0.25, "inconclusive": 0.5}
    verdicts = []
    for number, claim in enumerate(catalog.card(slug).claims):
        word = words[number % len(words)]
        if word == "untested":
            verdicts.append(Verdict(claim.id, word, scale, 3, reason="This scale has no pictures."))
            continue
        mean = middle[word]
        part = Verdict(
            "part", word, scale, 3, "", "accuracy of parts", mean, (mean - 0.1, mean + 0.1), ">= 0.5"
        )
        verdicts.append(
            Verdict(
                claim.id,
                word,
                scale,
                3,
                claim.statement,
                "accuracy of ours",
                mean,
                (mean - 0.1, mean + 0.1),
                ">= 0.5",
                1.75,
                "95% interval over 3 seeds, t",
                parts=(part, part) if number == 0 else (),
            )
        )
    return Result(
        slug,
        scale,
        (0, 1, 2),
        (),
        tuple(verdicts),
        61.0,
        {"torch": "9.9"},
        cpu="A processor",
        date="2030-01-02",
    )


def found_before() -> Reproductions:
    """All cards; matryoshka has results at two scales, the others have none."""
    cards = [reproduction(card) for card in catalog.rooms()]
    stored = [result_of("matryoshka", scale) for scale in (Scale.LAPTOP, Scale.GPU)]
    return Reproductions(
        join(found.card, stored if found.card.slug == "matryoshka" else []) for found in cards
    )


def quick_run(slug: str) -> list[str]:
    """A run that says its stage and prints a result at once."""
    event = '{"event": "progress", "seed": 0, "seeds": 2, "message": "training", "done": 1, "total": 2}'
    printed = result_of(slug, Scale.TINY).dumps()
    return [sys.executable, "-c", f"import sys; print({event!r}, file=sys.stderr); print({printed!r})"]


@pytest.fixture(scope="session")
def reproductions() -> Reproductions:
    """What was found before: see :func:`found_before`."""
    return found_before()


@pytest.fixture(scope="session")
def quick_command() -> Callable[[str], list[str]]:
    """See :func:`quick_run`."""
    return quick_run


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a library that is filled once; copy it before writing to it."""
    folder = tmp_path_factory.mktemp("shelf")
    with Library.open(folder / "daily.sqlite") as library:
        ingest(library, "cards")
        library.write(entries())
    return folder


@pytest.fixture(scope="session")
def client(
    shelf: Path, reproductions: Reproductions, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """A reader who changes nothing."""
    runs = Runs(tmp_path_factory.mktemp("runs"), command=quick_run)
    app = build_app(Library.open(shelf / "daily.sqlite"), runs, reproductions)
    with TestClient(app, base_url="http://daily.test", raise_server_exceptions=False) as reader:
        yield reader


Opened = Callable[..., TestClient]


@pytest.fixture
def opened(shelf: Path, reproductions: Reproductions, tmp_path: Path) -> Iterator[Opened]:
    """Opens an application of the test's own: ``opened(command=..., hosts=...)``."""
    readers: list[TestClient] = []

    def open_(
        command: Callable[[str], list[str]] = quick_run, hosts: tuple[str, ...] | None = None
    ) -> TestClient:
        folder = tmp_path / f"library-{len(readers)}"
        shutil.copytree(shelf, folder)
        runs = Runs(folder / "daily.runs", limit_seconds=20, command=command)
        app = build_app(Library.open(folder / "daily.sqlite"), runs, reproductions, hosts=hosts)
        reader = TestClient(app, base_url="http://daily.test", raise_server_exceptions=False)
        readers.append(reader.__enter__())
        return reader

    yield open_
    for reader in readers:
        reader.__exit__(None, None, None)
