"""Codes of numbers, probed inside and outside the numbers of training. All seeds of a run train as one batch."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

from reprise.report import Progress, Row
from reprise.train import threads
from reprise.words import (
    DICE,
    ExponentMantissa,
    FloatBits,
    LogBins,
    NumberEncoder,
    Probe,
    Sinusoids,
    XVal,
    numeracy_probe,
)

LIST_MAX, LOG_MAE = "list maximum accuracy", "log-MAE"
INSIDE, OUTSIDE, FAR = "interpolation", "extrapolation", "far"
LSTM, TOKEN, CHOSEN = "digit LSTM", "token", "structured, chosen on interpolation"
REGRESSIONS = ("value", "sum")


@dataclass(frozen=True)
class Numbers:
    """Args:
    probe: its learning rate was chosen on interpolation with seeds that no verdict sees.
    together: seeds that train as one batch.
    """

    probe: Probe = Probe(width=40, hidden=32, steps=300, batch=64, lr=1e-2)  # noqa: RUF009  (frozen)
    together: int = 4


def encoders() -> dict[str, NumberEncoder]:
    """The structured codes, with ranges that hold all numbers from 0 to 9999."""
    return {
        "log bins": LogBins(1, 10_000, 32),
        "exponent and mantissa": ExponentMantissa(0, 4),
        "float bits": FloatBits(),
        "DICE": DICE(0, 10_000, 10),
        "sinusoids": Sinusoids(32, 2, 20_000),
        "xVal": XVal(1),
    }


@functools.cache
def _scores(settings: Numbers, first: int) -> dict[tuple[str, str, int, str], float]:
    """(task, code, seed, test) -> score, for a batch of seeds."""
    seeds = range(first, first + settings.together)
    out = {}
    with threads(1):
        for task in ("maximum", *REGRESSIONS):
            for split in (INSIDE, OUTSIDE):
                found = numeracy_probe(encoders(), task, split, seeds, settings.probe)
                out.update({(task, *key): value for key, value in found.items()})
    return out


def number_rows(settings: Numbers, seed: int, progress: Progress) -> Iterator[Row]:
    """Accuracy of the largest of five, error of values and sums, for each code and each test."""
    progress.say("codes of numbers")
    scores = _scores(settings, seed - seed % settings.together)
    names = [*encoders(), TOKEN, LSTM]
    errors = {}
    for test in (INSIDE, OUTSIDE, FAR):
        for name in names:
            yield Row(name, LIST_MAX, scores["maximum", name, seed, test], seed, test)
            for task in REGRESSIONS:
                yield Row(name, f"{LOG_MAE} of the {task}", scores[task, name, seed, test], seed, test)
            errors[name, test] = sum(scores[task, name, seed, test] for task in REGRESSIONS) / len(
                REGRESSIONS
            )
            yield Row(name, LOG_MAE, errors[name, test], seed, test)
    chosen = min(encoders(), key=lambda name: errors[name, INSIDE])
    for test in (INSIDE, OUTSIDE, FAR):
        yield Row(CHOSEN, LOG_MAE, errors[chosen, test], seed, test)
        yield Row(CHOSEN, LIST_MAX, scores["maximum", chosen, seed, test], seed, test)
