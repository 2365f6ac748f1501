"""Training word vectors, ours and gensim's: words a second, memory, and how good the vectors are.

    python benchmarks/word_vectors.py [--tokens 3000000] [--epochs 2] [--seeds 3] [--only skipgram-100,...]

Equal settings: 5 negatives, window 5, sub-sampling 1e-3, min_count 5, the same first and last learning rate, two threads,
the same text (the encyclopaedic part of corpus-en, lower-cased letters). Every run is a process of its own, the programs
take turns, and only training is timed: text is read before, ours is compiled before. gensim trains from lists in
memory and from a file, and its better rate counts. Quality: skip-gram loss on held-out lines, Google analogies
(3CosAdd, accuracy), MEN (Spearman). Peak memory is the process's, with the text read from a file.

Prints a table and writes word_vectors.json and word_vectors.png beside this file.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from reprise import data
from reprise.report.environment import processor

HERE = Path(__file__).parent
THREADS = 2
HELD_OUT = 3000  # lines
# What is trained: (mode, dimensions, epochs as a share of the whole, ours in several settings).
SHARED = {
    "skipgram-100": (1.0, 2.0, 3.0),
    "skipgram-300": (1.0, 2.0),
    "cbow-100": (1.0, 3.0),
    "fasttext-100": (2.0, 4.0),
}
TASKS = {
    "skipgram-100": ("skipgram", 100, 1.0),
    "skipgram-300": ("skipgram", 300, 1.0),
    "cbow-100": ("cbow", 100, 1.0),
    "fasttext-100": ("fasttext", 100, 0.5),
}
DEFAULTS = {
    "skipgram-100": "shared 2",
    "skipgram-300": "shared 2",
    "cbow-100": "shared 3",
    "fasttext-100": "shared 4",
}
RATES = {"skipgram": 0.025, "cbow": 0.05, "fasttext": 0.025}
BUCKETS = 200_000


def write_text(folder: Path, tokens: int) -> None:
    lines = [
        " ".join(found)
        for line in data.load("corpus-en").lines("wikipedia")
        if (found := re.findall(r"[a-z]+", line.lower()))
    ]
    np.random.default_rng(0).shuffle(lines)
    (folder / "held.txt").write_text("\n".join(lines[:HELD_OUT]) + "\n")
    with (folder / "train.txt").open("w") as file:
        count = 0
        for line in lines[HELD_OUT:]:
            file.write(line + "\n")
            count += line.count(" ") + 1
            if count >= tokens:
                return


def train_ours(folder: Path, mode: str, dim: int, epochs: int, shared: float, seed: int) -> dict[str, Any]:
    from reprise.words import FastText, Word2Vec, read_corpus

    options: dict[str, Any] = {
        "dim": dim, "epochs": epochs, "shared_negatives": shared, "subsample": 1e-3, "lr": RATES[mode],
        "threads": THREADS, "seed": seed,
    }  # fmt: skip

    def model(**more: Any) -> Word2Vec:
        if mode == "fasttext":
            return FastText(**{**options, "buckets": BUCKETS, **more})
        # As gensim's CBOW does, each context word takes the whole gradient.
        return Word2Vec(**{**options, "mode": mode, "gradient": "word2vec", **more})

    warm = {"min_count": 1, "epochs": 1, "dim": 16} | ({"buckets": 100} if mode == "fasttext" else {})
    model(**warm).fit([list("abcdefgh") * 5] * 20)
    begun = time.perf_counter()
    corpus = read_corpus(folder / "train.txt")
    read = time.perf_counter() - begun
    begun = time.perf_counter()
    trained = model().fit_corpus(corpus)
    seconds = time.perf_counter() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    inputs = trained.vectors.vectors
    return measures(folder, inputs, np.ascontiguousarray(trained.outputs), corpus.vocabulary) | {
        "seconds": seconds, "read_seconds": read, "words": corpus.vocabulary.total, "memory_mb": memory / 1024
    }  # fmt: skip


def train_gensim(folder: Path, mode: str, dim: int, epochs: int, source: str, seed: int) -> dict[str, Any]:
    from gensim.models import FastText, Word2Vec

    from reprise.words import Vocabulary

    options: dict[str, Any] = {
        "vector_size": dim, "window": 5, "negative": 5, "min_count": 5, "sample": 1e-3, "workers": THREADS, "seed": seed,
        "alpha": RATES[mode], "min_alpha": RATES[mode] * 1e-4, "sg": int(mode != "cbow"),
    }  # fmt: skip
    model = (
        FastText(**options, bucket=BUCKETS, min_n=3, max_n=6) if mode == "fasttext" else Word2Vec(**options)
    )
    path = str(folder / "train.txt")
    begun = time.perf_counter()
    if source == "file":
        model.build_vocab(corpus_file=path)
        arguments = {"corpus_file": path, "total_words": model.corpus_total_words}
    else:
        lines = [line.split() for line in Path(path).read_text().splitlines()]
        model.build_vocab(lines)
        arguments = {"corpus_iterable": lines, "total_examples": model.corpus_count}
    read = time.perf_counter() - begun
    begun = time.perf_counter()
    model.train(**arguments, epochs=epochs)
    seconds = time.perf_counter() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    words = tuple(model.wv.index_to_key)
    counts = np.array([model.wv.get_vecattr(word, "count") for word in words])
    vocabulary = Vocabulary(words, counts, model.corpus_total_words)
    return measures(folder, model.wv.vectors, model.syn1neg, vocabulary) | {
        "seconds": seconds, "read_seconds": read, "words": model.corpus_total_words, "memory_mb": memory / 1024
    }  # fmt: skip


def measures(folder: Path, inputs: np.ndarray, outputs: np.ndarray, vocabulary: Any) -> dict[str, float]:
    from reprise.words import WordVectors, analogy_accuracy, heldout_loss, word_similarity

    benchmarks = data.load("word-benchmarks")
    vectors = WordVectors(vocabulary.words, inputs, vocabulary.counts)
    frame = benchmarks["analogy/en/google-analogies"]
    questions: dict[str, list[tuple[str, str, str, str]]] = {}
    for kind, *words in frame[["type", "word1", "word2", "word3", "target"]].to_numpy():
        questions.setdefault(kind, []).append(tuple(str(word).lower() for word in words))  # type: ignore[arg-type]
    men = benchmarks["similarity/en/men"]
    tokens = vocabulary.encode((folder / "held.txt").open())
    return {
        "heldout_loss": heldout_loss(inputs, outputs, tokens, vocabulary.counts),
        "analogies": analogy_accuracy(vectors, questions).accuracy,
        "men": word_similarity(vectors, list(men.word1), list(men.word2), men.similarity.to_numpy(float))[0],
    }


def run(
    folder: Path, program: str, mode: str, dim: int, epochs: int, setting: Any, seed: int
) -> dict[str, Any]:
    one = json.dumps([str(folder), program, mode, dim, epochs, setting, seed])
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
    done = subprocess.run(
        [sys.executable, __file__, "--one", one], capture_output=True, text=True, env=environment, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{one} failed:\n{done.stderr}")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    result["words_per_second"] = result["words"] * epochs / result["seconds"]
    print(
        f"{mode}-{dim} {program} {setting} seed {seed}: "
        + ", ".join(f"{k} {v:,.4g}" for k, v in result.items()),
        flush=True,
    )
    return result


def one(folder: str, program: str, mode: str, dim: int, epochs: int, setting: Any, seed: int) -> None:
    train = train_ours if program == "reprise" else train_gensim
    print(json.dumps(train(Path(folder), mode, dim, epochs, setting, seed)))


def picture(tasks: dict[str, Any]) -> Any:
    """Held-out loss against speed, both relative to gensim's of the same seed."""
    from reprise.report.figures import new_figure

    names = [name for name in tasks if name.startswith("skipgram")]
    figure, axes = new_figure(1, len(names))
    for axis, name in zip(axes[0], names, strict=True):
        arms = dict(tasks[name])
        gensim = arms.pop("gensim")
        speed = np.array([row["words_per_second"] for row in gensim])
        loss = np.mean([row["heldout_loss"] for row in gensim])

        def percent(rows: list[dict[str, float]], loss: float = loss) -> np.ndarray:
            return 100 * (np.array([row["heldout_loss"] for row in rows]) / loss - 1)

        def spread(values: np.ndarray) -> float:
            return float(values.std(ddof=1)) if len(values) > 1 else 0.0

        ratios = [float(np.mean([r["words_per_second"] for r in rows] / speed)) for rows in arms.values()]
        losses = [percent(rows) for rows in arms.values()]
        axis.axhline(0.2, linestyle=":", linewidth=1, color="C6")
        axis.errorbar(
            ratios, [x.mean() for x in losses], [spread(x) for x in losses], marker="o", capsize=3, color="C0"
        )
        axis.errorbar([1], [0], [spread(percent(gensim))], marker="s", capsize=3, color="C1")
        axis.annotate("gensim", (1, 0), xytext=(7, 5), textcoords="offset points", color="C1", fontsize=8)
        for arm, x, y in zip(arms, ratios, losses, strict=True):
            label = f"{arm.split()[-1]}×"
            axis.annotate(
                label, (x, y.mean()), xytext=(7, 5), textcoords="offset points", color="C0", fontsize=8
            )
        axis.set_xlim(0, max(ratios) * 1.15)
        axis.set_xlabel("words a second, as a multiple of gensim's")
        axis.set_title(f"{name.split('-')[1]} dimensions")
    axes[0][0].set_ylabel("held-out loss over gensim's, %")
    return figure


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tokens", type=int, default=3_000_000)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--only", default=",".join(TASKS))
    parser.add_argument("--one")
    options = parser.parse_args()
    if options.one:
        one(*json.loads(options.one))
        return
    path = HERE / "word_vectors.json"
    whole = options.only == ",".join(TASKS)
    result: dict[str, Any] = json.loads(path.read_text()) if path.exists() and not whole else {"tasks": {}}
    result |= {
        "cpu": processor(),
        "load": round(os.getloadavg()[0], 2),
        "threads": THREADS,
        "tokens": options.tokens,
        "defaults": DEFAULTS,
    }
    tasks = result["tasks"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_text(folder, options.tokens)
        for task in options.only.split(","):
            mode, dim, share = TASKS[task]
            epochs = max(1, round(options.epochs * share))
            # The better of gensim's two ways to read is found once and then used.
            trials = {source: run(folder, "gensim", mode, dim, 1, source, 0) for source in ("lists", "file")}
            best = max(trials, key=lambda source: trials[source]["words_per_second"])
            arms: dict[str, Any] = {"gensim": []} | {f"shared {s:g}": [] for s in SHARED[task]}
            for seed in range(1, options.seeds + 1):
                arms["gensim"].append(run(folder, "gensim", mode, dim, epochs, best, seed))
                for shared in SHARED[task]:
                    arms[f"shared {shared:g}"].append(run(folder, "reprise", mode, dim, epochs, shared, seed))
            tasks[task] = arms
            result.setdefault("gensim_reads", {})[task] = best
            result.setdefault("task_epochs", {})[task] = epochs
            path.write_text(json.dumps(result, indent=1) + "\n")
    if any(name.startswith("skipgram") for name in tasks):
        from reprise.report.figures import render

        (HERE / "word_vectors.png").write_bytes(render(picture, tasks))  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
