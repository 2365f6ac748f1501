"""How fast Daily answers over HTTP, with 30,000 papers in its library.

    python benchmarks/daily_http.py [--queries 200] [--clients 4]

Fills a temporary library with papers-acl, papers-ml and the cards, serves it in a process of its own on
loopback, and asks it the same requests twice: one after the other, and from several clients at once. Half of
the queries are fragments of titles in the library, half are questions that people asked (ir-cisi, which is about
libraries and information, so that few papers answer them word by word). Times are those of whole answers,
compressed, over connections that stay open, as this process sees them; beside them stands the processor time
that the server took for one answer, which other work on the machine hardly changes.

Prints Markdown and writes daily_http.json beside this file.
"""

from __future__ import annotations

import argparse
import http.client
import json
import math
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import numpy as np

from reprise import data
from reprise.daily.ingest import ingest
from reprise.daily.library import Library
from reprise.daily.periods import address
from reprise.daily.rendering import paper_address
from reprise.report import environment

SOURCES = ("cards", "papers-ml", "papers-acl")
TARGETS = {"search": 60, "search, a fragment": 60, "feed": 30}
"""Milliseconds that 95 of 100 answers to one client should stay below."""


def fill(path: Path) -> tuple[int, float]:
    """Make the library; how many papers it has and how many seconds that took."""
    began = time.perf_counter()
    with Library.open(path) as library:
        for source in SOURCES:
            ingest(library, source)
        return library.feed("all", None, per_page=1).total, time.perf_counter() - began


def queries_for(path: Path, count: int, rng: random.Random) -> list[str]:
    """Fragments of titles, three to six words long, and questions, in turn."""
    with Library.open(path) as library:
        total = library.feed("all", None, per_page=1).total
        pages = rng.sample(range(1, total + 1), count - count // 2)
        titles = [library.feed("all", None, page=page, per_page=1).papers[0].title for page in pages]
    fragments = []
    for title in titles:
        words = title.split()
        length = min(len(words), rng.randint(3, 6))
        start = rng.randint(0, len(words) - length)
        fragments.append(" ".join(words[start : start + length]))
    asked = data.load("ir-cisi").queries
    questions = [
        " ".join(asked[id].split())[:300] for id in rng.sample(sorted(asked), min(len(asked), count // 2))
    ]
    mixed = fragments + questions
    rng.shuffle(mixed)
    return mixed


def feeds_for(path: Path, count: int, rng: random.Random) -> list[str]:
    """Front pages, days, weeks and months, newest and trending, first and later pages."""
    with Library.open(path) as library:
        days = [day for day, _ in library.days(200)]
        pages = library.feed("all", None).pages
    kinds = [
        lambda: "/",
        lambda: "/?order=trending",
        *(
            lambda period=period: address(period, rng.choice(days)) + rng.choice(["", "?order=trending"])
            for period in ("day", "week", "month")
        ),
        lambda: f"/all?page={rng.randint(1, pages)}",
    ]
    return [kinds[number % len(kinds)]() for number in range(count)]


def papers_for(path: Path, count: int, rng: random.Random) -> list[str]:
    """Pages of papers, with and without a card."""
    with Library.open(path) as library:
        found = library.feed("all", None, "trending", page=rng.randint(1, 20), per_page=count).papers
    return [paper_address(paper.id) for paper in found]


@contextmanager
def served(path: Path) -> Iterator[tuple[str, int]]:
    """A server in a process of its own; its address and its process's number."""
    code = (
        f"from pathlib import Path; from reprise.daily.serve import serve; serve(Path({str(path)!r}), port=0)"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        if found is None:
            raise RuntimeError("the server did not start; its messages stand above")
        yield found[0], process.pid
    finally:
        process.terminate()
        process.wait(15)


def processor_ms(pid: int) -> float:
    """Milliseconds of processor time that a process has taken; not a number where Linux does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except FileNotFoundError:
        return math.nan
    return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def ask(site: str, addresses: Sequence[str], headers: dict[str, str], clients: int) -> np.ndarray:
    """Milliseconds of each answer, shape (addresses,); ``clients`` ask at once, each its share."""
    times = np.zeros(len(addresses))
    failures: list[str] = []

    def client(mine: range) -> None:
        connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=30)
        for number in mine:
            began = time.perf_counter()
            connection.request("GET", addresses[number], headers={"Accept-Encoding": "gzip", **headers})
            answer = connection.getresponse()
            answer.read()
            times[number] = 1000 * (time.perf_counter() - began)
            if answer.status != 200:
                failures.append(f"{answer.status} {addresses[number]}")
        connection.close()

    threads = [
        threading.Thread(target=client, args=(range(first, len(addresses), clients),))
        for first in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise RuntimeError(f"{len(failures)} answers were not pages, for example {failures[0]}")
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description="How fast Daily answers over HTTP.")
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--feeds", type=int, default=200)
    parser.add_argument("--papers", type=int, default=100)
    parser.add_argument("--clients", type=int, default=4)
    given = parser.parse_args()
    rng = random.Random(0)
    rows = []
    with tempfile.TemporaryDirectory(prefix="daily-http-") as folder:
        path = Path(folder) / "daily.sqlite"
        total, seconds = fill(path)
        searches = [f"/search?{urlencode({'q': query})}" for query in queries_for(path, given.queries, rng)]
        kinds = {
            "search": (searches, {}),
            "search, a fragment": (searches, {"X-Fragment": "1"}),
            "feed": (feeds_for(path, given.feeds, rng), {}),
            "paper": (papers_for(path, given.papers, rng), {}),
        }
        load = os.getloadavg()[0]
        with served(path) as (site, pid):
            for addresses, headers in kinds.values():
                ask(site, addresses[:10], headers, 1)  # nobody's first request is measured
            for clients in (1, given.clients):
                for kind, (addresses, headers) in kinds.items():
                    before = processor_ms(pid)
                    times = ask(site, addresses, headers, clients)
                    cpu = (processor_ms(pid) - before) / len(addresses)
                    p50, p95, longest = np.percentile(times, [50, 95, 100])
                    row = {"what": kind, "clients": clients, "requests": len(addresses)}
                    rows.append(row | {"p50_ms": p50, "p95_ms": p95, "max_ms": longest, "cpu_ms": cpu})
    for row in rows:
        for name in ("p50_ms", "p95_ms", "max_ms", "cpu_ms"):
            row[name] = round(float(row[name]), 1)
    result = {
        "papers": total,
        "fill_seconds": round(seconds, 1),
        "load_before": round(load, 2),
        "cpu": environment.processor(),
        "commit": environment.commit(),
        "versions": environment.versions(),
        "targets_ms": TARGETS,
        "rows": rows,
    }
    Path(__file__).with_suffix(".json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(f"{total:,} papers, taken in in {seconds:.0f} s; {result['cpu']}; load before: {load:.1f}\n")
    print("| what | clients | requests | p50 ms | p95 ms | max ms | cpu ms | target p95 |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for row in rows:
        target = TARGETS.get(str(row["what"]), "") if row["clients"] == 1 else ""
        cells = [
            row[name] for name in ("what", "clients", "requests", "p50_ms", "p95_ms", "max_ms", "cpu_ms")
        ]
        print("| " + " | ".join(str(cell) for cell in [*cells, target]) + " |")


if __name__ == "__main__":
    main()
