import html
import re

import pytest

from reprise.daily.source_code import locate


def test_a_part_shows_its_file_with_its_lines(client):
    page = client.get("/code/reprise.elastic.MatryoshkaLoss")
    assert page.status_code == 200
    location = locate("reprise.elastic.MatryoshkaLoss")
    assert location is not None
    assert "reprise/elastic/matryoshka.py" in page.text
    line = re.search(rf'<span id="L{location.first}" class="named">.*?</a>(.*)\n', page.text)
    assert line is not None
    assert html.unescape(line[1]).startswith("class MatryoshkaLoss")
    assert page.text.count('class="named"') == location.last - location.first + 1
    assert '<a href="/papers/matryoshka">' in page.text
    source = re.search(r'<pre class="source".*?>(.*)</pre>', page.text, re.DOTALL)
    assert source is not None
    assert html.unescape(re.sub("<[^>]+>", "", source[1])).strip() != ""


def test_code_is_shown_as_text(client):
    page = client.get("/code/reprise.elastic.MatryoshkaLoss").text
    assert "-&gt;" in page


@pytest.mark.parametrize(
    "part",
    [
        "os.path",
        "reprise.daily.app",
        "reprise.elastic.check_width",
        "reprise.elastic.matryoshka",
        "..%2F..%2Fetc%2Fpasswd",
    ],
)
def test_names_that_no_card_has_are_not_shown(client, part):
    page = client.get(f"/code/{part}")
    assert page.status_code == 404
    assert "root:" not in page.text


def test_a_near_miss_is_helped(client):
    page = client.get("/code/reprise.elastic.MatryoshkaLos")
    assert page.status_code == 404
    assert 'href="/code/reprise.elastic.MatryoshkaLoss"' in page.text
