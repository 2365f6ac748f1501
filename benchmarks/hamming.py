"""Exact search over packed codes, one thread: reprise.vectors.hamming_topk beside faiss's IndexBinaryFlat.

    python benchmarks/hamming.py [--codes N]

Random codes, the worst case for a search that skips nothing; 1, 8 and 64 queries at once, top 10; the best of REPEATS
runs of each, in turn. Both find the same distances, which is checked. Prints a table and writes hamming.json beside this
file.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import faiss
import numpy as np

from reprise.report.environment import processor
from reprise.report.result import write_atomically
from reprise.vectors import hamming_topk

BITS = (64, 128, 256)
QUERIES = (1, 8, 64)
K = 10
REPEATS = 7


def best_ms(work: Callable[[], object], queries: int) -> float:
    """Milliseconds a query, the best of the repeats; one run before warms caches and compilers."""
    work()
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return 1000 * min(times) / queries


def measure(codes: int) -> list[dict[str, float]]:
    rng = np.random.default_rng(0)
    rows = []
    for bits in BITS:
        base = rng.integers(0, 256, (codes, bits // 8), dtype=np.uint8)
        queries = rng.integers(0, 256, (max(QUERIES), bits // 8), dtype=np.uint8)
        index = faiss.IndexBinaryFlat(bits)
        index.add(base)
        expected, _ = index.search(queries, K)
        if not np.array_equal(hamming_topk(queries, base, K)[0], expected):
            raise AssertionError(f"the two searches differ at {bits} bits")
        for count in QUERIES:
            part = queries[:count]
            row = {
                "bits": bits,
                "queries": count,
                "reprise_ms": best_ms(lambda base=base, part=part: hamming_topk(part, base, K), count),
                "faiss_ms": best_ms(lambda index=index, part=part: index.search(part, K), count),
            }
            rows.append(row)
            print(
                f"{bits:4d} bits, {count:3d} at once: reprise {row['reprise_ms']:.2f} ms a query, faiss {row['faiss_ms']:.2f}"
            )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--codes", type=int, default=1_000_000)
    codes = parser.parse_args().codes
    faiss.omp_set_num_threads(1)
    load = os.getloadavg()[0]
    result = {
        "codes": codes,
        "k": K,
        "repeats": REPEATS,
        "faiss": faiss.__version__,
        "load": round(load, 2),
        "cpu": processor(),
        "rows": measure(codes),
    }
    write_atomically(Path(__file__).with_suffix(".json"), (json.dumps(result, indent=1) + "\n").encode())


if __name__ == "__main__":
    main()
