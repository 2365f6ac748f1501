"""Probes of number codes."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.train import threads
from reprise.words import ExponentMantissa, FloatBits, Probe, XVal, log_mae, numeracy_probe
from reprise.words.number_probing import number_splits

SMALL = Probe(width=40, hidden=16, steps=60, batch=32, lr=0.01, tests=200)


def test_log_mae_by_hand():
    assert log_mae(np.array([9.0, -99]), np.array([99.0, 99])) == pytest.approx(0.5)


def test_splits():
    train, tests = number_splits("interpolation", 3)
    assert sorted([*train, *tests["interpolation"]]) == list(range(1000))
    assert len(train) == 800
    assert (number_splits("interpolation", 4)[0] != train).any()
    train, tests = number_splits("extrapolation", 0)
    assert (train.max(), tests["extrapolation"].min(), tests["far"].min(), tests["far"].max()) == (
        499,
        500,
        1000,
        9999,
    )


def test_a_linear_code_computes_beyond_its_numbers_and_free_vectors_do_not():
    with threads(1):
        found = numeracy_probe(
            {"x": XVal(1), "em": ExponentMantissa()}, "value", "extrapolation", [0, 1], SMALL, ["token"]
        )
        ranks = numeracy_probe({"x": XVal(1)}, "maximum", "interpolation", [0], SMALL, ["digit LSTM"])
    assert set(found) == {
        (e, s, t) for e in ("x", "em", "token") for s in (0, 1) for t in ("extrapolation", "far")
    }
    for seed in (0, 1):
        assert found["x", seed, "extrapolation"] < 0.1 < 0.2 < found["token", seed, "extrapolation"]
    assert ranks["x", 0, "interpolation"] > 0.9
    assert 0.2 < ranks["digit LSTM", 0, "interpolation"] < 1


def test_encoders_and_seeds_in_one_batch_do_not_disturb_each_other():
    few = Probe(width=40, hidden=8, steps=5, batch=16, tests=50)
    with threads(1):
        alone = numeracy_probe({"bits": FloatBits()}, "sum", "interpolation", [6], few)
        both = numeracy_probe({"x": XVal(1), "bits": FloatBits()}, "sum", "interpolation", [5, 6], few)
    for name in ("bits", "token", "digit LSTM"):
        key = (name, 6, "interpolation")
        assert alone[key] == pytest.approx(both[key], rel=1e-4)
        assert both[key] != pytest.approx(both[name, 5, "interpolation"], rel=1e-4)


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="task must be one of maximum, value, sum, got 'product'"):
        numeracy_probe({}, "product", "interpolation", [0])
    with pytest.raises(ValueError, match="split must be one of"):
        numeracy_probe({}, "sum", "random", [0])
    with pytest.raises(ValueError, match="'bits' has 32 coordinates, more than the probe's 8"):
        numeracy_probe({"bits": FloatBits()}, "sum", "interpolation", [0], Probe(width=8))
    with pytest.raises(ValueError, match="learned codes are token, digit LSTM, got 'word'"):
        numeracy_probe({}, "sum", "interpolation", [0], learned=["word"])
