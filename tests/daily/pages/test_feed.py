import html
import re
import shutil

import pytest
from fastapi.testclient import TestClient

from reprise.daily.app import create_app


def titles(text: str) -> list[str]:
    return [html.unescape(found) for found in re.findall(r'class="title"><a href="[^"]*">(.*?)</a>', text)]


def test_the_front_page_is_the_newest_day_and_goes_on_with_the_days_before(client):
    page = client.get("/")
    assert page.status_code == 200
    assert '<h1 class="dateline">Thursday, 14 March 2030</h1>' in page.text
    shown = titles(page.text)
    assert set(shown[:6]) == {
        "The geometry of spaghetti",
        "Sourdough as a dynamical system",
        "Folding laundry with reinforcement learning",
        "A calculus of umbrellas",
        "Why cats land on keyboards",
        "Tomatoes ripen by diffusion",
    }
    assert shown[0] == "Tomatoes ripen by diffusion"
    assert shown[6:]
    assert all("bicycles" in title for title in shown[6:])
    assert len(shown) == len(set(shown))
    assert '<h2 class="dateline small" id="earlier-1">10 March 2030</h2>' in page.text
    assert 'href="/day/2030-03-10"' in page.text


def test_a_day_a_week_and_a_month_hold_what_belongs_to_them(client):
    assert len(titles(client.get("/day/2030-03-14").text)) == 6
    week = client.get("/week/2030-W11")
    assert "Week 11, 11–17 March 2030" in week.text
    assert len(titles(week.text)) == 6
    before = client.get("/week/2030-W10")
    assert "40 papers, page 1 of 2" in before.text
    assert 'href="/week/2030-W11"' in before.text
    month = client.get("/month/2030-03")
    assert "46 papers, page 1 of 2" in month.text


def test_pages_follow_each_other_without_losing_a_paper(client):
    first, second = (client.get(f"/week/2030-W10?page={number}").text for number in (1, 2))
    assert 'rel="next" href="/week/2030-W10?page=2"' in first
    assert 'rel="prev" href="/week/2030-W10"' in second
    assert len(set(titles(first) + titles(second))) == 40
    beyond = client.get("/week/2030-W10?page=3")
    assert beyond.status_code == 404
    assert 'href="/week/2030-W10"' in beyond.text


def test_trending_is_kept_from_page_to_page(client):
    text = client.get("/month/2030-03?order=trending").text
    assert titles(text)[0] == "Tomatoes ripen by diffusion"
    assert 'rel="next" href="/month/2030-03?order=trending&amp;page=2"' in text
    assert 'href="/month/2030-03?order=trending" aria-current="true">Trending' in text


def test_an_empty_day_leads_to_the_nearest_ones(client):
    page = client.get("/day/2030-03-12")
    assert page.status_code == 200
    assert "No papers on this day." in page.text
    assert '<a href="/day/2030-03-10">Sunday, 10 March 2030</a>' in page.text
    assert '<a href="/day/2030-03-14">Thursday, 14 March 2030</a>' in page.text


def test_neighbours_in_another_year_are_named_with_it(client):
    assert "1 July 2029" in client.get("/day/2030-03-08").text


def test_dates_are_shown_as_far_as_they_are_known(client):
    text = client.get("/day/2029-07-01").text
    assert "Papers whose day is not known" in text
    assert '<time datetime="2029-07-01">July 2029</time>' in text
    # The venue names the year already.
    assert "<time" not in client.get("/month/2028-01").text


def test_a_paper_with_results_has_chips_that_open_a_claim(client):
    text = client.get("/search?q=matryoshka+representation+learning").text
    chip = re.search(r'<a class="chip fails" href="([^"]+)#([^"]+)">.*?(\d+) fails?</a>', text)
    assert chip is not None
    assert f'id="{chip[2]}"' in client.get(chip[1]).text


@pytest.mark.parametrize(
    "address",
    [
        "/day/2025-02-30",
        "/day/0000-01-01",
        "/day/tomorrow",
        "/week/2025-W54",
        "/month/2025-13",
        "/day/2025-11-12/more",
    ],
)
def test_dates_that_no_calendar_has_are_not_found(client, address):
    page = client.get(address)
    assert page.status_code == 404
    assert '<a href="/">' in page.text


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=-1", "page=x", "page=99999999999999999999", "page=%D9%A3", "order=best", "page="],
)
def test_senseless_pages_and_orders_are_explained(client, query):
    page = client.get(f"/?{query}")
    assert page.status_code == 422
    assert "<h1>There is no such" in page.text


def test_the_ends_of_the_calendar_are_empty_not_broken(client):
    for address in (
        "/day/0001-01-01",
        "/week/0001-W01",
        "/month/9999-12",
        "/day/9999-12-31",
        "/week/9999-W52",
    ):
        page = client.get(address)
        assert page.status_code == 200, address
        assert "No papers on" in page.text


def test_an_empty_library_says_how_to_fill_it(tmp_path):
    with TestClient(create_app(tmp_path / "new" / "daily.sqlite")) as reader:
        page = reader.get("/")
        assert page.status_code == 200
        assert "reprise daily ingest" in page.text
        assert reader.get("/all").status_code == 200
        assert reader.get("/search?q=anything").status_code == 200
        assert reader.get("/healthz").json()["papers"] == 0
    shutil.rmtree(tmp_path / "new")
