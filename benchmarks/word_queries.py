"""Nearest neighbours among 100,000 word vectors of 300 dimensions, ours in batches and gensim's one at a time.

    python benchmarks/word_queries.py [--words 100000] [--dim 300] [--queries 1024]

gensim has no batched ``most_similar``; its single queries are what its users write. Both use all cores, take turns three
times, and return the same ten words; the best time of each counts. Prints and writes word_queries.json.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from gensim.models import KeyedVectors

from reprise.report.environment import processor
from reprise.words import WordVectors


def seconds(function: Callable[[], object]) -> float:
    begun = time.perf_counter()
    function()
    return time.perf_counter() - begun


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--words", type=int, default=100_000)
    parser.add_argument("--dim", type=int, default=300)
    parser.add_argument("--queries", type=int, default=1024)
    options = parser.parse_args()
    load = round(os.getloadavg()[0], 2)
    words = [f"word{i}" for i in range(options.words)]
    matrix = np.random.default_rng(0).normal(size=(options.words, options.dim)).astype(np.float32)
    ours, theirs = WordVectors(words, matrix), KeyedVectors(options.dim)
    theirs.add_vectors(words, matrix)
    asked = words[:: options.words // options.queries][: options.queries]
    few = asked[:64]
    agree = [w for w, _ in theirs.most_similar(asked[0])] == [w for w, _ in ours.most_similar(asked[:1])[0]]
    ways = {
        "gensim, one at a time": (len(few), lambda: [theirs.most_similar(word) for word in few]),
        "reprise, one at a time": (len(few), lambda: [ours.most_similar([word]) for word in few]),
        "reprise, in a batch": (len(asked), lambda: ours.most_similar(asked)),
    }
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(3):
        for name, (_, function) in ways.items():
            best[name] = min(best[name], seconds(function))
    rates = {name: ways[name][0] / best[name] for name in ways}
    result = {
        "cpu": processor(),
        "load": load,
        "words": options.words,
        "dim": options.dim,
        "queries": options.queries,
        "same_answers": agree,
        "queries_per_second": rates,
    }
    print(json.dumps(result, indent=1))
    (Path(__file__).parent / "word_queries.json").write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
