"""Disambiguated skip-gram one center at a time: the gradient of :meth:`SenseModel.loss` on a center, written out.

A center's loss is the sum over its context words, so that rates mean what they mean for word2vec. Candidates are drawn
anew for every ``BATCH`` centers: ``draws`` numbers from the log-uniform distribution, each class once.
"""

from __future__ import annotations

import math
from typing import no_type_check

import numba
import numpy as np

from reprise.nn.sampled_softmax import inclusion_probabilities
from reprise.words.sampling import random_bits

BATCH = 128
RELAXED, SOFTMAX, MARGINAL = 0, 1, 2
KINDS = {"relaxed": RELAXED, "softmax": SOFTMAX, "marginal": MARGINAL}


def candidate_draws(classes: int, sampled: int) -> tuple[int, np.ndarray]:
    """How many draws find about ``sampled`` different classes, and the logarithm of each one's chance to be among them."""
    k = np.arange(classes)
    never = np.log1p(-np.log((k + 2) / (k + 1)) / math.log(classes + 1))
    chance = float(inclusion_probabilities(classes, min(sampled, max(1, classes - 1)))[-1])
    draws = max(1, round(math.log1p(-chance) / float(never[-1])))
    return draws, np.log(-np.expm1(draws * never)).astype(np.float32)


@numba.njit(error_model="numpy", nogil=True, cache=True)
@no_type_check
def uniform(state):
    """A number in (0, 1)."""
    return (np.float64(random_bits(state) >> np.uint64(11)) + 0.5) / 9007199254740992.0


@numba.njit(error_model="numpy", nogil=True, cache=True)
@no_type_check
def draw_candidates(draws, classes, place, candidates, count, state):
    """Replace the first ``count`` candidates; ``place`` is the position of each class among them, else -1."""
    for c in range(count):
        place[candidates[c]] = -1
    count = 0
    for _ in range(draws):
        k = min(np.int64(math.exp(uniform(state) * math.log(classes + 1.0))) - 1, classes - 1)
        if place[k] < 0:
            place[k] = count
            candidates[count] = k
            count += 1
    return count


@numba.njit(error_model="numpy", nogil=True, cache=True)
@no_type_check
def into_shares(x):
    """Softmax in place; returns log sum exp."""
    highest = x[0]
    for i in range(1, len(x)):
        highest = max(highest, x[i])
    total = 0.0
    for i in range(len(x)):
        x[i] = math.exp(x[i] - highest)
        total += x[i]
    for i in range(len(x)):
        x[i] /= total
    return highest + math.log(total)


