"""The cascade on tables small enough to work out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.elastic import ConfidenceCascade, oracle_bound

# Four items, two classes, all of class 0. Stage 0 is right and sure on the first, right and unsure on the
# second, wrong and unsure on the third, wrong and sure on the fourth; stage 1 is right on all but the second.
PROBS = np.array(
    [
        [[0.95, 0.05], [0.62, 0.38], [0.45, 0.55], [0.10, 0.90]],
        [[0.90, 0.10], [0.30, 0.70], [0.80, 0.20], [0.70, 0.30]],
    ]
)
Y = np.zeros(4, dtype=np.int64)


def test_thresholds_and_sizes_worked_out_by_hand():
    # Stopping on items 1, 2, 4 (t in [0.55, 0.62)) or on 1 and 4: 3 or 2 right; passing all on: 3 right;
    # stopping on 1 alone: 3 right; the best, 3, is first reached just above 0.55.
    cascade = ConfidenceCascade([8, 16]).fit(PROBS, Y)
    grid = np.linspace(0.1, 1.0, 100)
    assert cascade.thresholds_.tolist() == [grid[grid >= 0.55][0]]
    result = cascade.predict(PROBS)
    assert result.stage.tolist() == [0, 0, 1, 0]
    assert result.labels.tolist() == [0, 0, 0, 1]
    assert result.expected_size == (8 + 8 + 16 + 8) / 4


def test_extreme_thresholds():
    cascade = ConfidenceCascade([1, 2]).fit(PROBS, Y)
    cascade.thresholds_ = np.array([0.0])
    assert cascade.predict(PROBS).stage.tolist() == [0, 0, 0, 0]
    cascade.thresholds_ = np.array([1.0])
    assert cascade.predict(PROBS).stage.tolist() == [1, 1, 1, 1]
    assert cascade.predict(PROBS, cap=0).stage.tolist() == [0, 0, 0, 0]


def test_stopping_is_strict():
    cascade = ConfidenceCascade([1, 2]).fit(PROBS, Y)
    cascade.thresholds_ = np.array([0.95])
    assert cascade.predict(PROBS).stage[0] == 1


def test_pairs_are_chosen_apart():
    rng = np.random.default_rng(0)
    probs = rng.dirichlet(np.ones(4), size=(3, 200))
    y = rng.integers(0, 4, 200)
    whole = ConfidenceCascade([1, 2, 4]).fit(probs, y)
    pairs = [ConfidenceCascade([1, 2]).fit(probs[i : i + 2], y).thresholds_[0] for i in range(2)]
    assert whole.thresholds_.tolist() == pairs


def test_curve_is_predict_at_every_cap():
    cascade = ConfidenceCascade([8, 16]).fit(PROBS, Y)
    assert cascade.curve(PROBS, Y) == [(8.0, 0.5), (10.0, 0.75)]


def test_oracle_by_hand():
    accuracy, size = oracle_bound(PROBS, Y, [8, 16])
    assert (accuracy, size) == (1.0, (8 + 8 + 16 + 16) / 4)
    wrong = PROBS[..., ::-1][:, :1]
    assert oracle_bound(wrong, Y[:1], [8, 16]) == (0.0, 8.0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda: ConfidenceCascade([8, 16]).fit(np.log(PROBS), Y), "probabilities, not logits"),
        (lambda: ConfidenceCascade([8, 16]).fit(np.full_like(PROBS, np.nan), Y), "probabilities, not logits"),
        (lambda: ConfidenceCascade([16, 8]).fit(PROBS, Y), "strictly ascending"),
        (lambda: ConfidenceCascade([8, 16, 32]).fit(PROBS, Y), "2 stages for 3 sizes"),
        (lambda: ConfidenceCascade([8, 16]).fit(PROBS, Y[:3]), "4 items have probabilities, 3 have labels"),
        (lambda: ConfidenceCascade([8, 16]).predict(PROBS), "call fit"),
        (lambda: ConfidenceCascade([8, 16]).fit(PROBS, Y).predict(PROBS, cap=2), "from 0 to 1, got 2"),
        (lambda: oracle_bound(PROBS, Y, [8]), "2 stages for 1 sizes"),
    ],
)
def test_refuses_what_cannot_be(change, message):
    with pytest.raises(ValueError, match=message):
        change()
