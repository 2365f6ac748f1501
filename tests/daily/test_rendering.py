import math

import jinja2
import pytest

from reprise.daily.rendering import (
    STATIC,
    Renderer,
    StaticAddresses,
    commas,
    lead,
    number,
    paper_address,
    plural,
    query,
    seconds,
    tally_words,
    threshold,
)


def test_numbers_are_printed_with_three_digits():
    printed = {0.75: "0.75", -0.012345: "−0.0123", 12.0: "12", 123456.7: "123,457", 1.5e-7: "1.5e−07", 0: "0"}
    assert {value: number(value) for value in printed} == printed
    assert (number(None), number(math.nan), number(math.inf), number(-math.inf)) == ("–", "–", "∞", "−∞")


def test_thresholds_are_printed_with_signs_of_mathematics():
    assert threshold(">= -0.01") == "≥ −0.01"
    assert threshold("<= 3") == "≤ 3"
    assert threshold("in [-1, 1]") == "in [−1, 1]"


def test_words_follow_their_numbers():
    assert plural(1, "vote") == "1 vote"
    assert plural(1200, "vote") == "1,200 votes"
    assert plural(0, "entry", "entries") == "0 entries"
    assert [tally_words("holds", count) for count in (1, 2)] == ["1 holds", "2 hold"]
    assert [tally_words("fails", count) for count in (1, 2)] == ["1 fails", "2 fail"]
    assert tally_words("inconclusive", 2) == "2 inconclusive"
    assert commas(1234567) == "1,234,567"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.44, "0.4 s"),
        (9.96, "10.0 s"),
        (12.3, "12 s"),
        (60, "1 min"),
        (254.2, "4 min 14 s"),
        (59.9, "1 min"),
    ],
)
def test_durations(value, said):
    assert seconds(value) == said


def test_a_lead_ends_with_a_sentence_where_one_fits():
    text = "One sentence here. Another one follows it. " + "And a long one " * 40
    assert lead(text, 60) == "One sentence here. Another one follows it."
    assert lead("Short.", 60) == "Short."
    assert lead("  white \n space ", 60) == "white space"


def test_a_lead_without_sentences_ends_with_a_whole_word():
    cut = lead("word " * 100, 52)
    assert len(cut) <= 52
    assert cut.endswith("word…")
    assert lead("x" * 100, 10) == "x" * 9 + "…"
    # A dot within a number or an abbreviation ends nothing.
    assert lead("Version 2.5 of e.g. this thing goes on and on without an end", 40).endswith("…")


def test_addresses_are_quoted():
    assert paper_address("2205.13147") == "/papers/2205.13147"
    assert paper_address("cs/0112017") == "/papers/cs/0112017"
    assert paper_address('a b?c#d"<é') == "/papers/a%20b%3Fc%23d%22%3C%C3%A9"
    assert query(q="a&b", page="", since=None, performable=False) == "?q=a%26b"
    assert query(page=2) == "?page=2"
    assert query() == ""


def test_static_addresses_change_with_the_content(tmp_path):
    (tmp_path / "a.css").write_text("one")
    first = StaticAddresses(tmp_path)("a.css")
    (tmp_path / "a.css").write_text("two")
    second = StaticAddresses(tmp_path)("a.css")
    assert first != second
    assert first.startswith("/static/a.css?v=")
    assert StaticAddresses(STATIC)("daily.js")


def test_a_broken_template_is_found_at_the_start(tmp_path):
    (tmp_path / "bad.html").write_text("{% if %}")
    with pytest.raises(jinja2.TemplateSyntaxError):
        Renderer(tmp_path)


def test_templates_escape_and_miss_nothing_silently(tmp_path):
    (tmp_path / "page.html").write_text("<p title='{{ word }}'>{{ word }}</p>")
    renderer = Renderer(tmp_path)
    assert (
        renderer.text("page.html", word="<'&\">")
        == "<p title='&lt;&#39;&amp;&#34;&gt;'>&lt;&#39;&amp;&#34;&gt;</p>"
    )
    with pytest.raises(jinja2.UndefinedError):
        renderer.text("page.html")


def test_a_page_has_a_status_and_headers(tmp_path):
    (tmp_path / "page.html").write_text("hello")
    answer = Renderer(tmp_path).page("page.html", status=404, headers={"Vary": "X-Fragment"})
    assert (answer.status_code, answer.body, answer.headers["vary"]) == (404, b"hello", "X-Fragment")
    assert answer.headers["cache-control"] == "no-cache"
