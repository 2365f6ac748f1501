"""The skip-gram loss on text that was not trained on, whoever trained the matrices.

Mikolov et al. 2013 (arXiv 1310.4546), equation 4, with what is drawn at random in training held fixed: every word
within the window counts, no word is dropped, and negatives come from the seed. Two programs that are measured with
the same text, counts and seed meet the same pairs and the same negatives.
"""

from __future__ import annotations

from typing import no_type_check

import numba
import numpy as np
from jaxtyping import Float, Integer

from reprise.words.vocabulary import BOUNDARY

POWER = 0.75  # negatives are drawn in proportion to count ** POWER


def heldout_loss(
    inputs: Float[np.ndarray, "words dim"],
    outputs: Float[np.ndarray, "rows width"],
    tokens: Integer[np.ndarray, " tokens"],
    counts: Integer[np.ndarray, " counted"],
    window: int = 5,
    negatives: int = 5,
    seed: int = 0,
) -> float:
    """The mean over all pairs of -log s(W[c] . C[t]) - sum_k log s(-W[c] . C[n_k]), in nats; lower is better.

    With vectors of zeros it is (1 + negatives) log 2, less what negatives that hit their own target leave out.

    Args:
        inputs: W, the vectors of context words (``model.wv.vectors`` of gensim).
        outputs: C, the vectors that predict the word in the middle (``model.syn1neg`` of gensim).
        tokens: rows of the words, with ``BOUNDARY`` (-1) between lines; pairs do not reach over it.
        counts: how often each word occurred in training; negatives are drawn in proportion to count ** 0.75, and
            skipped where they equal the word in the middle.
        window: all words at most so far apart are pairs, in both directions.
        seed: of the negatives.

    Raises:
        ValueError: sizes that do not match, a token without a row, a setting below 1, or no pair at all.
    """
    if inputs.shape != outputs.shape or len(counts) != len(inputs):
        raise ValueError(
            f"inputs {inputs.shape}, outputs {outputs.shape} and counts {counts.shape} must have a row a word"
        )
    for name, value in (("window", window), ("negatives", negatives)):
        if value < 1:
            raise ValueError(f"{name} must be at least 1, got {value}")
    if len(tokens) and not BOUNDARY <= tokens.min() <= tokens.max() < len(inputs):
        raise ValueError(
            f"tokens must lie between {BOUNDARY} and {len(inputs) - 1}, got {tokens.min()} to {tokens.max()}"
        )
    weight = counts.astype(np.float64) ** POWER
    if not weight.sum() > 0:
        raise ValueError("counts are all 0: there is nothing to draw negatives from")
    total, pairs = _sum(
        np.ascontiguousarray(inputs, dtype=np.float32),
        np.ascontiguousarray(outputs, dtype=np.float32),
        tokens.astype(np.int32),
        np.cumsum(weight) / weight.sum(),
        window,
        negatives,
        np.random.default_rng(seed).integers(1, 2**63, dtype=np.uint64),
    )
    if not pairs:
        raise ValueError(f"no two words of the {len(tokens)} tokens stand in one line; give longer lines")
    return float(total / pairs)


@numba.njit(nogil=True, fastmath=True, cache=True)
@no_type_check
def _sum(inputs, outputs, tokens, edges, window, negatives, state):
    """The summed loss and the number of pairs; ``edges`` is the distribution function of the negatives."""
    total, pairs = 0.0, 0
    for center in range(len(tokens)):
        target = tokens[center]
        if target < 0:
            continue
        for step in (-1, 1):
            other = center
            for _ in range(window):
                other += step
                if other < 0 or other >= len(tokens) or tokens[other] < 0:
                    break
                row = inputs[tokens[other]]
                total += _minus_log_sigmoid(_dot(row, outputs[target]))
                pairs += 1
                for _ in range(negatives):
                    state ^= state >> np.uint64(12)
                    state ^= state << np.uint64(25)
                    state ^= state >> np.uint64(27)
                    share = ((state * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0
                    drawn = min(np.searchsorted(edges, share, side="right"), len(edges) - 1)
                    if drawn != target:
                        total += _minus_log_sigmoid(-_dot(row, outputs[drawn]))
    return total, pairs


@numba.njit(nogil=True, fastmath=True, cache=True)
@no_type_check
def _dot(a, b):
    total = np.float32(0.0)
    for j in range(len(a)):
        total += a[j] * b[j]
    return total


@numba.njit(nogil=True, cache=True)
@no_type_check
def _minus_log_sigmoid(x):
    """log(1 + exp(-x)) without overflow."""
    return max(-x, np.float32(0.0)) + np.log1p(np.exp(-abs(x)))
