import json

import pytest

from reprise.daily.errors import LibraryError
from reprise.daily.library import Library
from reprise.daily.problems import Problem, problem_response, sentence
from reprise.daily.rendering import Renderer


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


def test_a_problem_is_a_page_with_a_way_out(renderer):
    answer = problem_response(
        renderer, {"path": "/x"}, 404, "No <such> thing", "Because & so.", [("This one", "/papers/a?b&c")]
    )
    page = answer.body.decode()
    assert answer.status_code == 404
    assert "<h1>No &lt;such&gt; thing</h1>" in page
    assert "Because &amp; so." in page
    assert '<a href="/papers/a?b&amp;c">This one</a>' in page
    assert answer.headers["cache-control"] == "no-store"


def test_programs_get_json(renderer):
    answer = problem_response(renderer, {"path": "/api/x"}, 422, "Wrong", "Do this.")
    assert json.loads(answer.body) == {"error": "Wrong", "detail": "Do this."}
    assert answer.status_code == 422


def test_a_problem_says_what_it_is():
    problem = Problem(404, "There is no such day", "Look again.", [("The newest", "/")])
    assert str(problem) == "404 There is no such day: Look again."
    assert problem.suggestions == (("The newest", "/"),)


def test_messages_become_sentences_and_keep_their_capitals():
    assert sentence(ValueError("a week is 2025-W46")) == "A week is 2025-W46."


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("GET", "/nowhere", 404), ("PUT", "/", 405), ("POST", "/about", 405), ("GET", "/static/none.css", 404)],
)
def test_what_is_not_there_is_a_page_of_ours(client, method, address, status):
    answer = client.request(method, address, headers={"Origin": "http://daily.test"})
    assert answer.status_code == status
    assert '<header class="masthead">' in answer.text


def test_unreadable_parameters_are_named(client):
    answer = client.get("/api/search?q=a&performable=perhaps")
    assert answer.status_code == 422
    assert "performable" in answer.json()["detail"]


def test_a_library_that_cannot_be_used_is_a_503_with_its_sentence(opened, monkeypatch):
    def locked(*_, **__):
        raise LibraryError("the library is being written by another process; try again")

    reader = opened()
    monkeypatch.setattr(Library, "feed", locked)
    page = reader.get("/")
    assert page.status_code == 503
    assert "The library is being written by another process; try again." in page.text
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-content-type-options"] == "nosniff"
