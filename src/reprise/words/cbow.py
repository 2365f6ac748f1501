"""The CBOW step: the mean of a window's context rows predicts the word in its middle.

Mikolov et al. 2013 (arXiv 1301.3781), section 3.1. The gradient of the mean is the mean's share, 1 / n, for each of its n
rows (``exact``); word2vec and gensim hand every row the whole gradient instead, which Irsoy et al. 2021
(arXiv 2012.15332) found to hurt. Both are here.

Sixteen centers of a line are taken together and share their negatives, ``drawn`` at weight ``negatives / drawn`` each; a
draw that is one of the centers is left out for that center alone.
"""

from __future__ import annotations

from typing import no_type_check

import numba
import numpy as np

from reprise.words.blocks import accumulate, fetch_ahead, gather, scores, sigmoid
from reprise.words.hogwild import REFRESH, falling_rate, next_line
from reprise.words.sampling import draw, random_below

TOGETHER = 16


@numba.njit(fastmath=True, nogil=True, cache=True, boundscheck=False)
@no_type_check
def cbow_block(
    inputs, line, begins, ends, centers, count, outputs, noise, drawn, weight, exact, rate,
    hidden, change, block, products, transposed, own, others, table,
):  # fmt: skip
    """One block of ``count`` centers, positions ``centers`` of ``line`` with windows from ``begins`` to ``ends``.

    Args:
        noise: the ``drawn`` negatives. weight: of each.
        hidden, change: scratch, a row a center: mean of the context, and its gradient.
    """
    width = inputs.shape[1]
    for i in range(count):
        for j in range(width):
            hidden[i, j] = np.float32(0.0)
            change[i, j] = np.float32(0.0)
        for other in range(begins[i], ends[i]):
            if other != centers[i]:
                row = np.uint64(line[other])
                for j in range(width):
                    hidden[i, j] += inputs[row, j]
        scale = np.float32(1.0 / (ends[i] - begins[i] - 1))
        for j in range(width):
            hidden[i, j] *= scale
    gather(outputs, noise, drawn, block)
    scores(hidden, own, count, block, drawn, products)
    for i in range(count):
        word = line[centers[i]]
        for k in range(drawn):
            g = np.float32(0.0)
            if noise[k] != word:
                g = -rate * weight * sigmoid(products[i, k], table)
            products[i, k] = g
            transposed[k, i] = g
    for i in range(count):
        word = np.uint64(line[centers[i]])
        dot = np.float32(0.0)
        for j in range(width):
            dot += hidden[i, j] * outputs[word, j]
        g = rate * (np.float32(1.0) - sigmoid(dot, table))
        for j in range(width):
            change[i, j] += g * outputs[word, j]
            outputs[word, j] += g * hidden[i, j]
    accumulate(outputs, noise, drawn, transposed, hidden, own, count)
    accumulate(change, own, count, products, block, others, drawn)
    for i in range(count):
        scale = np.float32(1.0 / (ends[i] - begins[i] - 1)) if exact else np.float32(1.0)
        for j in range(width):
            change[i, j] *= scale
        for other in range(begins[i], ends[i]):
            if other != centers[i]:
                row = np.uint64(line[other])
                for j in range(width):
                    inputs[row, j] += change[i, j]


@numba.njit(fastmath=True, nogil=True, cache=True, boundscheck=False)
@no_type_check
def cbow_path(inputs, line, begin, end, center, outputs, nodes, codes, exact, rate, hidden, change, table):
    """One center by hierarchical softmax: every node on its path is a binary decision."""
    width = inputs.shape[1]
    for j in range(width):
        hidden[0, j] = np.float32(0.0)
        change[0, j] = np.float32(0.0)
    for other in range(begin, end):
        if other != center:
            row = np.uint64(line[other])
            for j in range(width):
                hidden[0, j] += inputs[row, j]
    scale = np.float32(1.0 / (end - begin - 1))
    for j in range(width):
        hidden[0, j] *= scale
    for k in range(len(nodes)):
        node = np.uint64(nodes[k])
        dot = np.float32(0.0)
        for j in range(width):
            dot += hidden[0, j] * outputs[node, j]
        g = rate * (codes[k] - sigmoid(dot, table))
        for j in range(width):
            change[0, j] += g * outputs[node, j]
            outputs[node, j] += g * hidden[0, j]
    if not exact:
        scale = np.float32(1.0)
    for other in range(begin, end):
        if other != center:
            row = np.uint64(line[other])
            for j in range(width):
                inputs[row, j] += scale * change[0, j]


@numba.njit(fastmath=True, nogil=True, cache=True, boundscheck=False)
@no_type_check
def cbow_pass(
    tokens, chunks, keep, limit, alias, paths, nodes, codes, inputs, outputs, window, negatives, drawn, exact,
    first_rate, last_rate, total, clock, thread, state, table,
):  # fmt: skip
    """Train on ``chunks`` of ``tokens``; arguments as in :func:`~reprise.words.skipgram.skipgram_pass`."""
    hierarchical = len(nodes) > 0
    width, room, most = inputs.shape[1], drawn + 4, TOGETHER + 4
    hidden, change = np.zeros((most, width), np.float32), np.zeros((most, width), np.float32)
    block = np.zeros((room, width), np.float32)
    products, transposed = np.zeros((most, room), np.float32), np.zeros((room, most), np.float32)
    own, others = np.arange(most), np.arange(room)
    begins, ends, centers = np.zeros(most, np.int64), np.zeros(most, np.int64), np.zeros(most, np.int64)
    noise, ahead = np.zeros(room, np.int64), np.zeros(room, np.int64)
    weight = np.float32(negatives / max(drawn, 1))
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
            if size < 2:
                continue
            count = 0
            for center in range(size):
                radius = 1 + random_below(state, window)
                left, right = max(0, center - radius), min(size, center + radius + 1)
                if hierarchical:
                    word = line[center]
                    cbow_path(
                        inputs, line, left, right, center, outputs, nodes[paths[word] : paths[word + 1]],
                        codes[paths[word] : paths[word + 1]], exact, rate, hidden, change, table,
                    )  # fmt: skip
                    continue
                begins[count], ends[count], centers[count] = left, right, center
                fetch_ahead(outputs, line[center])
                if center + window + TOGETHER < size:
                    fetch_ahead(inputs, line[center + window + TOGETHER])
                count += 1
                if count == TOGETHER or center == size - 1:
                    for k in range(drawn):
                        noise[k] = ahead[k]
                        ahead[k] = draw(limit, alias, state)
                        fetch_ahead(outputs, ahead[k])
                    cbow_block(
                        inputs, line, begins, ends, centers, count, outputs, noise, drawn, weight, exact, rate,
                        hidden, change, block, products, transposed, own, others, table,
                    )  # fmt: skip
                    count = 0
