"""Does a probe read the representation, or has it learned the task by heart?

Hewitt and Liang 2019 (arXiv 1909.03368): a control task gives each word type a random label, which only memory can
answer; selectivity is the accuracy on the task minus that on its control.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float, Int, Shaped


@dataclass(frozen=True)
class Selectivity:
    """Accuracies on held-out rows; ``selectivity`` is their difference."""

    task: float
    control: float

    @property
    def selectivity(self) -> float:
        return self.task - self.control


def control_labels(
    types: Sequence[Hashable], labels: Shaped[np.ndarray, " rows"], seed: int = 0
) -> Shaped[np.ndarray, " rows"]:
    """A label for each type, drawn from the labels' own distribution; all rows of a type share it."""
    if len(types) != len(labels):
        raise ValueError(f"each row needs its type and label, got {len(types)} and {len(labels)}")
    rng = np.random.default_rng(seed)
    order = {kind: i for i, kind in enumerate(dict.fromkeys(types))}
    drawn = labels[rng.integers(len(labels), size=len(order))]
    drawn_rows: np.ndarray = drawn[[order[kind] for kind in types]]
    return drawn_rows


def selectivity(
    probe: Any,
    x: Float[np.ndarray, "rows dim"],
    types: Sequence[Hashable],
    labels: Shaped[np.ndarray, " rows"],
    train: Int[np.ndarray, " train"],
    test: Int[np.ndarray, " test"],
    seed: int = 0,
) -> Selectivity:
    """Fit a clone of the probe on the task and another on its control, and score both on the test rows.

    Args:
        probe: a scikit-learn classifier.
        types: the word type of each row; those of the test should occur in training, or no probe can answer the control.
        train, test: which rows.

    Raises:
        ValueError: a row in both parts, or no test row whose type occurs in training.
    """
    from sklearn.base import clone

    both = np.intersect1d(train, test)
    if len(both):
        raise ValueError(f"row {both[0]} is in training and test")
    seen = {types[i] for i in train}
    if not any(types[i] in seen for i in test):
        raise ValueError(
            "no type of the test rows occurs in training, so the control task has no answer to learn"
        )
    control = control_labels(types, labels, seed)
    scores = [float(clone(probe).fit(x[train], y[train]).score(x[test], y[test])) for y in (labels, control)]
    return Selectivity(*scores)
