"""fastText: word vectors made of their characters' n-grams, so that unknown words have vectors too.

Bojanowski et al. 2017 (arXiv 1607.04606): a word's input vector is the mean of its own row and its n-grams' rows. As in the
reference implementation the gradient of that mean goes undivided to each of the rows, and the center's vector predicts its
context words (skip-gram). The center's rows are summed once a window; its contexts and the negatives they share are one
product.

``drawn`` negatives stand for ``negatives`` of each context: one counts ``negatives / drawn`` for every context that is another
word, and not for those that it equals.
"""

from __future__ import annotations

from typing import Any, no_type_check

import numba
import numpy as np
from jaxtyping import Float32

from reprise.words.blocks import accumulate, aligned, fetch_ahead, gather, scores, sigmoid, sigmoid_table
from reprise.words.fasttext_format import SubwordVectors
from reprise.words.hogwild import REFRESH, Hogwild, falling_rate, next_line
from reprise.words.sampling import alias_table, draw, keep_shares, random_below
from reprise.words.subwords import add_to_rows, check_ngrams, mean_rows, ngram_rows
from reprise.words.vocabulary import Vocabulary
from reprise.words.word2vec import LAST_RATE, NOISE_POWER, Word2Vec


@numba.njit(fastmath=True, nogil=True, cache=True, boundscheck=False)
@no_type_check
def subword_step(
    rows, offsets, members, word, outputs, targets, size, labels, weights, rate, hidden, block, products, transposed, own, table
):  # fmt: skip
    """One center against ``size`` targets, gradients from before the step; arguments as in ``skipgram.block_step``.

    ``hidden``: scratch of four rows of zeros, the first two of which are used.
    """
    width = rows.shape[1]
    mean_rows(rows, offsets, members, word, hidden, 0)
    gather(outputs, targets, size, block)
    scores(hidden, own, 1, block, size, products)
    for k in range(size):
        g = rate * weights[k] * (labels[k] - sigmoid(products[0, k], table))
        products[0, k] = g
        transposed[k, 0] = g
    accumulate(outputs, targets, size, transposed, hidden, own, 1)
    for j in range(width):
        hidden[0, j] = np.float32(0.0)
    accumulate(hidden, own, 1, products, block, own, size)
    add_to_rows(rows, offsets, members, word, hidden, 0)


@numba.njit(fastmath=True, nogil=True, cache=True, boundscheck=False)
@no_type_check
def subword_pass(
    tokens, chunks, keep, limit, alias, rows, offsets, members, outputs, window, negatives, drawn,
    first_rate, last_rate, total, clock, thread, state, table,
):  # fmt: skip
    """Skip-gram over ``chunks``; arguments as in :func:`~reprise.words.skipgram.skipgram_pass`."""
    width, room = rows.shape[1], 2 * window + drawn + 4
    hidden = np.zeros((4, width), np.float32)
    block = np.zeros((room, width), np.float32)
    products, transposed = np.zeros((4, room), np.float32), np.zeros((room, 4), np.float32)
    targets, own, ahead = np.zeros(room, np.int64), np.arange(room), np.zeros(drawn + 1, np.int64)
    labels, weights = np.zeros(room, np.float32), np.zeros(room, np.float32)
    line = np.empty(10_000 if len(chunks) == 0 else np.max(chunks[:, 1] - chunks[:, 0]), np.int32)
    rate = falling_rate(clock, total, first_rate, last_rate)
    looked = 0
    for k in range(drawn):
        ahead[k] = draw(limit, alias, state)
    for chunk in range(len(chunks)):
        place, end = chunks[chunk]
        while place < end:
            if clock[len(clock) - 1, 0] != 0:
                return
            begin = place
            place, size = next_line(tokens, place, keep, state, line)
            clock[thread, 0] += place - begin
            looked += place - begin
            if looked >= REFRESH:
                rate = falling_rate(clock, total, first_rate, last_rate)
                looked = 0
            for center in range(size):
                radius = 1 + random_below(state, window)
                count = 0
                for other in range(max(0, center - radius), min(size, center + radius + 1)):
                    if other != center:
                        targets[count] = line[other]
                        labels[count] = np.float32(1.0)
                        weights[count] = np.float32(1.0)
                        count += 1
                if count == 0:
                    continue
                filled = count
                for k in range(drawn):
                    against = count
                    for i in range(count):
                        if ahead[k] == targets[i]:
                            against -= 1
                    if against > 0:
                        targets[filled] = ahead[k]
                        labels[filled] = np.float32(0.0)
                        weights[filled] = np.float32(negatives * against / drawn)
                        filled += 1
                for k in range(drawn):
                    ahead[k] = draw(limit, alias, state)
                    fetch_ahead(outputs, ahead[k])
                if center + 1 < size:
                    following = line[center + 1]
                    for r in range(offsets[following], offsets[following + 1]):
                        fetch_ahead(rows, members[r])
                subword_step(
                    rows, offsets, members, line[center], outputs, targets, filled, labels, weights, rate,
                    hidden, block, products, transposed, own, table,
                )  # fmt: skip


