"""The word embedding association test: are two sets of words nearer to one of two sets of attributes?

Caliskan, Bryson and Narayanan 2017, "Semantics derived automatically from language corpora contain human-like biases":
s(w, A, B) = mean cos(w, a) - mean cos(w, b); the effect is the difference of its means over X and Y in standard
deviations over both; p is the one-sided share of partitions of X and Y together that differ as much. Here the
observed partition counts among them, so that p is never 0.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from reprise.vectors.neighbours import normalize
from reprise.words.word_vectors import WordVectors

EXACT = 20_000  # up to so many partitions all are tried


@dataclass(frozen=True)
class Weat:
    """``effect``: in standard deviations, at most about 2. ``p``: one-sided.

    ``missing``: for each of the sets "X", "Y", "A", "B" the words that have no vector and were left out.
    """

    effect: float
    p: float
    missing: Mapping[str, tuple[str, ...]]


def weat(
    x: Sequence[str],
    y: Sequence[str],
    a: Sequence[str],
    b: Sequence[str],
    vectors: WordVectors,
    ddof: int = 1,
    samples: int = 10_000,
    seed: int = 0,
) -> Weat:
    """Test whether words ``x`` rather than ``y`` go with attributes ``a`` rather than ``b``.

    Args:
        ddof: 1 for the sample standard deviation, 0 for that of the population.
        samples: partitions drawn when there are more than 20,000.
        seed: of these.

    Raises:
        ValueError: ``x`` and ``y``, or ``a`` and ``b``, of different size; fewer than two words of a set covered.
    """
    sets = {"X": x, "Y": y, "A": a, "B": b}
    for one, two in (("X", "Y"), ("A", "B")):
        if len(sets[one]) != len(sets[two]):
            raise ValueError(
                f"{one} and {two} must be of one size, got {len(sets[one])} and {len(sets[two])} words"
            )
    missing = {name: tuple(w for w in words if w not in vectors) for name, words in sets.items()}
    rows = {}
    for name, words in sets.items():
        covered = [word for word in words if word in vectors]
        if len(covered) < 2:
            raise ValueError(
                f"{name} has {len(covered)} words with a vector, two are needed; missing: {', '.join(missing[name])}"
            )
        rows[name] = vectors.vectors[vectors.rows(covered)]
    effect, p = association_test(rows["X"], rows["Y"], rows["A"], rows["B"], ddof, samples, seed)
    return Weat(effect, p, missing)


def association_test(
    x: Float[np.ndarray, "x dim"],
    y: Float[np.ndarray, "y dim"],
    a: Float[np.ndarray, "a dim"],
    b: Float[np.ndarray, "b dim"],
    ddof: int = 1,
    samples: int = 10_000,
    seed: int = 0,
) -> tuple[float, float]:
    """Effect and p for vectors of any kind, such as sentences'."""
    if ddof not in (0, 1):
        raise ValueError(f"ddof must be 0 or 1, got {ddof}")
    unit = normalize(np.concatenate([x, y]).astype(np.float64))
    scores = (unit @ normalize(a.astype(np.float64)).T).mean(1) - (
        unit @ normalize(b.astype(np.float64)).T
    ).mean(1)
    size, total = len(x), len(scores)
    observed = scores[:size].mean() - scores[size:].mean()
    spread = scores.std(ddof=ddof)
    if spread <= 1e-12:
        raise ValueError("all words are equally associated with both attributes; the effect has no scale")
    # The difference of means grows with the sum over the first set, so sums are compared.
    threshold = scores[:size].sum() - 1e-12
    if math.comb(total, size) <= EXACT:
        chosen = np.array(list(itertools.combinations(range(total), size)))
        sums = scores[chosen].sum(axis=1)
        return float(observed / spread), float((sums >= threshold).mean())
    if samples < 1:
        raise ValueError(f"samples must be at least 1, got {samples}")
    rng = np.random.default_rng(seed)
    shuffled = rng.permuted(np.broadcast_to(scores, (samples, total)), axis=1)
    larger = int((shuffled[:, :size].sum(axis=1) >= threshold).sum())
    return float(observed / spread), (1 + larger) / (1 + samples)
