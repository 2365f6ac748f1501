"""Rows are finite and named."""

from __future__ import annotations

import pytest

from reprise.report import Row, Scale


def test_values_become_plain_floats():
    import numpy as np

    row = Row("a", "m", np.float32(0.5), np.int64(3))
    assert (type(row.value), type(row.seed)) == (float, int)
    assert str(Scale.LAPTOP) == "laptop"


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_refuses_what_is_not_finite(value):
    with pytest.raises(ValueError, match=r"mrl/accuracy \[d=8\], seed 2: value is"):
        Row("mrl", "accuracy", value, 2, "d=8")


@pytest.mark.parametrize(("method", "metric"), [("", "m"), ("a", "")])
def test_refuses_namelessness(method, metric):
    with pytest.raises(ValueError, match="a row needs a"):
        Row(method, metric, 1.0, 0)
