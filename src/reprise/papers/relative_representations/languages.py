"""A classifier of emoji trained on their English names, read in another language through parallel anchors."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from torch import Tensor, nn

from reprise import data
from reprise.compose import RelativeTransformer, select_anchors, stitching_head
from reprise.report import Progress, Row
from reprise.train import TensorBatches, fit, seeded
from reprise.vectors import AffineAligner, ProcrustesAligner

SPLIT_SEED = 20_021
Readers = Mapping[str, Callable[[np.ndarray], np.ndarray]]


@dataclass(frozen=True)
class Languages:
    """``source`` is what the classifier learns on, ``targets`` what it then reads."""

    source: str = "en"
    targets: tuple[str, ...] = ("de",)
    dim: int = 100
    anchors: int = 300
    test: float = 0.3
    epochs: int = 5
    batch: int = 32
    rate: float = 1e-3


@dataclass(frozen=True)
class Encoded:
    """Row-aligned vectors of the same emoji in each language, their group, and which rows train."""

    vectors: dict[str, np.ndarray]
    y: np.ndarray
    train: np.ndarray
    test: np.ndarray


@functools.cache
def encoded(settings: Languages) -> Encoded:
    """Character n-grams of name and keywords, TF-IDF, then SVD: fitted in each language on its training part.

    Flags and pictures without a group or a name are left out; variants of one emoji stay on one side of the split.
    """
    emoji = data.load("emoji")
    languages = (settings.source, *settings.targets)
    texts = {
        language: [
            f"{name} {' '.join(words)}"
            for name, words in zip(emoji.names[language], emoji.keywords[language], strict=True)
        ]
        for language in languages
    }
    named = np.array(
        [all(emoji.names[language][i] for language in languages) for i in range(len(emoji.group))]
    )
    rows = np.flatnonzero((emoji.group >= 0) & ~emoji.flag & named)
    bases = np.unique(emoji.base[rows])
    held = np.random.default_rng(SPLIT_SEED).permutation(bases)[: round(settings.test * len(bases))]
    is_test = np.isin(emoji.base[rows], held)
    vectors = {}
    for language in languages:
        chosen = [texts[language][i] for i in rows]
        counts = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), min_df=2, sublinear_tf=True)
        training = [text for text, test in zip(chosen, is_test, strict=True) if not test]
        reduce = TruncatedSVD(settings.dim, random_state=0).fit(counts.fit_transform(training))
        vectors[language] = reduce.transform(counts.transform(chosen)).astype(np.float32)
    _, y = np.unique(emoji.group[rows], return_inverse=True)
    # The emoji lie sorted by group; a head that uses its batch's statistics must not be handed one group at a time.
    test = np.random.default_rng(SPLIT_SEED).permutation(np.flatnonzero(is_test))
    return Encoded(vectors, y, np.flatnonzero(~is_test), test)


def language_rows(settings: Languages, seed: int, progress: Progress) -> Iterator[Row]:
    """Relative, absolute and mapped vectors under the official head, with and without its batch statistics, and
    under a linear one; each draw of anchors is a seed.

    A head is trained once on each kind of vectors of the source language and then reads all the others. Absolute and
    mapped vectors are the same on the source side, so they share their head.
    """
    corpus = encoded(settings)
    source = corpus.vectors[settings.source]
    chosen = corpus.train[select_anchors(source[corpus.train], settings.anchors, seed=seed)]
    truth = corpus.y[corpus.test]
    yield Row(
        "majority",
        "accuracy",
        float(np.bincount(truth).max() / len(truth)),
        seed,
        "share of the largest class",
    )

    def relative(language: str) -> np.ndarray:
        space = corpus.vectors[language]
        return RelativeTransformer().fit_anchors(space[chosen]).transform(_nonzero(space))

    def mapped(aligner: ProcrustesAligner | AffineAligner, language: str) -> np.ndarray:
        other = corpus.vectors[language]
        vectors: np.ndarray = aligner.fit(other[chosen], source[chosen]).transform(other)
        return vectors.astype(np.float32)

    heads = ("official head", "official head, no batch statistics", "linear head")
    for head in progress.track(heads, "languages"):
        read = {
            kind: _head(settings, head, corpus, space, seed)
            for kind, space in (("relative", relative(settings.source)), ("absolute", source))
        }

        def row(
            method: str, kind: str, language: str, space: np.ndarray, head: str = head, read: Readers = read
        ) -> Row:
            value = float((read[kind](space[corpus.test]) == truth).mean())
            return Row(method, "accuracy", value, seed, f"{settings.source} to {language}, {head}")

        yield row("relative", "relative", settings.source, relative(settings.source))
        yield row("absolute", "absolute", settings.source, source)
        for target in settings.targets:
            yield row("relative", "relative", target, relative(target))
            yield row("absolute", "absolute", target, corpus.vectors[target])
            yield row("procrustes", "absolute", target, mapped(ProcrustesAligner(), target))
            yield row("affine", "absolute", target, mapped(AffineAligner(ridge=1e-2), target))


def _nonzero(x: np.ndarray) -> np.ndarray:
    """A text none of whose n-grams were seen has no direction; it gets a small arbitrary one."""
    x = x.copy()
    x[np.linalg.norm(x, axis=1) == 0, 0] = 1e-6
    return x


def _head(
    settings: Languages, head: str, corpus: Encoded, learn: np.ndarray, seed: int
) -> Callable[[np.ndarray], np.ndarray]:
    """A classifier trained on the source language's training part, as a function of vectors.

    The official head reads in batches, whose own statistics it uses.
    """
    x, y = learn[corpus.train], corpus.y[corpus.train]
    if head == "linear head":
        model = LogisticRegression(max_iter=2000, C=10.0).fit(x, y)
        return lambda vectors: np.asarray(model.predict(vectors))
    with seeded(seed):
        net = stitching_head(x.shape[1], int(corpus.y.max()) + 1, batch_standardize=head == "official head")

    def loss(model: nn.Module, batch: tuple[Tensor, ...]) -> Tensor:
        return nn.functional.cross_entropy(model(batch[0]), batch[1])

    batches = TensorBatches(
        torch.from_numpy(x), torch.from_numpy(y), batch_size=settings.batch, seed=seed, drop_last=True
    )
    fit(
        net,
        loss,
        batches,
        torch.optim.Adam(net.parameters(), settings.rate),
        epochs=settings.epochs,
        seed=seed,
        cpu=True,
    )

    @torch.no_grad()
    def read(vectors: np.ndarray) -> np.ndarray:
        count = max(
            1, round(len(vectors) / settings.batch)
        )  # equal batches: a last one of two would be all noise
        parts = torch.from_numpy(vectors).tensor_split(count)
        return torch.cat([net.eval()(part).argmax(1) for part in parts]).numpy()

    return read
