"""The skip-gram step: context words predict the word in their middle, with negatives that a whole window shares.

Mikolov et al. 2013 (arXiv 1310.4546), equation 4 (negative sampling) and section 2.1 (hierarchical softmax). For a center
t, contexts c of a window r ~ U{1..w} and K negatives, maximise sum_c [log s(W_c . C_t) + sum_k log s(-W_c . C_k)].

The negatives are drawn once a window and shared by its contexts (Ji et al. 2016, arXiv 1604.04661): the step is two
small matrix products, and an output row is read and written once a window. To make up for the sharing, more are
drawn than are wanted and each counts for less: ``drawn`` of them at weight ``negatives / drawn``, the same expected
loss. A draw that is the center itself is left out.
"""

from __future__ import annotations

from typing import no_type_check

import numba
import numpy as np

from reprise.words.blocks import accumulate, fetch_ahead, gather, scores, sigmoid
from reprise.words.hogwild import REFRESH, falling_rate, next_line
from reprise.words.sampling import draw, random_below


@numba.njit(fastmath=True, nogil=True, cache=True, boundscheck=False)
@no_type_check
def block_step(
    inputs,
    rows,
    count,
    outputs,
    targets,
    size,
    labels,
    weights,
    rate,
    block,
    products,
    transposed,
    own,
    table,
):
    """One window: ``count`` input rows against ``size`` output rows, all gradients from before the step.

    Args:
        labels, weights: of each output, float32: 1 for a true one and 0 for a negative, and how much it counts.
        block: scratch for the output rows. products, transposed: scratch for [rows, outputs] and its transpose.
        own: 0, 1, 2, ...: the rows of ``block``. Scratch and index arrays have room up to the next multiple of four.
    """
    for i in range(count, -(-count // 4) * 4):
        rows[i] = rows[0]
    gather(outputs, targets, size, block)
    scores(inputs, rows, count, block, size, products)
    for i in range(count):
        for k in range(size):
            g = rate * weights[k] * (labels[k] - sigmoid(products[i, k], table))
            products[i, k] = g
            transposed[k, i] = g
    accumulate(outputs, targets, size, transposed, inputs, rows, count)
    accumulate(inputs, rows, count, products, block, own, size)


@numba.njit(fastmath=True, nogil=True, cache=True, boundscheck=False)
@no_type_check
def skipgram_pass(
    tokens, chunks, keep, limit, alias, paths, nodes, codes, inputs, outputs, window, negatives, drawn,
    first_rate, last_rate, total, clock, thread, state, table,
):  # fmt: skip
    """Train on ``chunks`` of ``tokens``; arrays as in :class:`~reprise.words.word2vec.Word2Vec`.

    ``paths``, ``nodes``, ``codes``: a Huffman tree (:func:`~reprise.words.huffman.huffman_paths`) for hierarchical
    softmax, empty for negative sampling.
    """
    hierarchical = len(nodes) > 0
    width = inputs.shape[1]
    longest = drawn + 1
    if hierarchical:
        for word in range(len(paths) - 1):
            longest = max(longest, paths[word + 1] - paths[word])
    room, reach = longest + 4, 2 * window + 4
    block = np.zeros((room, width), np.float32)
    products, transposed = np.zeros((reach, room), np.float32), np.zeros((room, reach), np.float32)
    rows, targets, own = np.zeros(reach, np.int64), np.zeros(room, np.int64), np.arange(room)
    labels, weights = np.zeros(room, np.float32), np.ones(room, np.float32)
    if not hierarchical:
        labels[0] = np.float32(1.0)
        weights[1:] = np.float32(negatives / drawn)
    ahead = np.zeros(room, np.int64)
    line = np.empty(10_000 if len(chunks) == 0 else np.max(chunks[:, 1] - chunks[:, 0]), np.int32)
    rate = falling_rate(clock, total, first_rate, last_rate)
    looked = 0
    if not hierarchical:
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
                        rows[count] = line[other]
                        count += 1
                if count == 0:
                    continue
                word = line[center]
                if hierarchical:
                    filled = paths[word + 1] - paths[word]
                    for k in range(filled):
                        targets[k] = nodes[paths[word] + k]
                        labels[k] = codes[paths[word] + k]
                else:
                    targets[0] = word
                    filled = 1
                    for k in range(drawn):
                        if ahead[k] != word:
                            targets[filled] = ahead[k]
                            filled += 1
                    for k in range(drawn):
                        ahead[k] = draw(limit, alias, state)
                        fetch_ahead(outputs, ahead[k])
                    if center + 1 < size:
                        fetch_ahead(outputs, line[center + 1])
                if center + window + 1 < size:
                    fetch_ahead(inputs, line[center + window + 1])
                block_step(
                    inputs, rows, count, outputs, targets, filled, labels, weights, rate,
                    block, products, transposed, own, table,
                )  # fmt: skip
