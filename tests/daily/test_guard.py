import asyncio
import json

import pytest
from starlette.responses import PlainTextResponse

from reprise.daily.guard import HEADERS, MAX_ADDRESS, MAX_BODY, Guard

ORIGIN = {"origin": "http://daily.test"}


async def reading_app(scope, receive, send):
    """Reads the whole body and says how long it is."""
    size, more = 0, True
    while more:
        message = await receive()
        size += len(message.get("body", b""))
        more = message.get("more_body", False)
    await PlainTextResponse(f"{scope['method']} {size}")(scope, receive, send)


def ask(method="GET", path="/", query=b"", headers=None, chunks=(b"",), hosts=None):
    """The status, headers and body that a guarded application answers with."""
    guard = Guard(
        reading_app, lambda scope, status, title, why: PlainTextResponse(f"{title}: {why}", status), hosts
    )
    given = {"host": "daily.test", **(headers or {})}
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query,
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
    }
    waiting = [
        {"type": "http.request", "body": chunk, "more_body": number < len(chunks) - 1}
        for number, chunk in enumerate(chunks)
    ]
    sent: list[dict] = []

    async def receive():
        return waiting.pop(0)

    async def send(message):
        sent.append(message)

    asyncio.run(guard(scope, receive, send))
    found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], found, b"".join(message.get("body", b"") for message in sent).decode()


def test_an_answer_passes_with_the_headers():
    status, headers, body = ask()
    assert (status, body) == (200, "GET 0")
    assert {name: headers[name.lower()] for name in HEADERS} == HEADERS


def test_head_reaches_the_application_as_get():
    assert ask("HEAD")[2] == "GET 0"


def test_addresses_may_be_long_but_not_endless():
    assert ask(query=b"q=" + b"x" * (MAX_ADDRESS - 3))[0] == 200
    status, headers, body = ask(query=b"q=" + b"x" * MAX_ADDRESS)
    assert status == 414
    assert "4,096" in body
    assert "content-security-policy" in headers


def test_bodies_may_be_small():
    def post(size, **headers):
        return ask("POST", headers={**ORIGIN, **headers}, chunks=(b"x" * size,))

    assert post(MAX_BODY)[2] == f"POST {MAX_BODY}"
    assert post(MAX_BODY + 1)[0] == 413
    assert post(3, **{"content-length": "3"})[0] == 200
    assert post(3, **{"content-length": str(10**12)})[0] == 413
    assert post(3, **{"content-length": "-3"})[0] == 413
    assert post(3, **{"content-length": "many"})[0] == 413


def test_a_body_in_pieces_is_counted_as_a_whole():
    status, _, body = ask("POST", headers=ORIGIN, chunks=(b"x" * 10_000, b"x" * 10_000))
    assert status == 413
    assert "16,384" in body


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "http://daily.test"}, 200),
        ({"origin": "https://daily.test"}, 200),
        ({"origin": "http://DAILY.test"}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"origin": "http://evil.test"}, 403),
        ({"origin": "http://daily.test:8001"}, 403),
        ({"origin": "http://daily.test.evil.test"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": ""}, 403),
        ({"origin": "http://[broken"}, 403),
        ({"origin": "http://evil.test", "sec-fetch-site": "same-origin"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "none"}, 403),
        ({"referer": "http://daily.test/"}, 403),
        ({}, 403),
    ],
)
@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_what_changes_something_must_come_from_our_own_pages(headers, status, method):
    assert ask(method, headers=headers)[0] == status


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("LOCALHOST:8000", 200),
        ("127.0.0.1:8000", 200),
        ("[::1]:8000", 200),
        ("evil.test", 400),
        ("localhost.evil.test:8000", 400),
        ("[broken", 400),
        ("", 400),
    ],
)
def test_a_server_with_names_answers_to_no_other(host, status):
    assert ask(headers={"host": host}, hosts=("localhost", "127.0.0.1", "::1"))[0] == status


def test_other_protocols_pass_untouched():
    seen = []

    async def app(scope, receive, send):
        seen.append(json.dumps(scope))

    asyncio.run(Guard(app, lambda *args: PlainTextResponse(""))({"type": "lifespan"}, None, None))
    assert seen == ['{"type": "lifespan"}']


def test_the_application_refuses_foreign_names_and_origins(opened):
    reader = opened(hosts=("localhost",))
    page = reader.get("/")
    assert page.status_code == 400
    assert "one of this server" in page.text
    here = reader.get("http://localhost/")
    assert here.status_code == 200
    assert reader.post("http://localhost/run/matryoshka").status_code == 403
    assert reader.get("http://localhost/run/matryoshka").json()["state"] == "never"
    long = reader.post(
        "http://localhost/vote/matryoshka", content=b"x" * 20_000, headers={"Origin": "http://localhost"}
    )
    assert long.status_code == 413
    assert "16,384 bytes" in long.text
