"""GloVe: vectors whose products are the logarithms of how often words stand together.

Pennington et al. 2014, equation 8: minimise the sum over pairs of f(x) (w_i . c_j + b_i + b_j' - log x)^2 with f(x) =
min(1, (x / x_max)^alpha), by AdaGrad; the result is w + c. As in the released code, for which the default rate is meant, a
parameter's sum is of the squares of gradient times rate and starts at 1. With sums of plain squared gradients steps would
shrink about 1 / rate times as fast.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import no_type_check

import numba
import numpy as np
from jaxtyping import Float32
from scipy.sparse import csr_array

from reprise.words.blocks import aligned
from reprise.words.cooccurrence import cooccurrences
from reprise.words.corpus import Corpus, Source, read_corpus
from reprise.words.hogwild import Hogwild, Pace, thread_count
from reprise.words.training_state import TrainingState
from reprise.words.vocabulary import Vocabulary
from reprise.words.word_vectors import WordVectors

PART = 100_000  # pairs a thread takes at a time


@numba.njit(fastmath=True, nogil=True, cache=True, boundscheck=False)
@no_type_check
def glove_pass(
    chunks, rows, columns, logs, weights, inputs, outputs, squares, other_squares, dim, lr, clock, thread
):
    """AdaGrad over pairs; column ``dim`` of both tables is the bias.

    Returns:
        the weighted squared error, halved, summed before each pair's step.
    """
    loss, rate = 0.0, np.float32(lr)
    for chunk in range(len(chunks)):
        for p in range(chunks[chunk, 0], chunks[chunk, 1]):
            if p % 1024 == 0 and clock[len(clock) - 1, 0] != 0:
                return loss
            a, b = np.uint64(rows[p]), np.uint64(columns[p])
            error = np.float32(0.0)
            for j in range(dim):
                error += inputs[a, j] * outputs[b, j]
            error += inputs[a, dim] + outputs[b, dim] - logs[p]
            scaled = weights[p] * error
            loss += 0.5 * scaled * error
            step = scaled * rate
            for j in range(dim):
                x, y = step * inputs[a, j], step * outputs[b, j]
                inputs[a, j] -= y / np.sqrt(squares[a, j])
                outputs[b, j] -= x / np.sqrt(other_squares[b, j])
                squares[a, j] += y * y
                other_squares[b, j] += x * x
            inputs[a, dim] -= step / np.sqrt(squares[a, dim])
            outputs[b, dim] -= step / np.sqrt(other_squares[b, dim])
            squares[a, dim] += step * step
            other_squares[b, dim] += step * step
        clock[thread, 0] += chunks[chunk, 1] - chunks[chunk, 0]
    return loss


class GloVe:
    """Trains word vectors on co-occurrence counts: ``GloVe().fit(lines).vectors``.

    Args:
        dim: of the vectors.
        window: largest distance, either way, each pair counting 1 / distance.
        x_max, alpha: of the weight f(x).
        min_count, max_words: see :func:`read_corpus`.
        epochs: passes over the distinct pairs, in a new order each.
        lr: of AdaGrad.
        threads: None for as many as there are cores; 1 makes every run the same.
        seed: of the first vectors and the order.

    After :meth:`fit`: ``vectors`` (the sum of both tables), ``vocabulary``, ``losses`` (mean over pairs, each epoch).
    """

    def __init__(
        self,
        dim: int = 100,
        window: int = 10,
        x_max: float = 100.0,
        alpha: float = 0.75,
        min_count: int = 5,
        max_words: int | None = None,
        epochs: int = 15,
        lr: float = 0.05,
        threads: int | None = None,
        seed: int = 0,
    ) -> None:
        for name, value in (
            ("dim", dim),
            ("window", window),
            ("epochs", epochs),
            ("x_max", x_max),
            ("lr", lr),
        ):
            if not value > 0:
                raise ValueError(f"{name} must be positive, got {value}")
        self.dim, self.window, self.x_max, self.alpha = dim, window, x_max, alpha
        self.min_count, self.max_words, self.epochs, self.lr = min_count, max_words, epochs, lr
        self.threads, self.seed = thread_count(threads), seed

    def fit(
        self,
        source: Source,
        progress: Callable[[Pace], object] | None = None,
        checkpoint: str | os.PathLike[str] | None = None,
        every: float = 60.0,
    ) -> GloVe:
        """Train on a text; arguments as in :meth:`Word2Vec.fit`, the pace in pairs."""
        return self.fit_corpus(
            read_corpus(source, self.min_count, self.max_words), progress, checkpoint, every
        )

    def fit_corpus(
        self,
        corpus: Corpus,
        progress: Callable[[Pace], object] | None = None,
        checkpoint: str | os.PathLike[str] | None = None,
        every: float = 60.0,
    ) -> GloVe:
        """Train on a corpus that was read already."""
        corpus.check()
        counts = cooccurrences(corpus.tokens, len(corpus.vocabulary), self.window)
        return self.fit_counts(corpus.vocabulary, counts, progress, checkpoint, every)

    def fit_counts(
        self,
        vocabulary: Vocabulary,
        counts: csr_array,
        progress: Callable[[Pace], object] | None = None,
        checkpoint: str | os.PathLike[str] | None = None,
        every: float = 60.0,
    ) -> GloVe:
        """Train on a matrix [words, words] of co-occurrence counts.

        Raises:
            ValueError: no two words stand together, or a matrix of another size.
        """
        size = len(vocabulary)
        pairs = counts.tocoo()
        if pairs.shape != (size, size):
            raise ValueError(f"counts must be [{size}, {size}], one row a word, got {pairs.shape}")
        kept = pairs.data > 0
        if not kept.any():
            raise ValueError(
                "no two words stand within a window of each other; give longer lines or a wider window"
            )
        order = np.random.default_rng(self.seed).permutation(int(kept.sum()))
        rows, columns = (side[kept][order].astype(np.int32) for side in (pairs.row, pairs.col))
        x = pairs.data[kept][order]
        logs = np.log(x).astype(np.float32)
        weights = np.minimum(1.0, (x / self.x_max) ** self.alpha).astype(np.float32)
        inputs, outputs = self._first(size, 1), self._first(size, 2)
        squares, other_squares = (aligned(size, self.dim + 1) for _ in range(2))
        squares[:], other_squares[:] = 1.0, 1.0
        run = Hogwild.over(len(x), PART, self.epochs, self.threads, self.seed)
        losses = np.zeros((self.threads, self.epochs))
        settings = {
            name: getattr(self, name)
            for name in ("dim", "window", "x_max", "alpha", "epochs", "lr", "threads", "seed")
        }
        arrays = {
            "inputs": inputs, "outputs": outputs, "squares": squares, "other_squares": other_squares, "losses": losses
        }  # fmt: skip
        state = TrainingState(arrays, run, {**settings, "words": size, "pairs": len(x)})
        if checkpoint is not None:
            state.resume(Path(checkpoint))

        def step(thread: int, chunks: np.ndarray, clock: np.ndarray) -> None:
            loss = glove_pass(
                chunks, rows, columns, logs, weights, inputs, outputs, squares, other_squares, self.dim, self.lr, clock, thread,
            )  # fmt: skip
            losses[thread, run.epoch] += loss / len(x)

        run.run(step, progress, None if checkpoint is None else lambda: state.save(Path(checkpoint), every))
        if checkpoint is not None:
            state.save(Path(checkpoint), 0.0)
        self.vocabulary, self.losses = vocabulary, losses.sum(0)
        self.inputs, self.outputs = inputs[:, : self.dim], outputs[:, : self.dim]
        self.vectors = WordVectors(vocabulary.words, self.inputs + self.outputs, vocabulary.counts)
        return self

    def _first(self, size: int, table: int) -> Float32[np.ndarray, "words width"]:
        """Uniform in (-1/2, 1/2) / dim, the bias too."""
        rows = aligned(size, self.dim + 1)
        rng = np.random.default_rng([self.seed, table])
        rows[:, : self.dim + 1] = (rng.random((size, self.dim + 1), dtype=np.float32) - 0.5) / self.dim
        return rows