class FastText(Word2Vec):
    """Trains subword vectors: ``FastText().fit(lines).vectors.vector("unseenword")``.

    Args:
        ngrams: shortest and longest character n-gram of ``<word>``.
        buckets: rows that all n-grams share; 2,000,000 is the reference's, at 400 bytes each for 100 dimensions.
        shared_negatives: negatives a window draws for all its contexts, as a multiple of ``negatives``.
        subsample: the reference's default.
        lr: the reference's default for unsupervised models is 0.05.

    Other arguments as in :class:`Word2Vec`. After :meth:`fit`, ``vectors`` is a :class:`SubwordVectors`.
    """

    def __init__(
        self,
        dim: int = 100,
        window: int = 5,
        negatives: int = 5,
        ngrams: tuple[int, int] = (3, 6),
        buckets: int = 2_000_000,
        shared_negatives: float = 4.0,
        min_count: int = 5,
        max_words: int | None = None,
        subsample: float = 1e-4,
        epochs: int = 5,
        lr: float = 0.05,
        threads: int | None = None,
        seed: int = 0,
    ) -> None:
        super().__init__(
            dim=dim, window=window, negatives=negatives, shared_negatives=shared_negatives, min_count=min_count,
            max_words=max_words, subsample=subsample, epochs=epochs, lr=lr, threads=threads, seed=seed,
        )  # fmt: skip
        check_ngrams(*ngrams, buckets)
        self.ngrams, self.buckets = ngrams, buckets

    def _first_rows(
        self, vocabulary: Vocabulary
    ) -> tuple[Float32[np.ndarray, "rows width"], Float32[np.ndarray, "words width"]]:
        inputs = aligned(len(vocabulary) + self.buckets, self.dim)
        rng = np.random.default_rng(self.seed)
        for start in range(0, len(inputs), 2**16):  # a large table is not made twice
            part = inputs[start : start + 2**16, : self.dim]
            part[...] = (rng.random(part.shape, dtype=np.float32) - 0.5) * (2 / self.dim)
        return inputs, aligned(len(vocabulary), self.dim)

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
        offsets, members = ngram_rows(vocabulary.words, *self.ngrams, self.buckets)
        table = sigmoid_table()

        def step(thread: int, chunks: np.ndarray, clock: np.ndarray) -> None:
            subword_pass(
                tokens, chunks, keep, limit, alias, inputs, offsets, members, outputs, self.window, self.negatives, drawn,
                self.lr, self.lr * LAST_RATE, run.total, clock, thread, states[thread], table,
            )  # fmt: skip

        return step

    def _finish(self, inputs: np.ndarray, outputs: np.ndarray) -> None:
        self.inputs, self.outputs = inputs[:, : self.dim], outputs[:, : self.dim]
        self.vectors: SubwordVectors = SubwordVectors(
            self.vocabulary.words, self.inputs, self.ngrams, self.vocabulary.counts
        )

    def _settings(self, vocabulary: Vocabulary, tokens: int) -> dict[str, Any]:
        return {
            **super()._settings(vocabulary, tokens),
            "ngrams": list(self.ngrams),
            "buckets": self.buckets,
        }
