"""Writes README.md beside this file from the benchmarks' JSON files: python benchmarks/readme.py"""

from __future__ import annotations

import json
import statistics
from pathlib import Path
from typing import Any

from reprise.report.result import write_atomically
from reprise.retrieval.static import BUNDLED, digest

HERE = Path(__file__).parent
HEAD = """# Benchmarks

One file a question, each beside the JSON that it wrote; this page is made from those by `python benchmarks/readme.py`.
Data: `REPRISE_DATA`. Figures are of one machine (named below each table) and mean something beside their neighbours in
the same table, less beside other machines.
"""


def table(header: list[str], rows: list[list[str]]) -> list[str]:
    lines = ["| " + " | ".join(header) + " |", "|---" + "|---:" * (len(header) - 1) + "|"]
    return [*lines, *("| " + " | ".join(row) + " |" for row in rows), ""]


def quality(collections: dict[str, Any], metric: str) -> list[str]:
    arms = list(next(iter(collections.values())))
    header = ["arm", *collections]
    return table(
        header, [[arm, *(f"{scores[arm][metric]:.3f}" for scores in collections.values())] for arm in arms]
    )


def search_model(result: dict[str, Any]) -> list[str]:
    speed = result["abstracts_per_second"]
    lines = [
        "## The bundled search model",
        "",
        "`python benchmarks/search_model.py`: static vectors of the package, their teacher all-MiniLM-L6-v2, BM25, and "
        "fusions, on the same queries and documents. papers-acl is cut to 2020 and later: the model was fitted on "
        "titles and abstracts before. The teacher is slow, so its table has cut collections.",
        "",
    ]
    for name, what in (("whole", "whole collections"), ("cut", "cut collections, with the teacher")):
        for metric in ("ndcg@10", "mrr@10"):
            lines += [f"{metric}, {what}:", "", *quality(result[name], metric)]
    ratio = speed["bundled"] / speed["teacher"]
    if result["model"] != digest(BUNDLED):
        lines += [
            "These are figures of the model before the present one; what changed is in the next section.",
            "",
        ]
    return [
        *lines,
        f"Encoding abstracts on {result['cpus']} cores: {speed['bundled']:,.0f} a second with the bundled model, "
        f"{speed['teacher']:.1f} with the teacher, {ratio:,.0f} times as many.",
        "",
    ]


def search_model_candidates(result: dict[str, Any]) -> list[str]:
    chosen = result["chosen"]
    lines = [
        "## Other ways to make the search model",
        "",
        "`python benchmarks/search_model_candidates.py`: nDCG@10 on the two collections that the choice is made on; the bundled "
        "model is the one before the change:",
        "",
        *table(
            ["candidate", *next(iter(result["choice"].values()))],
            [[f"**{name}**" if name == chosen else name, *(f"{x:.3f}" for x in row.values())] for name, row in result["choice"].items()],
        ),
        "The one chosen, the one before and X2Static alone on the retrieval sets (in brackets fused with BM25). It replaced "
        "the one before because it is better on all three." if result["chosen_beats_bundled_on_all"] else
        "The one chosen, the bundled one and X2Static alone on the retrieval sets (in brackets fused with BM25):",
        "",
    ]  # fmt: skip
    sets = result["retrieval_sets"]
    rows = [["BM25", *(f"{scores['BM25']['alone']:.3f}" for scores in sets.values())]]
    for arm in ("bundled", "x2static", chosen):
        cells = (f"{s[arm]['alone']:.3f} ({s[arm]['with BM25']:.3f})" for s in sets.values())
        rows.append([arm, *cells])
    return [*lines, *table(["", *sets], rows)]


def daily_search(result: dict[str, Any]) -> list[str]:
    speed = {name: row for name, row in result["speed"].items() if isinstance(row, dict)}
    quantities = list(next(iter(speed.values())))
    return [
        "## Daily's search, in the library",
        "",
        "`python benchmarks/daily_search.py`: rankings and fusions are in [docs/search.md](../docs/search.md); "
        "milliseconds with papers-acl and papers-ml loaded, one request after another:",
        "",
        *table(
            ["", *quantities], [[name, *(f"{row[q]:.1f}" for q in quantities)] for name, row in speed.items()]
        ),
        f"{result['speed']['cpus']} cores, load {result['speed']['load']} when it began.",
        "",
    ]


def daily_http(result: dict[str, Any]) -> list[str]:
    quantities = ["requests", "p50_ms", "p95_ms", "max_ms", "cpu_ms"]
    targets = ", ".join(f"{name} {value} ms" for name, value in result["targets_ms"].items())
    return [
        "## Daily over HTTP",
        "",
        f"`python benchmarks/daily_http.py`: {result['papers']:,} papers, served on loopback; `cpu_ms` is the server's "
        f"processor time an answer. Aims for the 95th percentile with one client: {targets}.",
        "",
        *table(
            ["what, clients", *quantities],
            [
                [f"{row['what']}, {row['clients']}", *(f"{row[q]:g}" for q in quantities)]
                for row in result["rows"]
            ],
        ),
        f"{result['cpu']}, load {result['load_before']} when it began.",
        "",
    ]


