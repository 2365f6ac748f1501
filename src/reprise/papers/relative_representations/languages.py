"""A classifier of emoji trained on their English names, read in another language through parallel anchors."""

from __future__ import annotations

import functools
from collections.abc import Iterator
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
    return Encoded(vectors, y, np.flatnonzero(~is_test), np.flatnonzero(is_test))


def language_rows(settings: Languages, seed: int, progress: Progress) -> Iterator[Row]:
    """Relative, absolute and mapped vectors under the official head, with and without its batch statistics, and
    under a linear one; each draw of anchors is a seed."""
    corpus = encoded(settings)
    source = corpus.vectors[settings.source]
    chosen = corpus.train[select_anchors(source[corpus.train], settings.anchors, seed=seed)]
    for target in progress.track(settings.targets, "languages"):
        other = corpus.vectors[target]
        ways = {
            "relative": tuple(
                RelativeTransformer().fit_anchors(space[chosen]).transform(_nonzero(space))
                for space in (source, other)
            ),
            "absolute": (source, other),
            "procrustes": (source, ProcrustesAligner().fit(other[chosen], source[chosen]).transform(other)),
            "affine": (source, AffineAligner(ridge=1e-2).fit(other[chosen], source[chosen]).transform(other)),
        }
        for method, (learn, read) in ways.items():
            for head in ("official head", "official head, no batch statistics", "linear head"):
                for name, space in ((settings.source, learn), (target, read)):
                    value = _accuracy(
                        settings, head, corpus, learn.astype(np.float32), space.astype(np.float32), seed
                    )
                    yield Row(method, "accuracy", value, seed, f"{settings.source} to {name}, {head}")


def _nonzero(x: np.ndarray) -> np.ndarray:
    """A text none of whose n-grams were seen has no direction; it gets a small arbitrary one."""
    x = x.copy()
    x[np.linalg.norm(x, axis=1) == 0, 0] = 1e-6
    return x


def _accuracy(
    settings: Languages, head: str, corpus: Encoded, learn: np.ndarray, read: np.ndarray, seed: int
) -> float:
    y, truth = corpus.y[corpus.train], corpus.y[corpus.test]
    if head == "linear head":
        model = LogisticRegression(max_iter=2000, C=10.0).fit(learn[corpus.train], y)
        return float(model.score(read[corpus.test], truth))
    with seeded(seed):
        net = stitching_head(
            learn.shape[1], int(corpus.y.max()) + 1, batch_standardize=head == "official head"
        )

    def loss(model: nn.Module, batch: tuple[Tensor, ...]) -> Tensor:
        return nn.functional.cross_entropy(model(batch[0]), batch[1])

    batches = TensorBatches(
        torch.from_numpy(learn[corpus.train]),
        torch.from_numpy(y),
        batch_size=settings.batch,
        seed=seed,
        drop_last=True,
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
    with torch.no_grad():
        guess = net.eval()(torch.from_numpy(read[corpus.test])).argmax(1).numpy()
    return float((guess == truth).mean())
