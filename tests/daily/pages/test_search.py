import html
import re

import pytest


def titles(text: str) -> list[str]:
    found = re.findall(r'class="title"><a href="[^"]*">(.*?)</a>', text, re.DOTALL)
    return [html.unescape(re.sub(r"</?mark>", "", title)).strip() for title in found]


def test_words_find_their_paper_and_are_marked(client):
    page = client.get("/search?q=spaghetti+geometry")
    assert page.status_code == 200
    assert titles(page.text)[0] == "The geometry of spaghetti"
    assert "The <mark>geometry</mark> of <mark>spaghetti</mark>" in page.text
    assert 'value="spaghetti geometry"' in page.text


def test_a_fragment_holds_the_results_and_nothing_around_them(client):
    page = client.get("/search?q=spaghetti", headers={"X-Fragment": "1"})
    assert page.text.lstrip().startswith('<div id="results">')
    assert "<html" not in page.text
    assert page.headers["vary"].count("X-Fragment") == 1
    assert titles(page.text) == titles(client.get("/search?q=spaghetti").text)


def test_the_last_word_may_be_unfinished(client):
    assert titles(client.get("/search?q=umbre").text)[0] == "A calculus of umbrellas"


def test_filters_narrow_and_stay_in_the_form(client):
    text = client.get("/search?q=bicycles&since=2030-03-09&until=2030-03").text
    assert titles(text)
    dates = set(re.findall(r'datetime="([^"]+)"', text))
    assert min(dates) >= "2030-03-09"
    assert max(dates) <= "2030-03-31"
    assert 'value="2030-03-09"' in text
    text = client.get("/search?q=nested+embeddings&family=elastic&performable=1").text
    assert titles(text)[0] == "Matryoshka Representation Learning"
    assert "<option selected>elastic</option>" in text
    assert re.search(r'name="performable" value="1" checked', text)


def test_pages_of_results_keep_the_query_and_the_filters(client):
    text = client.get("/search?q=theory+of+bicycles&since=2029").text
    following = re.search(r'rel="next" href="([^"]+)"', text)
    assert following is not None
    address = html.unescape(following[1])
    assert "q=theory+of+bicycles" in address
    assert "since=2029" in address
    assert not set(titles(text)) & set(titles(client.get(address).text))


def test_no_query_invites_one(client):
    for address in ("/search", "/search?q=", "/search?q=+++"):
        text = client.get(address).text
        assert "in your own words" in text
        assert 'href="/search?q=' in text


def test_nothing_found_says_what_to_do(client):
    text = client.get("/search?q=spaghetti&since=1901&until=1902").text
    assert "Nothing found for “spaghetti”" in text
    assert 'with these filters. <a href="/search?q=spaghetti">' in text


@pytest.mark.parametrize(
    "query",
    ['"', "AND", "NEAR(", "title:*", "*", "a OR", "-x", "^", "'; DROP TABLE papers; --", "%00", "\ud800"],
)
def test_what_looks_like_syntax_is_plain_text(client, query):
    page = client.get("/search", params={"q": query.encode("utf-8", "replace").decode()})
    assert page.status_code == 200


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=" + "x" * 1500, "1,000"),
        ("q=a&since=yesterday", "written like"),
        ("q=a&until=2025-13", "calendar has the month"),
        ("q=a&since=2025&until=2024", "exclude every paper"),
        ("q=a&family=nosuch", "no such family"),
        ("q=a&page=none", "number from 1"),
    ],
)
def test_wrong_values_are_explained(client, query, said):
    page = client.get(f"/search?{query}")
    assert page.status_code == 422
    assert said in html.unescape(page.text)


def test_a_query_is_shown_as_text(client):
    page = client.get("/search", params={"q": '"><img src=x onerror=alert(1)>'})
    assert "<img" not in page.text
    assert "&lt;img" in page.text


def test_a_page_behind_the_last_is_a_problem_that_leads_back(client):
    page = client.get("/search?q=theory+of+bicycles&since=2029&page=500")
    assert page.status_code == 404
    text = html.unescape(page.text)
    assert "page 500 was asked for" in text
    assert 'href="/search?q=theory+of+bicycles&since=2029"' in text
    assert client.get("/search?q=spaghetti&since=1901&until=1902&page=500").status_code == 200