@numba.njit(fastmath={"reassoc", "contract", "arcp", "nsz"}, error_model="numpy", nogil=True, cache=True)
@no_type_check
def center_step(
    word, context, vectors, outputs, bias, choice, choice_bias, log_chance, candidates, count, place, kind,
    temperature, entropy_weight, parallel_weight, huber, rate, state, hidden, grads, factors,
):  # fmt: skip
    """One center against its context; all gradients are from before the step.

    Args:
        vectors: float32 [words, senses, d]; outputs, bias: [words, d] and [words].
        choice, choice_bias: [words or 1, senses, d] and [words or 1, senses].
        candidates: the first ``count`` are in use.
        huber: 0 for squares.
        hidden, grads: scratch [senses, d]. factors: scratch [senses, candidates + context].
    """
    senses, d = vectors.shape[1], vectors.shape[2]
    n = len(context)
    own_choice = word if len(choice) > 1 else 0
    around = np.zeros(d, np.float32)
    for o in range(n):
        row = outputs[context[o]]
        for j in range(d):
            around[j] += row[j]
    for j in range(d):
        around[j] /= np.float32(n)
    logits, shares, mixture = np.empty(senses), np.empty(senses), np.empty(senses)
    for s in range(senses):
        total = np.float32(0.0)
        row = choice[own_choice, s]
        for j in range(d):
            total += row[j] * around[j]
        logits[s] = total + choice_bias[own_choice, s]
        shares[s] = logits[s] / temperature
        mixture[s] = shares[s]
        if kind == RELAXED:
            mixture[s] -= math.log(-math.log(uniform(state))) / temperature
    into_shares(shares)
    into_shares(mixture)
    inputs = 1
    if kind == MARGINAL:
        inputs = senses
        for s in range(senses):
            for j in range(d):
                hidden[s, j] = vectors[word, s, j]
    else:
        for j in range(d):
            hidden[0, j] = np.float32(0.0)
        for s in range(senses):
            y = np.float32(mixture[s])
            for j in range(d):
                hidden[0, j] += y * vectors[word, s, j]
    fit = np.zeros(inputs)
    for m in range(inputs):
        h, factor = hidden[m], factors[m]
        for c in range(count + n):
            target = candidates[c] if c < count else context[c - count]
            row = outputs[target]
            total = np.float32(0.0)
            for j in range(d):
                total += row[j] * h[j]
            factor[c] = total + bias[target] - log_chance[target]
        highest = factor[0]
        for c in range(1, count + n):
            highest = max(highest, factor[c])
        base = 0.0
        for c in range(count):
            factor[c] = math.exp(factor[c] - highest)
            base += factor[c]
        inverse = 0.0
        for o in range(n):
            own = factor[count + o] - highest
            drawn = place[context[o]] >= 0
            norm = base + (0.0 if drawn else math.exp(own))
            inverse += 1.0 / norm
            fit[m] += own - math.log(norm)
            factor[count + o] = (0.0 if drawn else math.exp(own) / norm) - 1.0
        for c in range(count):
            factor[c] *= inverse
    weight, slopes = np.ones(inputs), np.empty(senses)
    cost = -fit[0]
    if kind == MARGINAL:
        for s in range(senses):
            weight[s] = math.log(shares[s]) + fit[s]
        cost = -into_shares(weight)
        for s in range(senses):
            slopes[s] = (shares[s] - weight[s]) / temperature
    for m in range(inputs):
        g = grads[m]
        for j in range(d):
            g[j] = np.float32(0.0)
        for c in range(count + n):
            row = outputs[candidates[c] if c < count else context[c - count]]
            factors[m, c] *= np.float32(weight[m])
            f = factors[m, c]
            for j in range(d):
                g[j] += f * row[j]
    for m in range(inputs):
        h = hidden[m]
        for c in range(count + n):
            target = candidates[c] if c < count else context[c - count]
            f = np.float32(rate) * factors[m, c]
            row = outputs[target]
            bias[target] -= f
            for j in range(d):
                row[j] -= f * h[j]
    if kind != MARGINAL:
        mean = 0.0
        for s in range(senses):
            pull = np.float32(0.0)
            for j in range(d):
                pull += grads[0, j] * vectors[word, s, j]
            slopes[s] = pull
            mean += mixture[s] * pull
        for s in range(senses):
            slopes[s] = mixture[s] * (slopes[s] - mean) / temperature
    if entropy_weight != 0.0:
        entropy = 0.0
        for s in range(senses):
            entropy -= shares[s] * math.log(max(shares[s], 1e-30))
        for s in range(senses):
            slope = shares[s] * (math.log(max(shares[s], 1e-30)) + entropy) / temperature
            slopes[s] -= n * entropy_weight * slope
    for s in range(senses):
        m = s if kind == MARGINAL else 0
        f = np.float32(rate * (1.0 if kind == MARGINAL else mixture[s]))
        for j in range(d):
            vectors[word, s, j] -= f * grads[m, j]
    if parallel_weight != 0.0:
        for j in range(d):  # hidden is free by now
            for i in range(senses):
                hidden[i, j] = np.float32(0.0)
        for i in range(senses):
            for s in range(senses):
                if i != s:
                    product = 0.0
                    for j in range(d):
                        product += choice[own_choice, i, j] * choice[own_choice, s, j]
                    if huber > 0:
                        product = min(max(product, -huber), huber)
                    f = np.float32(4.0 * rate * n * parallel_weight * product / senses)
                    for j in range(d):
                        hidden[i, j] += f * choice[own_choice, s, j]
        for i in range(senses):
            for j in range(d):
                choice[own_choice, i, j] -= hidden[i, j]
    for s in range(senses):
        f = np.float32(rate * slopes[s])
        choice_bias[own_choice, s] -= f
        for j in range(d):
            choice[own_choice, s, j] -= f * around[j]
    return cost


@numba.njit(error_model="numpy", nogil=True, cache=True)
@no_type_check
def sense_pass(
    words, lines, window, draws, log_chance, vectors, outputs, bias, choice, choice_bias, kind, temperature,
    entropy_weight, parallel_weight, huber, rate, last_rate, state,
):  # fmt: skip
    """One pass over a text, the rate in a straight line; returns the mean loss of a pair."""
    classes, senses, d = len(outputs), vectors.shape[1], vectors.shape[2]
    place = np.full(classes, -1)
    candidates = np.zeros(draws, np.int64)
    context = np.empty(2 * window, np.int64)
    hidden, grads = np.empty((senses, d), np.float32), np.empty((senses, d), np.float32)
    factors = np.empty((senses, draws + 2 * window), np.float32)
    count, total, pairs, centers = 0, 0.0, 0, 0
    for position in range(len(words)):
        n = 0
        for other in range(max(0, position - window), min(len(words), position + window + 1)):
            if other != position and lines[other] == lines[position]:
                context[n] = words[other]
                n += 1
        if n == 0:
            continue
        if centers % BATCH == 0:
            count = draw_candidates(draws, classes, place, candidates, count, state)
        centers += 1
        now = rate + (last_rate - rate) * position / len(words)
        total += center_step(
            words[position], context[:n], vectors, outputs, bias, choice, choice_bias, log_chance, candidates, count,
            place, kind, temperature, entropy_weight, parallel_weight, huber, now, state, hidden, grads, factors,
        )  # fmt: skip
        pairs += n
    return total / pairs
