"""One measured number, and the scale of the run that it comes from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum


class Scale(StrEnum):
    """How big a run is.

    ``tiny`` takes seconds on generated or bundled data and proves that the code path works; ``laptop``
    takes about five minutes on two cores with real data; ``gpu`` is the same code, bigger, on one
    accelerator.
    """

    TINY = "tiny"
    LAPTOP = "laptop"
    GPU = "gpu"


@dataclass(frozen=True, slots=True)
class Row:
    """``value`` of ``metric`` for ``method``, under ``seed`` and ``setting``.

    Args:
        method: what was run, method or baseline, e.g. ``"mrl"``.
        metric: what was measured, with its unit where it has one, e.g. ``"accuracy"`` or ``"seconds"``.
            Shares and accuracies are fractions in [0, 1], not percentages.
        value: the measured number. Must be finite: an experiment that diverged says so by raising.
        seed: the seed of the run. Rows of one seed are paired in every comparison.
        setting: the circumstance within a run, e.g. ``"banking77 d=8"``; empty when there is only one.
    """

    method: str
    metric: str
    value: float
    seed: int
    setting: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", float(self.value))
        object.__setattr__(self, "seed", int(self.seed))
        if not math.isfinite(self.value):
            raise ValueError(
                f"row {self.method}/{self.metric} [{self.setting or 'no setting'}], seed {self.seed}: "
                f"value is {self.value}; a row must be finite. Find out why the run diverged, or leave "
                "the row out and say so in the experiment."
            )
        for name in ("method", "metric"):
            if not getattr(self, name):
                raise ValueError(f"a row needs a {name}, got {getattr(self, name)!r}")
