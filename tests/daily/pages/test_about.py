import html

from reprise.papers import catalog


def test_it_says_how_things_are_decided(client):
    text = html.unescape(client.get("/about").text)
    for said in (
        "BM25",
        "(votes + 1)",
        "at most 1 min",
        "the whole interval lies beyond",
    ):
        assert said in text
    assert f"keeps beside {len(catalog.rooms())} of them" in text


def test_health_counts_the_papers(client):
    health = client.get("/healthz")
    assert health.json() == {
        "status": "ok",
        "papers": len(catalog.rooms()) + 49,
        "cards": len(catalog.rooms()),
    }
    assert health.headers["cache-control"] == "no-store"
