"""Daily's search: how good its rankings and their fusion are, and how fast the library answers.

    python benchmarks/daily_search.py [--keep FOLDER] [--only quality|speed]

Quality: titles as queries on abstracts that are stored without their titles (papers-ml, on which the fusion was
chosen, and papers-acl from 2020 on, which the search model has not seen), in one library of all papers; and the
questions of ir-cisi (chosen on), ir-cranfield and ir-scifact, a library each. "BM25 in full" scores every paper
with any word; "BM25" is what Daily does within its budget. Speed: a library of papers-acl and papers-ml as they
are, 200 queries (title fragments, whole titles, questions, half-typed words) one after another; wall time, and
the thread's own processor time, which other work on the machine disturbs less.

Prints Markdown and writes daily_search.json beside this file.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from reprise import data
from reprise.daily import searching
from reprise.daily.entry import Entry
from reprise.daily.ingest import ingest
from reprise.daily.library import Library
from reprise.daily.query import read_query
from reprise.daily.searching import Filters, by_meaning, by_words, fused
from reprise.retrieval import evaluate, reciprocal_rank_fusion

QUERIES = 300
FITTED_UNTIL = 2019
FUSIONS: dict[str, tuple[float, float, float]] = {
    f"RRF {lexical:g}:{meaning:g}, constant {constant:g}": (lexical, meaning, constant)
    for constant in (5.0, 60.0)
    for lexical, meaning in ((1.0, 1.0), (1.0, 0.5), (1.0, 0.3))
}
WEIGHTS = (0.3, 0.5, 0.7, 1.0)
Rankings = dict[str, tuple[dict[int, float], dict[int, float], list[int], np.ndarray]]


def numbered(texts: Iterator[str], batch: int = 500) -> Iterator[list[Entry]]:
    """Entries that hold a text and no title to find it by."""
    rows: list[Entry] = []
    for i, text in enumerate(texts):
        day = datetime.date(2020, 1, 1)
        rows.append(Entry("benchmark", f"{i:06d}", f"{i:06d}", text[:50_000], published=day))
        if len(rows) == batch:
            yield rows
            rows = []
    yield rows


def library_of(path: Path, texts: list[str]) -> Library:
    """A library whose paper i + 1 is text i; made once where the path is kept."""
    library = Library.open(path)
    if library.stats()["papers"] != len(texts):
        for batch in numbered(iter(texts)):
            library.write(batch)
    return library


def collections(folder: Path) -> Iterator[tuple[str, Library, dict[str, str], dict[str, dict[str, int]]]]:
    """Name, library, queries and judgements by the papers' numbers."""
    ml, acl = data.load("papers-ml").papers, data.load("papers-acl").papers
    papers = [paper for paper in (*ml, *acl) if paper.abstract]
    library = library_of(folder / "papers.sqlite3", [paper.abstract for paper in papers])
    late = {i for i, paper in enumerate(papers) if i >= len(ml) and paper.year > FITTED_UNTIL}
    for name, indices in (("papers-ml", range(len(ml))), ("papers-acl", sorted(late))):
        chosen = np.random.default_rng(0).permutation(np.array(indices))[:QUERIES].tolist()
        yield (
            name,
            library,
            {str(i): papers[i].title for i in chosen},
            {str(i): {str(i + 1): 1} for i in chosen},
        )
    library.close()
    for name in ("ir-cisi", "ir-cranfield", "ir-scifact"):
        loaded = data.load(name)
        place = {id: str(i + 1) for i, id in enumerate(loaded.corpus)}
        texts = [text or "(empty)" for text in loaded.corpus.values()]
        judged = {
            q: {d: g for d, g in loaded.qrels["test"][q].items() if g > 0} for q in loaded.judged("test")
        }
        queries = {q: loaded.queries[q][:1000] for q, found in judged.items() if found}
        library = library_of(folder / f"{name}.sqlite3", texts)
        yield name, library, queries, {q: {place[d]: g for d, g in judged[q].items()} for q in queries}
        library.close()


def rankings(library: Library, queries: dict[str, str]) -> Rankings:
    """For each query: BM25 in full, BM25 as Daily does it, nearest in meaning, and their cosines."""
    out: Rankings = {}
    with library._read() as connection:
        spelling, vectors = library._spelled(connection), library._rows(connection)
        for id, text in queries.items():
            asked = read_query(connection, text, spelling, library.model.tokenizer)
            quick = by_words(connection, asked, Filters())
            budget, searching.BUDGET = searching.BUDGET, 10**9
            full = by_words(connection, asked, Filters())
            searching.BUDGET = budget
            near, cosines = by_meaning(
                connection, vectors, library.model.encode([asked.meaning])[0], Filters()
            )
            out[id] = (full, quick, near, cosines)
    return out


def run_row(ranking: list[int]) -> dict[str, float]:
    """A run's row from a ranking."""
    return {str(id): 1.0 / rank for rank, id in enumerate(ranking, 1)}


