import gzip
import re
from urllib.parse import urlsplit

import pytest

from reprise.daily.guard import HEADERS
from reprise.daily.rendering import STATIC, TEMPLATES

PAGES = [
    "/",
    "/all",
    "/week/2030-W10",
    "/search?q=geometry",
    "/search",
    "/papers/matryoshka",
    "/reproductions",
    "/about",
    "/code/reprise.elastic.MatryoshkaLoss",
    "/nowhere",
]


@pytest.mark.parametrize(
    "address", [*PAGES, "/api/search?q=a", "/static/daily.css", "/healthz", "/static/none"]
)
def test_every_answer_carries_the_security_headers(client, address):
    answer = client.get(address)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value


@pytest.mark.parametrize("address", PAGES)
def test_pages_load_nothing_from_elsewhere_and_hold_no_inline_code(client, address):
    page = client.get(address).text
    loaded = re.findall(r'<(?:script|img|source|iframe|link)\b[^>]*?(?:src|srcset|href)="([^"]*)"', page)
    assert loaded
    assert all(target.startswith("/") and not target.startswith("//") for target in loaded)
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", page)


@pytest.mark.parametrize("address", PAGES)
def test_links_within_the_site_lead_somewhere(client, address):
    page = client.get(address).text
    targets = {urlsplit(link.replace("&amp;", "&")) for link in re.findall(r'href="(/[^"]*)"', page)}
    seen = {target.path + (f"?{target.query}" if target.query else "") for target in targets}
    broken = [link for link in sorted(seen)[:60] if client.get(link).status_code != 200]
    assert broken == []


@pytest.mark.parametrize("address", PAGES)
def test_marks_lead_to_places_that_exist(client, address):
    page = client.get(address).text
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for mark in re.findall(r'href="#([^"]+)"', page):
        assert mark in ids


def test_static_files_are_small_and_cached_for_good(client):
    sizes = {path.name: path.stat().st_size for path in STATIC.iterdir()}
    assert sum(size for name, size in sizes.items() if name.endswith(".css")) < 20_000
    assert sum(size for name, size in sizes.items() if name.endswith(".js")) < 30_000
    address = re.search(r'href="(/static/daily\.css\?v=\w+)"', client.get("/").text)
    assert address is not None
    answer = client.get(address[1])
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    again = client.get(address[1], headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_style_sheet_and_script_load_nothing():
    for path in (STATIC / "daily.css", STATIC / "daily.js"):
        text = path.read_text()
        assert "url(" not in text
        assert "@import" not in text
        assert "http://" not in text
        assert "https://" not in text
        assert "innerHTML" not in text


def test_every_class_that_the_style_sheet_names_is_used_somewhere():
    style = re.sub(r"/\*.*?\*/|\"[^\"]*\"", "", (STATIC / "daily.css").read_text(), flags=re.DOTALL)
    selectors = re.sub(r"\{[^{}]*\}", " ", style)
    named = set(re.findall(r"\.([a-z][a-z-]*)", selectors))
    written = "".join(path.read_text() for path in TEMPLATES.iterdir()) + (STATIC / "daily.js").read_text()
    words = {"holds", "fails", "inconclusive", "untested"}
    unused = {name for name in named - words if not re.search(rf"\b{name}\b", written)}
    assert unused == set()


def test_pages_are_compressed_for_those_who_ask(client):
    with client.stream("GET", "/", headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        raw = b"".join(answer.iter_raw())
    plain = client.get("/", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(raw) == plain.content
    assert len(raw) < len(plain.content) / 2


@pytest.mark.parametrize("address", ["/", "/papers/matryoshka", "/api/search?q=a", "/static/daily.js"])
def test_head_is_answered_like_get(client, address):
    assert client.head(address).status_code == 200


def test_an_error_of_ours_is_a_page_without_details(client, monkeypatch, caplog):
    from reprise.daily.library import Library

    def broken(*args, **kwargs):
        raise RuntimeError("the disk is full of secrets")

    monkeypatch.setattr(Library, "feed", broken)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.text
    assert "secrets" not in answer.text
    assert answer.headers["content-security-policy"]
    assert "secrets" in caplog.text
