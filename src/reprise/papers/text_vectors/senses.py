"""Word sense induction: does a choice learnt with the vectors find senses better than clusters of contexts?

Pairs of unrelated words are merged into one token each, so that the true sense of every occurrence is known. A seed is a
block of text and a draw of pairs. All methods see the same tokens, window, dimensions and number of senses, and are
scored after the same clean-up of clusters below 5 %. Hungarian word forms whose lemma depends on the sentence are the
real counterpart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from reprise.papers.text_vectors.ambiguous_words import Induction, english_block, homographs, pseudo_words
from reprise.report import Progress, Row
from reprise.train import threads
from reprise.words import (
    ContextClusters,
    DisambiguatedSkipGram,
    MultiSenseSkipGram,
    choose_senses,
    word_scores,
)
from reprise.words.word2vec import Word2Vec

METRIC = "ARI"


@dataclass(frozen=True)
class Senses:
    """``part`` of ``corpus-en``, or None for generated text.

    Args:
        words: of a seed's block of text, stop words, single letters and rare words not counted.
        blocks: so many seeds have blocks of their own; those behind use them again with other pairs.
        pairs, between: pseudo-words, and how often each of their words occurs.
        senses, dim, window, max_words: of every method.
        epochs, rate, sampled, entropy: of disambiguated skip-gram, the first epoch with the choice shared. ``rate`` is
            where each stage begins, and falls to a tenth in the first and to nearly 0 in the second; ``entropy`` weighs the
            first's. Chosen, as are the baselines' settings, on text of the blocks behind these and with other pairs.
        word_epochs, word_lr: of the skip-gram under the context clusters.
        multi_epochs, multi_lr: of MSSG.
        hungarian: words of the block of ``corpus-hu`` for the homographs, which seed 0 measures; None to leave them out.
    """

    part: str | None = "wikipedia"
    words: int = 1_000_000
    blocks: int = 3
    pairs: int = 100
    between: tuple[int, int] = (100, 1000)
    senses: int = 3
    dim: int = 64
    window: int = 5
    max_words: int = 10_000
    epochs: int = 8
    rate: float = 0.05
    sampled: int = 20
    entropy: float = -0.5
    word_epochs: int = 10
    word_lr: float = 0.05
    multi_epochs: int = 10
    multi_lr: float = 0.05
    hungarian: int | None = 1_000_000


def disambiguated(settings: Senses, choice: str, seed: int, task: Induction) -> DisambiguatedSkipGram:
    """Trained center by center, since a text of this size has too few batches."""
    return DisambiguatedSkipGram(
        senses=settings.senses,
        dim=settings.dim,
        window=settings.window,
        sampled=settings.sampled,
        pretrain_epochs=1,
        epochs=settings.epochs - 1,
        pretrain_rate=settings.rate,
        rates=np.linspace(settings.rate, settings.rate * 1e-4, settings.epochs).tolist(),
        temperatures=(1.0,),
        optimizer="sequential",
        choice=choice,
        pretrain_entropy=settings.entropy,
        seed=seed,
    ).fit_tokens(task.vocabulary, task.tokens)


def methods(settings: Senses, seed: int, task: Induction, progress: Progress) -> dict[str, np.ndarray]:
    """Each method's scores of the senses of every occurrence. Two methods train beside each other, each in one thread."""

    def chosen(choice: str) -> tuple[np.ndarray, ...]:
        model = disambiguated(settings, choice, seed, task)
        return tuple(model.scores(task.tokens, task.positions, how) for how in ("model", "cosine"))

    def multi() -> tuple[np.ndarray, ...]:
        model = MultiSenseSkipGram(
            settings.senses,
            settings.dim,
            settings.window,
            epochs=settings.multi_epochs,
            lr=settings.multi_lr,
            seed=seed,
        )
        return (model.fit_tokens(task.vocabulary, task.tokens).scores(task.tokens, task.positions),)

    def clusters() -> tuple[np.ndarray, ...]:
        model = Word2Vec(
            settings.dim,
            settings.window,
            epochs=settings.word_epochs,
            lr=settings.word_lr,
            threads=1,
            seed=seed,
        ).fit_tokens(task.vocabulary, task.tokens)
        found = ContextClusters(
            model.vectors.vectors, settings.senses, settings.window, counts=task.vocabulary.counts, seed=seed
        )
        return (found.scores(task.tokens, task.positions),)

    work: dict[tuple[str, ...], Callable[[], tuple[np.ndarray, ...]]] = {
        ("DSG, marginal", "DSG, marginal, by cosine"): lambda: chosen("marginal"),
        ("DSG", "DSG, by cosine"): lambda: chosen("relaxed"),
        ("DSG, softmax", "DSG, softmax, by cosine"): lambda: chosen("softmax"),
        ("MSSG",): multi,
        ("context clusters",): clusters,
    }
    with threads(1), ThreadPoolExecutor(2) as pool:
        running = {names: pool.submit(job) for names, job in work.items()}
        return {
            name: scores
            for names in progress.track(list(running), "senses: training")
            for name, scores in zip(names, running[names].result(), strict=True)
        }


def sense_rows(settings: Senses, seed: int, progress: Progress) -> Iterator[Row]:
    """The adjusted Rand index of each method, averaged over words; seed 0 adds the Hungarian homographs.

    Homographs have a metric of their own, with the standard error over words beside the mean, since one seed measures
    them.
    """
    lines = english_block(settings.part, settings.words, seed % settings.blocks)
    between = None if settings.part is None else settings.between
    task = pseudo_words(lines, settings.pairs, between, settings.window, settings.max_words, seed)
    for method, scores in methods(settings, seed, task, progress).items():
        found, _ = word_scores(choose_senses(scores, task.words), task.gold, task.words)
        yield Row(method, METRIC, float(found.mean()), seed, f"{settings.pairs} pseudo-words")
    if settings.hungarian is not None and seed == 0:
        task = homographs(settings.hungarian, settings.window, settings.max_words)
        for method, scores in methods(settings, seed, task, progress).items():
            found, _ = word_scores(choose_senses(scores, task.words), task.gold, task.words)
            setting = f"{len(found)} Hungarian forms"
            yield Row(method, f"{METRIC} of homographs", float(found.mean()), seed, setting)
            error = float(found.std(ddof=1) / np.sqrt(len(found)))
            yield Row(method, f"standard error of {METRIC} of homographs", error, seed, setting)
