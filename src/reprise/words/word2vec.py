"""word2vec: skip-gram and CBOW, by negative sampling or hierarchical softmax.

Mikolov et al. 2013 (arXiv 1301.3781, 1310.4546); the steps are in ``skipgram`` and ``cbow``, the threads in
``hogwild``. Settings carry gensim's and word2vec's meaning and defaults where those have them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float32, Int

from reprise.words.blocks import aligned, sigmoid_table
from reprise.words.cbow import cbow_pass
from reprise.words.corpus import Corpus, Source, read_corpus
from reprise.words.hogwild import Hogwild, Pace, thread_count
from reprise.words.huffman import huffman_paths
from reprise.words.sampling import alias_table, keep_shares, random_states
from reprise.words.skipgram import skipgram_pass
from reprise.words.training_state import TrainingState
from reprise.words.vocabulary import BOUNDARY, Vocabulary
from reprise.words.word_vectors import WordVectors

MODES = ("skipgram", "cbow")
GRADIENTS = ("exact", "word2vec")
MAX_WINDOW = 1000
LAST_RATE = 1e-4  # the last learning rate as a share of the first
NOISE_POWER = 0.75


class Word2Vec:
    """Trains word vectors: ``Word2Vec(dim=100).fit(lines).vectors.most_similar(["king"])``.

    Args:
        dim: of the vectors.
        window: largest distance to a context word; each position draws its own between 1 and this.
        negatives: words drawn against each true one, in proportion to count ** 0.75.
        mode: ``"skipgram"`` (context words predict the center one at a time) or ``"cbow"`` (their mean does).
        hierarchical: hierarchical softmax over a Huffman tree instead of negative sampling.
        shared_negatives: how many negatives are drawn for those that a window (skip-gram) or 16 positions (CBOW) share, as a
            multiple of ``negatives``; each counts for the inverse, so that the expected loss is the same. More is closer to
            drawing them anew for each pair, and slower; 1 is the fastest. None for 2 (skip-gram) or 3 (CBOW).
        gradient: of CBOW's mean: ``"exact"``, or ``"word2vec"``, which does not divide it by the number of context words.
        min_count, max_words: see :func:`read_corpus`.
        subsample: words above this share of the corpus are dropped at random; 0 keeps all.
        epochs: passes over the text.
        lr: first learning rate; it falls to a ten-thousandth in a straight line. None for 0.025 (skip-gram) or 0.05
            (CBOW).
        threads: None for as many as there are cores. With 1 the result is the same in every run.
        seed: of the first vectors and of everything drawn.

    After :meth:`fit`: ``vectors`` (:class:`WordVectors`), ``vocabulary``, ``inputs`` and ``outputs`` (float32 [words, dim]).
    """

    def __init__(
        self,
        dim: int = 100,
        window: int = 5,
        negatives: int = 5,
        mode: str = "skipgram",
        hierarchical: bool = False,
        shared_negatives: float | None = None,
        gradient: str = "exact",
        min_count: int = 5,
        max_words: int | None = None,
        subsample: float = 1e-3,
        epochs: int = 5,
        lr: float | None = None,
        threads: int | None = None,
        seed: int = 0,
    ) -> None:
        for name, value in (("dim", dim), ("window", window), ("negatives", negatives), ("epochs", epochs)):
            if value < 1:
                raise ValueError(f"{name} must be at least 1, got {value}")
        if window > MAX_WINDOW:
            raise ValueError(f"window must be at most {MAX_WINDOW}, got {window}")
        if mode not in MODES:
            raise ValueError(f"mode must be one of {', '.join(MODES)}, got {mode!r}")
        if gradient not in GRADIENTS:
            raise ValueError(f"gradient must be one of {', '.join(GRADIENTS)}, got {gradient!r}")
        self.shared_negatives = (
            (2.0 if mode == "skipgram" else 3.0) if shared_negatives is None else shared_negatives
        )
        if self.shared_negatives * negatives < 1:
            raise ValueError(f"shared_negatives must leave at least one draw, got {shared_negatives}")
        self.lr = (0.025 if mode == "skipgram" else 0.05) if lr is None else lr
        if not self.lr > 0:
            raise ValueError(f"lr must be positive, got {lr}")
        self.dim, self.window, self.negatives, self.mode = dim, window, negatives, mode
        self.hierarchical, self.gradient = hierarchical, gradient
        self.min_count, self.max_words, self.subsample = min_count, max_words, subsample
        self.epochs, self.seed, self.threads = epochs, seed, thread_count(threads)

    def fit(
        self,
        source: Source,
        progress: Callable[[Pace], object] | None = None,
        checkpoint: str | os.PathLike[str] | None = None,
        every: float = 60.0,
    ) -> Word2Vec:
        """Train on a text: a path, lines of white-space separated tokens, or lists of tokens (see :func:`read_corpus`).

        Args:
            progress: called about twice a second with the pace, and at the end.
            checkpoint: a file to save the state to, at most every ``every`` seconds, and to go on from if it is
                there: training that was stopped and called again in the same way ends as if it had not been (exactly
                with one thread).
        """
        corpus = read_corpus(source, self.min_count, self.max_words)
        return self.fit_corpus(corpus, progress, checkpoint, every)

    def fit_tokens(
        self,
        vocabulary: Vocabulary,
        tokens: Int[np.ndarray, " tokens"],
        progress: Callable[[Pace], object] | None = None,
    ) -> Word2Vec:
        """Train on text that is encoded already, e.g. to share it between models."""
        return self.fit_corpus(Corpus(vocabulary, np.ascontiguousarray(tokens, dtype=np.int32)), progress)

    def fit_corpus(
        self,
        corpus: Corpus,
        progress: Callable[[Pace], object] | None = None,
        checkpoint: str | os.PathLike[str] | None = None,
        every: float = 60.0,
    ) -> Word2Vec:
        """Train on a corpus that was read already."""
        corpus.check()
        tokens, vocabulary = corpus.tokens, corpus.vocabulary
        if not len(tokens) or (len(tokens) < 2**20 and (tokens == BOUNDARY).all()):
            raise ValueError("the text has no known word")
        drawn = round(self.shared_negatives * self.negatives)
        if not self.hierarchical and self.negatives >= len(vocabulary):
            raise ValueError(
                f"{self.negatives} negatives need a vocabulary of more than that, got {len(vocabulary)} words; "
                "lower negatives or min_count"
            )
        run = Hogwild(tokens, self.epochs, self.threads, self.seed)
        states = random_states(self.seed, self.threads)
        inputs, outputs = self._first_rows(vocabulary)
        state = TrainingState(
            {"inputs": inputs, "outputs": outputs, "states": states},
            run,
            self._settings(vocabulary, len(tokens)),
        )
        if checkpoint is not None:
            state.resume(Path(checkpoint))
        run.run(
            self._step(vocabulary, tokens, run, states, inputs, outputs, drawn),
            progress,
            None if checkpoint is None else lambda: state.save(Path(checkpoint), every),
        )
        if checkpoint is not None:
            state.save(Path(checkpoint), 0.0)
        self.vocabulary = vocabulary
        self._finish(inputs, outputs)
        return self

    def _first_rows(
        self, vocabulary: Vocabulary
    ) -> tuple[Float32[np.ndarray, "rows width"], Float32[np.ndarray, "words width"]]:
        """Inputs uniform in (-1/2, 1/2) / dim, outputs zero."""
        inputs, outputs = (aligned(len(vocabulary), self.dim) for _ in range(2))
        rng = np.random.default_rng(self.seed)
        inputs[:, : self.dim] = (rng.random((len(vocabulary), self.dim), dtype=np.float32) - 0.5) / self.dim
        return inputs, outputs

    def _step(
        self,
        vocabulary: Vocabulary,
        tokens: np.ndarray,
        run: Hogwild,
        states: np.ndarray,
        inputs: np.ndarray,
        outputs: np.ndarray,
        drawn: int,
    ) -> Any:
        keep = keep_shares(vocabulary.counts, self.subsample)
        limit, alias = alias_table(vocabulary.counts.astype(float) ** NOISE_POWER)
        paths, nodes, codes = self._tree(vocabulary)
        table = sigmoid_table()

        def step(thread: int, chunks: np.ndarray, clock: np.ndarray) -> None:
            common = (tokens, chunks, keep, limit, alias, paths, nodes, codes, inputs, outputs, self.window)
            rates = (self.lr, self.lr * LAST_RATE, run.total, clock, thread, states[thread], table)
            if self.mode == "skipgram":
                skipgram_pass(*common, self.negatives, drawn, *rates)
            else:
                cbow_pass(*common, self.negatives, drawn, self.gradient == "exact", *rates)

        return step

    def _tree(self, vocabulary: Vocabulary) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        if self.hierarchical:
            return huffman_paths(vocabulary.counts)
        return np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32)

    def _finish(self, inputs: np.ndarray, outputs: np.ndarray) -> None:
        self.inputs, self.outputs = inputs[:, : self.dim], outputs[:, : self.dim]
        self.vectors = WordVectors(self.vocabulary.words, self.inputs, self.vocabulary.counts)

    def _settings(self, vocabulary: Vocabulary, tokens: int) -> dict[str, Any]:
        """What must be the same for a saved state to be this training's."""
        names = (
            "dim", "window", "negatives", "mode", "hierarchical", "shared_negatives", "gradient",
            "subsample", "epochs", "lr", "threads", "seed",
        )  # fmt: skip
        settings = {name: getattr(self, name) for name in names}
        return {**settings, "words": len(vocabulary), "known": int(vocabulary.counts.sum()), "tokens": tokens}
