"""The inner loops of paragraph vectors: one hidden vector against true and drawn words, and passes over documents.

A hidden vector h comes from an input x: h = x itself, the bits x > 0, or the bits P x > 0. Bits are rounded in the
forward pass and passed through sigmoid' in the backward pass (:mod:`reprise.nn.straight_through`). Loss of a block:
-sum_o weight_o log sigmoid(+-(outputs[o] h + bias[o])).
"""

from __future__ import annotations

from typing import no_type_check

import numba
import numpy as np

from reprise.words.sampling import draw, random_below, random_bits

REAL, BINARY, PROJECTED = 0, 1, 2
PAD = -1  # a context word that the document does not have
ZERO, ONE = np.float32(0.0), np.float32(1.0)


@numba.njit(fastmath=True, cache=True, nogil=True, error_model="numpy")
@no_type_check
def encode(kind, low, x, projection, z, h):
    """Fills ``h`` from ``x``, and ``z`` with what was rounded; the smaller bit is ``low``, 0 or -1."""
    if kind == REAL:
        h[:] = x
        return
    if kind == PROJECTED:
        for b in range(len(z)):
            row = projection[b]
            total = ZERO
            for j in range(len(x)):
                total += row[j] * x[j]
            z[b] = total
    else:
        z[:] = x
    for b in range(len(z)):
        h[b] = ONE if z[b] > ZERO else low


@numba.njit(fastmath=True, cache=True, nogil=True, error_model="numpy")
@no_type_check
def decode(kind, low, x, projection, z, step, factor, back, learn):
    """Fills ``back`` with the step of ``x`` that the step of h stands for; moves the projection where it learns.

    ``factor``: how many times the rate of the outputs and the projection the input has.
    """
    if kind != REAL:
        for b in range(len(z)):
            c = ONE / (ONE + np.exp(-z[b]))
            step[b] *= (ONE - low) * c * (ONE - c)
    if kind != PROJECTED:
        for j in range(len(x)):
            back[j] = factor * step[j]
        return
    back[:] = ZERO
    for b in range(len(z)):
        row = projection[b]
        s = factor * step[b]
        for j in range(len(x)):
            back[j] += s * row[j]
        if learn:
            for j in range(len(x)):
                row[j] += step[b] * x[j]


@numba.njit(fastmath=True, cache=True, nogil=True, error_model="numpy")
@no_type_check
def predict(h, targets, labels, weights, count, outputs, bias, lr, step, learn):
    """One gradient step of the first ``count`` targets: ``step`` gets that of h, output rows move where they learn."""
    d = len(h)
    step[:] = ZERO
    for o in range(count):
        row = outputs[targets[o]]
        dot = bias[targets[o]]
        for j in range(d):
            dot += h[j] * row[j]
        g = np.float32(lr) * weights[o] * (labels[o] - ONE / (ONE + np.exp(-dot)))
        for j in range(d):
            step[j] += g * row[j]
        if learn:
            for j in range(d):
                row[j] += g * h[j]
            bias[targets[o]] += g


@numba.njit(cache=True, nogil=True)
@no_type_check
def add_negatives(targets, labels, weights, count, negatives, weight, limit, alias, state):
    """Draws words that none of the first ``count`` targets is; returns how many targets there are then."""
    filled = count
    for _ in range(negatives):
        drawn = draw(limit, alias, state)
        fresh = True
        for i in range(count):
            fresh = fresh and drawn != targets[i]
        if fresh:
            targets[filled] = drawn
            labels[filled] = ZERO
            weights[filled] = weight
            filled += 1
    return filled


@numba.njit(cache=True, nogil=True)
@no_type_check
def kept_words(tokens, first, last, keep, line, state):
    """The tokens that subsampling leaves, into ``line``; returns how many."""
    size = 0
    for t in range(first, last):
        word = tokens[t]
        if keep[word] >= 1.0 or (random_bits(state) >> np.uint64(32)) < keep[word] * 4294967296.0:
            line[size] = word
            size += 1
    return size


