"""Mean average precision by classes, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.retrieval import label_map, label_precision_recall

LABELS = np.array([0, 0, 0, 1, 1])


def test_by_hand():
    found = np.array([[0, 3, 1], [3, 0, 4]])
    first = (1 + 2 / 3) / 3
    second = (1 + 2 / 3) / 2
    assert label_map(found, LABELS, np.array([0, 1])) == pytest.approx((first + second) / 2)


def test_precision_and_recall_by_hand():
    found = np.array([[0, 3, 1], [3, 0, 4]])
    assert label_precision_recall(found, LABELS, np.array([0, 1])) == pytest.approx((2 / 3, (2 / 3 + 1) / 2))
    assert label_precision_recall(found, LABELS, np.array([0, 7]))[0] == pytest.approx(2 / 3)


def test_perfect_is_one_and_absent_classes_are_left_out():
    found = np.array([[2, 1, 0], [3, 4, 0]])
    assert label_map(found, LABELS, np.array([0, 7])) == 1.0
    with pytest.raises(ValueError, match="nothing to rank"):
        label_map(found, LABELS, np.array([7, 8]))
