"""Daily in a real Chromium: what readers do, with keys, on a phone, without script, and by axe's rules."""

from __future__ import annotations

import os
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytest.importorskip("fastapi")
pytest.importorskip("playwright")
pytest.importorskip("axe_playwright_python")

import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect, sync_playwright

from reprise.daily.app import build_app
from reprise.daily.library import Library
from reprise.daily.reproductions import Reproductions
from reprise.daily.runs import Runs, reprise_run
from reprise.daily.serve import address_of, listen
from reprise.papers import catalog

pytestmark = pytest.mark.browser

EXECUTABLES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGES = {
    "feed": "/",
    "week": "/week/2030-W10",
    "search": "/search?q=theory+of+bicycles",
    "paper": "/papers/matryoshka",
    "reproductions": "/reproductions",
    "about": "/about",
    "code": "/code/reprise.elastic.MatryoshkaLoss",
    "problem": "/papers/matryosk",
}
PATIENCE = 15_000
"""Milliseconds that a page may take on a busy machine."""

RUN_LIMIT = 150
"""Seconds for a real run at tiny scale on a busy machine."""


@pytest.fixture(scope="module")
def site(
    shelf: Path,
    reproductions: Reproductions,
    quick_command: Callable[[str], list[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """The address of a server with some of the cards; matryoshka is really run, others only seem to be."""
    folder = tmp_path_factory.mktemp("site") / "library"
    shutil.copytree(shelf, folder)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("REPRISE_CACHE", str(folder / "cache"))
        environment.setenv("OMP_NUM_THREADS", "1")
        runs = Runs(
            folder / "daily.runs",
            limit_seconds=RUN_LIMIT,
            command=lambda slug: reprise_run(slug) if slug == "matryoshka" else quick_command(slug),
        )
        some = Reproductions(
            found
            for number, found in enumerate(reproductions)
            if number % 6 == 0 or found.card.slug in ("matryoshka", "relative-representations")
        )
        app = build_app(Library.open(folder / "daily.sqlite"), runs, some)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=2))
        with listen("127.0.0.1", 0) as listener:
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
            thread.start()
            yield address_of(listener)
            server.should_exit = True
            thread.join(20)
            assert not thread.is_alive()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser; without one the tests are skipped, or fail where CI is set."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
        found = next(filter(None, map(shutil.which, EXECUTABLES)), str(own) if own.is_file() else None)
        if found is None:
            reason = f"no browser test ran: none of {', '.join(EXECUTABLES)} is installed; try make browser"
            if os.environ.get("CI"):
                pytest.fail(reason)
            pytest.skip(reason)
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def reader(chromium: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Opens pages; whatever asks another server for something, or fails in the script, fails the test."""
    contexts: list[BrowserContext] = []
    foreign: list[str] = []
    errors: list[str] = []

    def ask(request: Request) -> None:
        if not request.url.startswith((site, "data:", "about:")):
            foreign.append(request.url)

    def open_(address: str, width: int = 1280, height: int = 900, **options: object) -> Page:
        context = chromium.new_context(
            base_url=site, viewport={"width": width, "height": height}, reduced_motion="reduce", **options
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("request", ask)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert foreign == []
    assert errors == []


def path_of(page: Page) -> str:
    return urlsplit(page.url).path


def test_from_the_feed_by_search_to_a_paper_that_is_run(reader):
    page = reader("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thursday, 14 March 2030")
    page.get_by_role("searchbox").click()
    page.keyboard.type("nested embeddings of every size", delay=5)
    title = page.get_by_role("link", name="Matryoshka Representation Learning")
    expect(title).to_be_visible()
    expect(page).to_have_url(re.compile(r"/search\?q=nested\+embeddings\+of\+every\+size$"))
    expect(page).to_have_title("nested embeddings of every size · Daily")
    expect(page.get_by_role("searchbox")).to_be_focused()
    expect(page.locator("#announcer")).to_have_text(re.compile(r"\d+ papers found"))
    title.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Matryoshka Representation Learning")
    claims = page.locator(".claim")
    assert claims.count() == len(catalog.card("matryoshka").claims)
    assert page.get_by_text("last run here").count() == 0

    page.get_by_role("button", name="Run at tiny scale").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_role("button", name="Stop")).to_be_focused()
    expect(page.get_by_text("last run here, tiny scale").first).to_be_visible(timeout=RUN_LIMIT * 1000)
    assert page.get_by_text("last run here, tiny scale").count() == claims.count()
    expect(page.locator("#announcer")).to_have_text("The run is done; its verdicts stand with the claims.")
    expect(page.get_by_role("button", name="Run again")).to_be_focused()
    assert page.get_by_text("laptop scale, 3 seeds").count() >= 1

    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thursday, 14 March 2030")
    assert path_of(page) == "/"


def test_a_late_answer_never_replaces_a_newer_one(reader):
    page = reader("/search")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route) if "q=umbrella" in route.request.url else route.continue_()

    page.route("**/search?*", hold)
    field = page.get_by_role("searchbox")
    field.fill("umbrellas")
    page.wait_for_timeout(400)
    assert len(held) == 1
    field.fill("spaghetti")
    expect(page.get_by_role("heading", level=1)).to_have_text("spaghetti")
    expect(page.locator(".paper .title").first).to_have_text("The geometry of spaghetti")
    held[0].abort()
    page.wait_for_timeout(200)
    expect(page.locator(".paper .title").first).to_have_text("The geometry of spaghetti")
    expect(page).to_have_url(re.compile("q=spaghetti"))


def test_filters_apply_at_once_and_wrong_ones_are_explained(reader):
    page = reader("/search?q=bicycles")
    page.get_by_label("Since").fill("2030-03-10")
    page.get_by_label("Since").blur()
    expect(page).to_have_url(re.compile("since=2030-03-10"))
    expect(page.locator(".paper time").first).to_have_text("10 March 2030")
    page.get_by_label("Since").fill("soon")
    page.get_by_label("Since").blur()
    expect(
        page.get_by_text("A date is written like 2025-11-12, 2025-11 or 2025, got 'soon'.")
    ).to_be_visible()
    page.get_by_label("Since").fill("")
    page.get_by_label("Since").blur()
    expect(page.locator(".paper").first).to_be_visible()


def test_everything_can_be_done_with_keys(reader):
    page = reader("/")
    papers = page.locator(".paper .title a")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("searchbox")).not_to_be_focused()
    page.keyboard.press("j")
    expect(papers.nth(0)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(papers.nth(1)).to_be_focused()
    mark = page.locator(".paper").nth(1).evaluate("e => getComputedStyle(e, '::before').width")
    assert float(mark.removesuffix("px")) > 2
    outline = papers.nth(1).evaluate("e => getComputedStyle(e).outlineStyle")
    assert outline == "solid"

    page.keyboard.press("?")
    help_ = page.get_by_role("dialog", name="Keyboard")
    expect(help_).to_be_visible()
    page.keyboard.press("j")
    expect(help_).to_be_visible()
    page.keyboard.press("Escape")
    expect(help_).not_to_be_visible()

    name = papers.nth(1).inner_text()
    papers.nth(1).focus()
    page.keyboard.press("o")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_single_keys_can_be_turned_off_for_good(reader):
    page = reader("/")
    page.get_by_role("button", name="Keyboard").click()
    page.get_by_label("Single-key shortcuts are on").uncheck()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("j")
    expect(page.locator(".paper .title a").first).not_to_be_focused()
    page.reload()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).not_to_be_focused()


def test_the_first_tab_skips_to_the_content(reader):
    page = reader("/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".paper .title a").first).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(reader, scheme):
    """Every rule in light; in dark only colours differ, so only contrast is looked at again."""
    page = reader("/", color_scheme=scheme)
    options = {"rules": {"target-size": {"enabled": True}}}
    if scheme == "dark":
        options = {"runOnly": ["color-contrast"]}
    broken = {}
    for name in ("feed", "search", "paper", "reproductions", "about", "problem"):
        page.goto(PAGES[name])
        found = Axe().run(page, options=options)
        if found.violations_count:
            broken[name] = found.generate_report()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    found = Axe().run(page, options=options)
    if found.violations_count:
        broken["help"] = found.generate_report()
    assert broken == {}


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_no_page_scrolls_sideways(reader, width):
    page = reader("/", width=width, height=844)
    for name, address in PAGES.items():
        page.goto(address)
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert beyond <= 0, name


def test_similar_papers_stand_beside_or_below(reader):
    def places(width: int) -> tuple[dict, dict]:
        page = reader("/papers/matryoshka", width=width)
        text, margin = page.locator(".column").bounding_box(), page.locator(".margin").bounding_box()
        assert text is not None
        assert margin is not None
        return text, margin

    text, margin = places(1280)
    assert margin["x"] >= text["x"] + text["width"]
    assert margin["y"] == pytest.approx(text["y"], abs=2)
    # About seventy characters fit into the column.
    assert 600 < text["width"] < 760
    text, margin = places(390)
    assert margin["y"] >= text["y"] + text["height"]


def test_everything_but_the_live_run_works_without_script(reader):
    page = reader("/", java_script_enabled=False)
    expect(page.get_by_role("button", name="Keyboard")).not_to_be_visible()
    page.get_by_role("searchbox").fill("geometry of spaghetti")
    page.get_by_role("searchbox").press("Enter")
    assert path_of(page) == "/search"
    page.get_by_label("Since").fill("2030")
    page.get_by_role("button", name="Apply").click()
    expect(page).to_have_url(re.compile("since=2030"))
    page.locator(".paper .title a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The geometry of spaghetti")
    page.get_by_role("button", name="Vote for this paper").click()
    expect(page.get_by_text("You voted for this paper.")).to_be_visible()

    page.goto("/papers/relative-representations")
    page.get_by_role("button", name="Run at tiny scale").click()
    # The page loads itself again until the run has ended.
    expect(page.get_by_text("last run here, tiny scale").first).to_be_visible()
    deadline = time.monotonic() + 10
    while page.get_by_role("button", name="Run again").count() == 0:
        assert time.monotonic() < deadline
        page.wait_for_timeout(100)


def test_print_leaves_out_what_paper_cannot_do(reader):
    page = reader("/papers/matryoshka")
    page.emulate_media(media="print")
    for hidden in (".search", ".sections", ".margin", ".run form"):
        expect(page.locator(hidden).first).not_to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".forest").first).to_be_visible()
