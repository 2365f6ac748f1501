import pytest

from reprise.papers import catalog


def test_a_day_comes_in_the_shape_of_daily_papers(client):
    listed = client.get("/api/daily_papers?date=2030-03-14").json()
    assert len(listed) == 6
    first = listed[0]
    assert set(first) == {"paper", "title", "summary", "publishedAt", "numComments"}
    assert first["title"] == first["paper"]["title"] == "Tomatoes ripen by diffusion"
    assert first["publishedAt"] == "2030-03-14T00:00:00.000Z"
    assert first["numComments"] == 1
    assert first["paper"]["upvotes"] == 5
    assert first["paper"]["authors"][0] == {"name": "Ada Lovelace", "hidden": False}
    assert client.get("/api/daily_papers").json() == listed


def test_weeks_months_orders_and_pages(client):
    week = [client.get(f"/api/daily_papers?week=2030-W10&limit=25&p={page}").json() for page in (0, 1, 2)]
    assert [len(page) for page in week] == [25, 15, 0]
    assert len({item["paper"]["id"] for page in week for item in page}) == 40
    month = client.get("/api/daily_papers?month=2030-03&sort=trending&limit=1").json()
    assert month[0]["title"] == "Tomatoes ripen by diffusion"


def test_daily_papers_can_be_taken_in_again(client, tmp_path):
    from reprise.daily.ingest import ingest
    from reprise.daily.library import Library

    content = client.get("/api/daily_papers?month=2030-03&limit=100").content
    assert content.count(b'"2030-03-') >= 46
    past = content.replace(b'"2030-03-', b'"2020-03-')  # no source's papers are taken from the far future
    (tmp_path / "papers.json").write_bytes(past)
    with Library.open(tmp_path / "other.sqlite") as library:
        report = ingest(library, tmp_path / "papers.json")
        assert (report.added, report.problems) == (46, [])


def test_a_paper_with_a_card_brings_its_verdicts(client):
    paper = client.get("/api/papers/matryoshka").json()
    card = catalog.card("matryoshka")
    assert paper == client.get(f"/api/papers/{card.arxiv}").json()
    found = paper["reprise"]
    assert found["page"] == "/papers/matryoshka"
    assert [claim["id"] for claim in found["claims"]] == [claim.id for claim in card.claims]
    assert [verdict["scale"] for verdict in found["claims"][0]["verdicts"]] == ["laptop", "gpu"]
    assert found["claims"][0]["verdicts"][0]["measured"] == 0.75


def test_search_finds_and_counts(client):
    found = client.get("/api/search?q=spaghetti&limit=3").json()
    assert found["hits"][0]["paper"]["title"] == "The geometry of spaghetti"
    assert len(found["hits"]) <= 3
    assert found["total"] >= len(found["hits"])
    scores = [hit["score"] for hit in found["hits"]]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/papers/no-such-paper", 404),
        ("/api/nothing", 404),
        ("/api/daily_papers?date=2025-02-30", 422),
        ("/api/daily_papers?date=2025-02-03&week=2025-W01", 422),
        ("/api/daily_papers?sort=best", 422),
        ("/api/daily_papers?p=-1", 422),
        ("/api/daily_papers?limit=101", 422),
        ("/api/daily_papers?limit=1e3", 422),
        ("/api/search", 422),
        ("/api/search?q=" + "x" * 1500, 422),
        ("/api/search?q=a&since=soon", 422),
        ("/api/search?q=a&performable=perhaps", 422),
        ("/api/search?q=a&family=none", 422),
    ],
)
def test_problems_are_json_with_a_way_out(client, address, status):
    answer = client.get(address)
    assert answer.status_code == status
    problem = answer.json()
    assert set(problem) == {"error", "detail"}
    assert len(problem["detail"]) > 10


def test_the_description_names_every_address(client):
    description = client.get("/api/openapi.json").json()
    assert set(description["paths"]) == {"/api/daily_papers", "/api/papers/{id}", "/api/search"}
