"""Templates, compiled once; what they can call, and how a page becomes a response."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import jinja2
from starlette.responses import HTMLResponse

from reprise.daily import periods
from reprise.daily.forest import WIDTH, forest
from reprise.report.markdown import SIGNS

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
_VERBS = {"holds": ("holds", "hold"), "fails": ("fails", "fail")}


class Renderer:
    """Renders Daily's templates.

    Args:
        folder: of the templates; every file is compiled at once, so that a broken one is found at the start.
    """

    def __init__(self, folder: Path = TEMPLATES) -> None:
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(folder),
            autoescape=True,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
        )
        self._environment.globals.update(
            address=periods.address,
            forest=forest,
            forest_width=int(WIDTH),
            heading=periods.heading,
            paper_address=paper_address,
            period_short=periods.short,
            query=query,
            signs=SIGNS,
            static=StaticAddresses(STATIC),
            tally_words=tally_words,
        )
        self._environment.filters.update(
            commas=commas,
            human=periods.human,
            lead=lead,
            number=number,
            plural=plural,
            seconds=seconds,
            threshold=threshold,
        )
        for name in self._environment.list_templates():
            self._environment.get_template(name)

    def text(self, template: str, /, **context: Any) -> str:
        """The rendered template."""
        return self._environment.get_template(template).render(context)

    def page(
        self,
        template: str,
        /,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **context: Any,
    ) -> HTMLResponse:
        """The rendered template as a response that browsers ask for again."""
        return HTMLResponse(
            self.text(template, **context), status, {"Cache-Control": "no-cache", **(headers or {})}
        )


class StaticAddresses:
    """Gives static files addresses that change with their content, so that they can be cached for good."""

    def __init__(self, folder: Path) -> None:
        self._addresses = {
            path.name: f"/static/{path.name}?v={hashlib.sha256(path.read_bytes()).hexdigest()[:10]}"
            for path in folder.iterdir()
            if path.is_file()
        }

    def __call__(self, name: str) -> str:
        return self._addresses[name]


def paper_address(id: str) -> str:
    """The page of a paper."""
    return f"/papers/{quote(id, safe='/:')}"


def query(**values: object) -> str:
    """``?q=…&page=2`` of the values that say something; empty when none does."""
    kept = {name: str(value) for name, value in values.items() if value not in (None, "", False)}
    return f"?{urlencode(kept)}" if kept else ""


def commas(value: int) -> str:
    """``12,345``."""
    return f"{value:,}"


def plural(count: int, one: str, many: str = "") -> str:
    """``1 vote``, ``12 votes``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def number(value: float | None) -> str:
    """Three significant digits with a true minus sign; a dash for what is not a number.

    Thousands are written out: ``12,345``.
    """
    if value is None or math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    return (f"{value:,.0f}" if 1000 <= abs(value) < 1e9 else f"{value:.3g}").replace("-", "−")


def threshold(words: str) -> str:
    """A verdict's threshold in print: ``≥ −0.01``."""
    return words.replace(">=", "≥").replace("<=", "≤").replace("-", "−")


def seconds(value: float) -> str:
    """``0.4 s``, ``12 s``, ``4 min 10 s``, ``5 min``."""
    if value < 10:
        return f"{value:.1f} s"
    whole = round(value)
    minutes = f"{whole // 60} min"
    return f"{whole} s" if whole < 60 else f"{minutes} {whole % 60} s" if whole % 60 else minutes


def tally_words(word: str, count: int) -> str:
    """``1 holds``, ``3 hold``, ``2 inconclusive``."""
    one, many = _VERBS.get(word, (word, word))
    return f"{count} {one if count == 1 else many}"


def lead(text: str, limit: int = 300) -> str:
    """The first sentences that fit into ``limit`` characters, else whole words and an ellipsis."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    ends = [found.end() for found in re.finditer(r"[.!?](?=\s+[A-Z(\d])", text[:limit])]
    if ends and ends[-1] >= limit // 2:
        return text[: ends[-1]]
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"