def mean(rows: list[dict[str, float]], key: str) -> float:
    return sum(row[key] for row in rows) / len(rows)


def word_vectors(result: dict[str, Any]) -> list[str]:
    lines = [
        "## Training word vectors",
        "",
        f"`python benchmarks/word_vectors.py --tokens {result['tokens']} --epochs {max(result['task_epochs'].values())} --only "
        f"{','.join(result['tasks'])}`: reprise beside gensim on {result['threads']} threads, {result['tokens']:,} "
        "words of encyclopaedia, equal settings (5 negatives, window 5, sub-sampling 1e-3). `shared s` draws s times "
        "the negatives for a whole window (`Word2Vec(shared_negatives=s)`); the default is in bold. Words a second of training "
        "alone, mean over seeds and ratio to gensim's in the same seed; loss on held-out lines (nats a pair, skip-gram's; "
        "not meant for CBOW), in brackets against gensim's; Google analogies (accuracy) and MEN (Spearman) with the standard "
        "deviation over seeds; peak memory of the process, gensim reading "
        + ", ".join(sorted(set(result["gensim_reads"].values())))
        + " (its faster way here; from a file it needs less memory). Tasks of the script that have no table were not run.",
        "",
        "![Held-out loss against speed, both relative to gensim's](word_vectors.png)",
        "",
    ]
    for name, arms in result["tasks"].items():
        base = arms["gensim"]
        rows = []
        for arm, seeds in arms.items():
            ratio = sum(
                r["words_per_second"] / b["words_per_second"] for r, b in zip(seeds, base, strict=True)
            ) / len(base)
            loss = mean(seeds, "heldout_loss")
            spread = {
                key: statistics.stdev(row[key] for row in seeds) if len(seeds) > 1 else 0.0
                for key in ("analogies", "men")
            }
            rows.append([
                f"**{arm}**" if arm == result["defaults"].get(name) else arm,
                f"{mean(seeds, 'words_per_second'):,.0f}", f"{ratio:.2f}",
                f"{loss:.4f} ({loss / mean(base, 'heldout_loss') - 1:+.2%})",
                *(f"{mean(seeds, key):.3f} ± {spread[key]:.3f}" for key in ("analogies", "men")),
                f"{mean(seeds, 'memory_mb'):,.0f}",
            ])  # fmt: skip
        header = ["", "words/s", "ratio", "held-out loss", "analogies", "MEN", "MB"]
        lines += [
            f"{name.replace('-', ', ')} dimensions, {len(base)} seeds, {result['task_epochs'][name]} epochs:",
            "",
        ]
        lines += table(header, rows)
    return [*lines, f"{result['cpu']}, load {result['load']} when it began.", ""]


def word_queries(result: dict[str, Any]) -> list[str]:
    rates = result["queries_per_second"]
    base = rates["gensim, one at a time"]
    return [
        "## Nearest words",
        "",
        f"`python benchmarks/word_queries.py`: ten nearest of {result['words']:,} words of {result['dim']} dimensions; a batch "
        f"has {result['queries']:,} queries. gensim answers one at a time. The answers are the same.",
        "",
        *table(
            ["", "queries/s", "ratio"],
            [[name, f"{rate:,.0f}", f"{rate / base:.1f}"] for name, rate in rates.items()],
        ),
        f"{result['cpu']}, load {result['load']} when it began.",
        "",
    ]


def hamming(result: dict[str, Any]) -> list[str]:
    return [
        "## Search over binary codes",
        "",
        f"`python benchmarks/hamming.py`: exact {result['k']} nearest of {result['codes']:,} random codes by Hamming distance "
        f"on one thread, beside faiss {result['faiss']} (`IndexBinaryFlat`); milliseconds a call, the best of "
        f"{result['repeats']}.",
        "",
        *table(
            ["bits", "queries a call", "reprise", "faiss", "reprise, a query"],
            [
                [
                    str(row["bits"]), str(row["queries"]), f"{row['reprise_ms']:.1f}", f"{row['faiss_ms']:.1f}",
                    f"{row['reprise_ms'] / row['queries']:.2f}",
                ]
                for row in result["rows"]
            ],
        ),
        f"{result['cpu']}, load {result['load']} when it began.",
        "",
    ]  # fmt: skip


def main() -> None:
    lines = [HEAD]
    for name, section in (
        ("search_model", search_model),
        ("search_model_candidates", search_model_candidates),
        ("daily_search", daily_search),
        ("daily_http", daily_http),
        ("word_vectors", word_vectors),
        ("word_queries", word_queries),
        ("hamming", hamming),
    ):
        lines += section(json.loads((HERE / f"{name}.json").read_text(encoding="utf-8")))
    write_atomically(HERE / "README.md", "\n".join(lines).encode())


if __name__ == "__main__":
    main()