@numba.njit(fastmath=True, cache=True, nogil=True, error_model="numpy")
@no_type_check
def train_bags(
    tokens, offsets, order, keep, limit, alias, docs, outputs, bias, projection, kind, low, block, negatives,
    lr, lr_end, factor, state, restart, learn,
):  # fmt: skip
    """One pass of PV-DBOW: each document's vector predicts its words, ``block`` words at a time.

    Words of a block share their negatives, each of which counts once for every word. While learning, the rate falls over
    the documents of ``order``; else it falls within each document, and every document starts from the random state
    ``restart``, so that its vector depends on nothing but itself.
    """
    width = outputs.shape[1]
    h, z = np.empty(width, dtype=np.float32), np.empty(width, dtype=np.float32)
    step = np.empty(width, dtype=np.float32)
    back = np.empty(docs.shape[1], dtype=np.float32)
    line = np.empty(max(1, np.max(np.diff(offsets))), dtype=np.int32)
    targets = np.empty(block + negatives, dtype=np.int32)
    labels = np.empty(block + negatives, dtype=np.float32)
    weights = np.empty(block + negatives, dtype=np.float32)
    for n in range(len(order)):
        document = order[n]
        if not learn:
            state[0] = restart
        size = kept_words(tokens, offsets[document], offsets[document + 1], keep, line, state)
        for i in range(size - 1, 0, -1):
            j = random_below(state, i + 1)
            line[i], line[j] = line[j], line[i]
        x = docs[document]
        for start in range(0, size, block):
            done = n / len(order) if learn else start / size
            count = min(block, size - start)
            targets[:count] = line[start : start + count]
            labels[:count] = ONE
            weights[:count] = ONE
            filled = add_negatives(
                targets, labels, weights, count, negatives, np.float32(count), limit, alias, state
            )
            encode(kind, low, x, projection, z, h)
            predict(
                h, targets, labels, weights, filled, outputs, bias, lr + (lr_end - lr) * done, step, learn
            )
            decode(kind, low, x, projection, z, step, factor, back, learn)
            for j in range(len(x)):
                x[j] += back[j]


@numba.njit(fastmath=True, cache=True, nogil=True, error_model="numpy")
@no_type_check
def read_input(document, context, concat, docs, words, x):
    """The input of PV-DM: the mean of the document's and the context words' vectors, or all of them in a row.

    Returns how many vectors were averaged.
    """
    d = docs.shape[1]
    if concat:
        x[:d] = docs[document]
        for c in range(len(context)):
            x[(c + 1) * d : (c + 2) * d] = words[context[c]]  # PAD reads the last row
        return 1
    x[:] = docs[document]
    count = 1
    for c in range(len(context)):
        if context[c] != PAD:
            row = words[context[c]]
            for j in range(d):
                x[j] += row[j]
            count += 1
    for j in range(d):
        x[j] /= np.float32(count)
    return count


@numba.njit(fastmath=True, cache=True, nogil=True, error_model="numpy")
@no_type_check
def apply_input(document, context, concat, docs, words, back, learn):
    """Adds the input's step to the vectors that it was made of; each vector of a mean takes the whole step."""
    d = docs.shape[1]
    row = docs[document]
    for j in range(d):
        row[j] += back[j]
    if not learn:
        return
    for c in range(len(context)):
        if concat or context[c] != PAD:
            word = words[context[c]]
            shift = (c + 1) * d if concat else 0
            for j in range(d):
                word[j] += back[shift + j]


@numba.njit(fastmath=True, cache=True, nogil=True, error_model="numpy")
@no_type_check
def train_windows(
    tokens, offsets, order, keep, limit, alias, docs, words, concat, window, outputs, bias, projection, kind, low,
    negatives, lr, lr_end, factor, state, restart, learn,
):  # fmt: skip
    """One pass of PV-DM: document and preceding words predict the next; rates and states as in :func:`train_bags`.

    The last row of ``words`` stands for words before the document's beginning (in the concatenation only).
    """
    width = outputs.shape[1]
    h, z = np.empty(width, dtype=np.float32), np.empty(width, dtype=np.float32)
    step = np.empty(width, dtype=np.float32)
    inputs = docs.shape[1] * (1 + window) if concat else docs.shape[1]
    x, back = np.empty(inputs, dtype=np.float32), np.empty(inputs, dtype=np.float32)
    line = np.empty(max(1, np.max(np.diff(offsets))), dtype=np.int32)
    context = np.empty(window, dtype=np.int32)
    targets = np.empty(1 + negatives, dtype=np.int32)
    labels = np.empty(1 + negatives, dtype=np.float32)
    weights = np.empty(1 + negatives, dtype=np.float32)
    for n in range(len(order)):
        document = order[n]
        if not learn:
            state[0] = restart
        size = kept_words(tokens, offsets[document], offsets[document + 1], keep, line, state)
        for t in range(size):
            done = n / len(order) if learn else t / size
            for c in range(window):
                context[c] = line[t - window + c] if t - window + c >= 0 else PAD
            targets[0], labels[0], weights[0] = line[t], ONE, ONE
            filled = add_negatives(targets, labels, weights, 1, negatives, ONE, limit, alias, state)
            read_input(document, context, concat, docs, words, x)
            encode(kind, low, x, projection, z, h)
            predict(
                h, targets, labels, weights, filled, outputs, bias, lr + (lr_end - lr) * done, step, learn
            )
            decode(kind, low, x, projection, z, step, factor, back, learn)
            apply_input(document, context, concat, docs, words, back, learn)
