import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from reprise.daily.errors import LibraryError
from reprise.daily.library import Library
from reprise.daily.serve import (
    NoSuchHost,
    PortTaken,
    add_cards,
    address_of,
    default_library,
    listen,
    names_of,
    serve,
)
from reprise.papers import catalog


def test_the_library_is_where_the_environment_says(monkeypatch, tmp_path):
    monkeypatch.setenv("REPRISE_DAILY", str(tmp_path / "mine.sqlite"))
    assert default_library() == tmp_path / "mine.sqlite"
    monkeypatch.delenv("REPRISE_DAILY")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    found = default_library()
    assert found.name == "daily.sqlite"
    assert found.parent.name == "reprise"


def test_a_taken_port_says_how_to_choose_another():
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(PortTaken, match=rf"port {port} is taken .*PORT={port + 1}"):
            listen("127.0.0.1", port)
    # A port that was just given back can be used at once.
    listen("127.0.0.1", port).close()


@pytest.mark.parametrize("host", ["no.such.host.invalid", "203.0.113.7"])
def test_addresses_of_others_cannot_be_listened_on(host):
    with pytest.raises(NoSuchHost, match=re.escape(host)):
        listen(host, 0)


@pytest.mark.parametrize(("host", "shown"), [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1")])
def test_the_address_can_be_typed_into_a_browser(host, shown):
    with listen(host, 0) as listener:
        assert address_of(listener) == f"http://{shown}:{listener.getsockname()[1]}"


@pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
def test_an_ipv6_address_stands_in_brackets():
    try:
        listener = listen("::1", 0)
    except NoSuchHost:
        pytest.skip("this machine has no IPv6 loopback")
    with listener:
        assert address_of(listener).startswith("http://[::1]:")


def test_cards_are_put_in_once_and_missing_ones_later(tmp_path, monkeypatch):
    path = tmp_path / "daily.sqlite"
    cards = catalog.rooms()
    monkeypatch.setattr(catalog, "rooms", lambda: cards[:-1])
    add_cards(path)
    monkeypatch.undo()
    add_cards(path)
    with Library.open(path) as library:
        assert all(library.by_slug(card.slug) for card in cards)
        votes = library.vote(library.by_slug("matryoshka").id)
    add_cards(path)
    with Library.open(path) as library:
        assert library.by_slug("matryoshka").votes == votes == 1


@contextlib.contextmanager
def served(folder: Path):
    """A server of its own, with the address that it printed."""
    code = (
        "from pathlib import Path; from reprise.daily.serve import serve; "
        f"serve(Path({str(folder / 'new' / 'daily.sqlite')!r}), port=0)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found, line + process.stderr.read()
        yield process, found[0]
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def test_a_server_opens_shows_the_cards_refuses_other_names_and_closes_in_order(tmp_path):
    with served(tmp_path) as (process, address):
        with urllib.request.urlopen(f"{address}/healthz", timeout=10) as answer:
            assert f'"papers":{len(catalog.rooms())}'.encode() in answer.read()
        foreign = urllib.request.Request(address, headers={"Host": "evil.test"})
        with pytest.raises(urllib.error.HTTPError, match="400") as refused:
            urllib.request.urlopen(foreign, timeout=10)
        refused.value.close()
        began = time.monotonic()
        os.kill(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=15)
        assert process.returncode == 0
        assert errors == ""
        assert time.monotonic() - began < 10


def test_a_home_folder_may_be_written_short(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("REPRISE_DAILY", "~/mine.sqlite")
    assert default_library() == tmp_path / "mine.sqlite"
    (tmp_path / "file").touch()
    with pytest.raises(
        LibraryError, match=re.escape(f"the folder {tmp_path / 'file' / 'new'} cannot be made")
    ):
        serve(Path("~/file/new/daily.sqlite"), port=0)


@pytest.mark.parametrize(
    ("host", "names"),
    [("127.0.0.2", {"127.0.0.2"}), ("127.1", {"127.1", "127.0.0.1"}), ("localhost", {"localhost"})],
)
def test_every_loopback_address_keeps_the_check_of_names(host, names):
    with listen(host, 0) as listener:
        assert set(names_of(listener, host)) == {*names, "localhost", "127.0.0.1", "::1"}


def test_an_address_that_others_reach_answers_to_any_name():
    with listen("0.0.0.0", 0) as listener:
        assert names_of(listener, "0.0.0.0") is None
