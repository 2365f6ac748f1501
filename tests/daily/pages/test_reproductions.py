import html
import re

from reprise.papers import catalog


def test_every_card_stands_in_the_table_with_all_its_claims(client):
    page = client.get("/reproductions").text
    cards = catalog.rooms()
    for card in cards:
        row = re.search(rf'<th scope="row"><a href="/papers/{card.slug}">(.*?)</tr>', page, re.DOTALL)
        assert row is not None, card.slug
        assert row[1].startswith(html.escape(card.title, quote=False))
        ids = re.findall(rf'href="/papers/{card.slug}#([^"]+)"', row[1])
        assert ids == [claim.id for claim in card.claims]


def test_the_sum_counts_the_verdicts(client):
    text = " ".join(html.unescape(re.sub("<[^>]+>", "", client.get("/reproductions").text)).split())
    cards = catalog.rooms()
    claims = sum(len(card.claims) for card in cards)
    shown = next(card for card in cards if card.slug == "matryoshka").claims
    words = [("holds", "fails", "inconclusive", "untested")[number % 4] for number in range(len(shown))]
    holds, fails, open_ = (words.count(word) for word in ("holds", "fails", "inconclusive"))
    assert f"{len(cards)} papers, {sum(card.performed for card in cards)} performed." in text
    assert (
        f"Of {claims} claims, {holds} hold at the scale they were tested at, {fails} fail, "
        f"{open_} are inconclusive and {claims - holds - fails - open_} are untested."
    ) in text


def test_signs_have_words_for_those_who_do_not_see_them(client):
    page = client.get("/reproductions").text
    signs = re.findall(
        r'<a class="sign (\w+)"[^>]*><span aria-hidden="true">.</span><span class="unseen">(\w+):', page
    )
    assert len(signs) == sum(len(card.claims) for card in catalog.rooms())
    assert all(shown == said for shown, said in signs)