def variants(found: Rankings) -> dict[str, dict[str, dict[str, float]]]:
    """Runs of every way to rank."""
    runs = {
        "BM25 in full": {q: run_row([*full]) for q, (full, _, _, _) in found.items()},
        "BM25": {q: run_row([*quick]) for q, (_, quick, _, _) in found.items()},
        "meaning": {q: run_row(near) for q, (_, _, near, _) in found.items()},
    }
    for name, (lexical, meaning, constant) in FUSIONS.items():
        runs[name] = {
            q: run_row(
                [id for id, _ in reciprocal_rank_fusion([[*quick], near], constant, [lexical, meaning])]
            )
            for q, (_, quick, near, _) in found.items()
        }
    for weight in WEIGHTS:
        for name, part in (("scores", 1), ("scores, BM25 in full", 0)):
            runs[f"{name} 1:{weight:g}"] = {
                q: run_row([id for id, _ in fused(row[part], row[2], row[3], weight)])
                for q, row in found.items()
            }
    return runs


def quality(folder: Path) -> dict[str, dict[str, float]]:
    """nDCG@10 of every variant on every collection."""
    results: dict[str, dict[str, float]] = {}
    for name, library, queries, qrels in collections(folder):
        for variant, run in variants(rankings(library, queries)).items():
            results.setdefault(variant, {})[name] = evaluate(qrels, run, ["ndcg@10"])["ndcg@10"]
        print(f"  {name}: {len(queries)} queries, {library.stats()['papers']:,} papers", flush=True)
    return results


def queries_of_readers(count: int = 200) -> list[str]:
    """Title fragments, titles, questions and half-typed words, from the papers themselves and from ir-cisi."""
    rng = np.random.default_rng(1)
    papers = [*data.load("papers-ml").papers, *data.load("papers-acl").papers]
    questions = [*data.load("ir-cisi").queries.values()]
    out = []
    for i in range(count):
        words = re.findall(r"\w+", papers[int(rng.integers(len(papers)))].title)
        start = int(rng.integers(max(1, len(words) - 3)))
        fragment = " ".join(words[start : start + 4])
        question = " ".join(questions[int(rng.integers(len(questions)))].split()[:16])
        out.append((fragment, " ".join(words), question, fragment[: max(4, len(fragment) - 3)])[i % 4])
    return out


def percentiles(call: Callable[[], object], times: int) -> dict[str, float]:
    """p50 and p95 in milliseconds, wall and processor time."""
    wall, own = [], []
    for _ in range(times):
        begun, used = time.perf_counter(), time.thread_time()
        call()
        wall.append(time.perf_counter() - begun)
        own.append(time.thread_time() - used)
    out = {}
    for name, values in (("wall", wall), ("cpu", own)):
        out |= {f"{name}_p{q}_ms": round(1000 * float(np.percentile(values, q)), 2) for q in (50, 95)}
    return out


def speed(folder: Path) -> dict[str, dict[str, float]]:
    """The library's answers, one after another."""
    with Library.open(folder / "real.sqlite3") as library:
        if not library.stats()["papers"]:
            for name in ("cards", "papers-ml", "papers-acl"):
                begun = time.perf_counter()
                report = ingest(library, name)
                print(f"  {name}: {report.added:,} added in {time.perf_counter() - begun:.1f} s", flush=True)
        queries = iter(queries_of_readers() * 2)
        for _ in range(20):
            library.search(next(queries))
        newest = [day for day, _ in library.days(100)]
        ids = [paper.id for paper in library.feed("all", None, per_page=100).papers]
        days, similar = iter(newest * 10), iter(ids * 10)
        return {
            "search": percentiles(lambda: library.search(next(queries)), 200),
            "feed of a day": percentiles(lambda: library.feed("day", next(days)), 100),
            "feed of a month, trending": percentiles(
                lambda: library.feed("month", next(days), "trending"), 100
            ),
            "feed of all": percentiles(lambda: library.feed("all", None), 100),
            "similar": percentiles(lambda: library.similar(next(similar)), 100),
        }


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--keep", type=Path, help="folder in which the libraries are kept between runs")
    parser.add_argument("--only", choices=["quality", "speed"])
    options = parser.parse_args()
    path = Path(__file__).with_suffix(".json")
    record = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        if options.only != "speed":
            results = quality(folder)
            names = list(next(iter(results.values())))
            print("\n| nDCG@10 | " + " | ".join(names) + " |\n|---|" + "---|" * len(names))
            for variant, values in results.items():
                print(f"| {variant} | " + " | ".join(f"{values[name]:.4f}" for name in names) + " |")
            record["quality"] = results
        if options.only != "quality":
            results = speed(folder)
            columns = list(next(iter(results.values())))
            print("\n| milliseconds | " + " | ".join(columns) + " |\n|---|" + "---|" * len(columns))
            for what, values in results.items():
                print(f"| {what} | " + " | ".join(f"{values[c]:.1f}" for c in columns) + " |")
            record["speed"] = results | {"load": round(os.getloadavg()[0], 1), "cpus": os.cpu_count()}
    new = path.with_suffix(".json.new")
    new.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    new.replace(path)


if __name__ == "__main__":
    main()
