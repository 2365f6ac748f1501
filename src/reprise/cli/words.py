"""``reprise words``: word vectors from a text file, and what stands near what."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reprise.cli.errors import UsageError

if TYPE_CHECKING:
    from reprise.words import Pace, WordVectors

app = typer.Typer(
    help="Train word vectors and ask them questions.", no_args_is_help=True, pretty_exceptions_enable=False
)
MODELS = ("skipgram", "cbow", "fasttext", "glove")

VectorFile = Annotated[
    Path, typer.Argument(help="Vectors: word2vec text or binary, or a fastText .bin model.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def train(
    text: Annotated[
        Path, typer.Argument(help="UTF-8 text, tokens parted by white space; .gz, .bz2 and .xz are read too.")
    ],
    vectors: Annotated[
        Path, typer.Argument(help="File to write: word2vec binary if it ends in .bin, else text.")
    ],
    model: Annotated[str, typer.Option(help=f"One of {', '.join(MODELS)}.")] = "skipgram",
    dim: Annotated[int, typer.Option(help="Dimensions.")] = 100,
    window: Annotated[int, typer.Option(help="Largest distance to a context word.")] = 5,
    negatives: Annotated[int, typer.Option(help="Negatives for each true word.")] = 5,
    epochs: Annotated[int, typer.Option(help="Passes over the text.")] = 5,
    min_count: Annotated[int, typer.Option(help="Leave rarer words out.")] = 5,
    threads: Annotated[
        int | None, typer.Option(help="By default as many as there are cores; with 1, runs repeat.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Of everything that is random.")] = 0,
    buckets: Annotated[int, typer.Option(help="Rows that fastText's n-grams share.")] = 2_000_000,
    checkpoint: Annotated[
        Path | None,
        typer.Option(help="State to save once a minute; if it is there, training goes on from it."),
    ] = None,
) -> None:
    """Train word vectors on a text file of any size."""
    from rich.console import Console

    from reprise.words import FastText, GloVe, Word2Vec, read_corpus, write_word2vec

    if model not in MODELS:
        raise UsageError(f"--model must be one of {', '.join(MODELS)}, got {model!r}")
    common: dict[str, Any] = {
        "dim": dim, "window": window, "epochs": epochs, "min_count": min_count, "threads": threads, "seed": seed
    }  # fmt: skip
    console = Console(stderr=True)
    with _said():
        trainer: Word2Vec | GloVe
        if model == "glove":
            trainer = GloVe(**common)
        elif model == "fasttext":
            trainer = FastText(**common, negatives=negatives, buckets=buckets)
        else:
            trainer = Word2Vec(**common, negatives=negatives, mode=model)
        if not text.exists():
            raise UsageError(f"there is no file {text}")
        if not vectors.parent.is_dir():
            raise UsageError(f"there is no folder {vectors.parent} to write {vectors.name} to")
        with console.status(f"reading {text.name}"):
            corpus = read_corpus(text, min_count)
        with _bar(console) as heard:
            trainer.fit_corpus(corpus, heard, checkpoint)
        write_word2vec(trainer.vectors, vectors, binary=vectors.suffix == ".bin")
    print(f"{len(trainer.vectors):,} words of {dim} dimensions in {vectors}")


@app.command()
def nearest(
    vectors: VectorFile,
    words: Annotated[list[str], typer.Argument(help="Words to ask for.")],
    k: Annotated[int, typer.Option("-k", help="How many neighbours.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Print the nearest neighbours of words by cosine."""
    with _said():
        found = dict(zip(words, _read(vectors).most_similar(words, k), strict=True))
    _print(found, as_json)


@app.command()
def analogy(
    vectors: VectorFile,
    a: str,
    b: str,
    c: str,
    k: Annotated[int, typer.Option("-k", help="How many answers.")] = 5,
    method: Annotated[str, typer.Option(help="add (3CosAdd) or mul (3CosMul).")] = "add",
    as_json: AsJson = False,
) -> None:
    """Print what is to C as B is to A."""
    with _said():
        found = {f"{a} : {b} = {c} :": _read(vectors).analogies([(a, b, c)], k, method)[0]}
    _print(found, as_json)


def _read(path: Path) -> WordVectors:
    from reprise.words import read_fasttext, read_word2vec
    from reprise.words.fasttext_format import MAGIC

    if not path.exists():
        raise UsageError(f"there is no file {path}")
    with path.open("rb") as file:
        fasttext = file.read(4) == MAGIC.to_bytes(4, "little")
    return read_fasttext(path) if fasttext else read_word2vec(path)


@contextmanager
def _said() -> Iterator[None]:
    """What a user can mend is said in a sentence: settings, files, unknown words."""
    from reprise.words import UnknownWord

    try:
        yield
    except (ValueError, UnknownWord) as error:
        raise UsageError(str(error)) from error


@contextmanager
def _bar(console: Any) -> Iterator[Any]:
    """A bar with words a second and the time left; yields what a trainer reports to."""
    from rich.progress import BarColumn, Progress, TextColumn

    with Progress(
        TextColumn("training"),
        BarColumn(),
        TextColumn("{task.percentage:3.0f} %  {task.fields[rate]}"),
        console=console,
        transient=True,
    ) as bars:
        task = bars.add_task("", total=None, rate="")

        def heard(pace: Pace) -> None:
            left = (
                f"{pace.seconds_left / 60:.0f} min"
                if pace.seconds_left > 120
                else f"{pace.seconds_left:.0f} s"
            )
            rate = f"{pace.words_per_second:,.0f} words/s, {left} left"
            bars.update(task, completed=pace.done, total=pace.total, rate=rate)

        yield heard


def _print(found: dict[str, list[tuple[str, float]]], as_json: bool) -> None:
    if as_json:
        print(json.dumps({word: dict(near) for word, near in found.items()}, indent=1, ensure_ascii=False))
        return
    for word, near in found.items():
        print(word)
        for other, cosine in near:
            print(f"  {cosine:.3f}  {other}")
