"""Control tasks tell reading from memory."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from reprise.words import control_labels, selectivity

RNG = np.random.default_rng(0)
TYPES = list(np.repeat(np.arange(100), 4))
CENTRES = RNG.normal(size=(100, 5))
X = CENTRES[TYPES] + 0.01 * RNG.normal(size=(400, 5))
Y = (X[:, 0] > 0).astype(int)
TRAIN, TEST = np.arange(400)[np.arange(400) % 4 < 3], np.arange(400)[np.arange(400) % 4 == 3]


def test_a_type_has_one_label_from_the_labels_distribution():
    labels = np.array(["a"] * 300 + ["b"] * 100)
    control = control_labels(TYPES, labels)
    assert all(len(set(control[4 * t : 4 * t + 4])) == 1 for t in range(100))
    assert 0.6 < (control == "a").mean() < 0.9
    assert (control_labels(TYPES, labels, seed=1) != control).any()


def test_a_linear_probe_is_selective_and_one_that_remembers_is_not():
    linear = selectivity(LogisticRegression(), X, TYPES, Y, TRAIN, TEST)
    memory = selectivity(KNeighborsClassifier(1), X, TYPES, Y, TRAIN, TEST)
    assert linear.task > 0.9
    assert linear.selectivity > 0.2
    assert memory.control == 1
    assert memory.selectivity <= 0


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="row 3 is in training and test"):
        selectivity(LogisticRegression(), X, TYPES, Y, np.arange(4), np.arange(3, 6))
    with pytest.raises(ValueError, match="no type of the test rows"):
        selectivity(LogisticRegression(), X, TYPES, Y, np.arange(200), np.arange(200, 400))
    with pytest.raises(ValueError, match="got 400 and 3"):
        control_labels(TYPES, Y[:3])
