import html
import re

import pytest
from fastapi.testclient import TestClient

from reprise.papers import catalog

ORIGIN = {"Origin": "http://daily.test"}
PERFORMED = next(card for card in catalog.rooms() if card.slug == "matryoshka")


def found(client: TestClient, title: str):
    hits = client.get("/api/search", params={"q": title}).json()["hits"]
    return next(hit["paper"] for hit in hits if hit["paper"]["title"] == title)


def text_of(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def claim(page: str, id: str) -> str:
    item = re.search(
        rf'<li class="claim" id="{id}">(.*?)</li>\s*(?:<li class="claim"|</ol>)', page, re.DOTALL
    )
    assert item is not None
    return item[1]


def test_a_paper_says_what_the_library_knows(client):
    paper = found(client, "The geometry of spaghetti")
    page = client.get(f"/papers/{paper['id']}")
    assert page.status_code == 200
    text = text_of(page.text)
    for fact in (
        "Ada Lovelace, Mary Somerville, Emmy Noether, Sofia Kovalevskaya",
        "NeurIPS 2030",
        "14 March 2030",
        "Nothing is left to chance.",
    ):
        assert fact in text
    assert 'href="/day/2030-03-14"' in page.text
    assert '<a href="https://example.org/paper" rel="noreferrer">' in page.text
    assert 'href="/search?q=pasta"' in page.text
    assert "Run it" not in text


def test_similar_papers_stand_beside_it(client):
    paper = found(client, "Lecture 3 on the theory of bicycles")
    page = client.get(f"/papers/{paper['id']}").text
    aside = page[page.index("Similar papers") :]
    assert len(re.findall(r"on the theory of bicycles</a>", aside)) >= 5
    assert f'/papers/{paper["id"]}"' not in aside


def test_a_paper_is_found_by_its_card_and_by_its_arxiv_number(client):
    by_slug = client.get("/papers/matryoshka").text
    assert by_slug == client.get(f"/papers/{PERFORMED.arxiv}").text
    assert PERFORMED.title in by_slug


def test_claims_show_each_scale_with_its_numbers(client):
    page = client.get("/papers/matryoshka").text
    first, second, third, fourth = PERFORMED.claims[:4]
    shown = text_of(claim(page, first.id))
    assert first.statement in shown
    assert first.paper in shown
    assert "✓ holds laptop scale, 3 seeds" in shown
    assert "✓ holds gpu scale, 3 seeds" in shown
    assert "0.75 [0.65, 0.85]" in shown
    assert "needed ≥ 0.5 effect 1.75" in shown
    assert "Measured: accuracy of ours; 95% interval over 3 seeds, t." in shown
    assert "Its 2 conditions at laptop scale" in shown
    assert claim(page, first.id).count('<svg class="forest"') == 2
    assert "✗ fails laptop scale" in text_of(claim(page, second.id))
    assert "~ inconclusive laptop scale" in text_of(claim(page, third.id))
    untested = claim(page, fourth.id)
    assert "This scale has no pictures." in text_of(untested)
    assert "<svg" not in untested
    assert "1 min 1 s on A processor, torch 9.9, 2030-01-02" in text_of(page)


def test_drawings_say_in_words_what_they_show(client):
    page = client.get("/papers/matryoshka").text
    assert 'role="img" aria-label="0.75 [0.65, 0.85] against ≥ 0.5"' in page


def test_parts_lead_to_their_code_and_commands_are_exact(client):
    page = client.get("/papers/matryoshka").text
    assert re.search(r'href="/code/reprise\.elastic\.MatryoshkaLoss#L\d+"', page)
    assert "reprise run matryoshka --scale laptop\n" in page
    assert '<form method="post" action="/run/matryoshka">' in page


def test_a_card_without_results_says_so(client):
    card = next(card for card in catalog.rooms() if card.slug != "matryoshka")
    page = client.get(f"/papers/{card.slug}").text
    assert "No result is stored yet." in page
    assert 'class="chips"' not in page
    assert text_of(page).count("· untested") == len(card.claims)


def test_everything_a_source_wrote_is_escaped(client):
    newest = client.get("/month/2029-06")
    address = re.search(r'class="title"><a href="([^"]+)"', newest.text)
    assert address is not None
    for page in (newest, client.get(address[1]), client.get("/search?q=script+alert+quotes")):
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;alert" in page.text
        assert "{{ 7 * 7 }}" in html.unescape(page.text)


@pytest.mark.parametrize(
    "wanted", ["matryoshk", "Matryoshka-2D", "2205.99999", "%00", "a/b/../c", "<b>", "é" * 300]
)
def test_unknown_papers_are_not_found_and_the_nearest_are_named(client, wanted):
    page = client.get(f"/papers/{wanted}")
    assert page.status_code == 404
    assert "There is no such paper" in page.text
    assert "<b>" not in page.text
    if wanted.lower().startswith("matryoshk"):
        assert PERFORMED.title in page.text


def test_a_reader_votes_once(opened):
    reader = opened()
    paper = found(reader, "A calculus of umbrellas")
    address = f"/vote/{paper['id']}"
    for _ in range(2):
        answer = reader.post(address, headers=ORIGIN, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/papers/{paper['id']}")
        page = text_of(reader.get(f"/papers/{paper['id']}").text)
        assert "You voted for this paper." in page
        assert "4 votes" in page
    reader.cookies.clear()
    reader.post(address, headers=ORIGIN)
    assert found(reader, "A calculus of umbrellas")["upvotes"] == 5
    assert reader.post("/vote/no-such-paper", headers=ORIGIN).status_code == 404


def test_the_cookie_of_votes_stays_small_and_private(opened):
    reader = opened()
    paper = found(reader, "A calculus of umbrellas")
    reader.cookies.set("votes", ".".join(f"{number:08x}" for number in range(5000)) + ".<x>")
    answer = reader.post(f"/vote/{paper['id']}", headers=ORIGIN, follow_redirects=False)
    cookie = answer.headers["set-cookie"]
    assert len(cookie) < 2200
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie


def test_figures_come_from_the_room_and_nowhere_else(client):
    for address in (
        "/figures/matryoshka/card.toml",
        "/figures/matryoshka/..%2Fcard.toml",
        "/figures/nosuch/laptop.png",
        "/figures/matryoshka/tiny.png",
    ):
        assert client.get(address).status_code == 404
