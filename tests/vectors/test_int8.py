"""Eight bits and back."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.vectors.int8 import dequantize_int8, quantize_int8


def test_error_is_at_most_half_a_step():
    x = np.random.default_rng(0).normal(size=(50, 30)) * np.logspace(-6, 6, 50)[:, None]
    q, scales = quantize_int8(x)
    assert (q.dtype, scales.dtype) == (np.int8, np.float32)
    assert (np.abs(x - dequantize_int8(q, scales)) <= 0.5001 * scales[:, None]).all()
    np.testing.assert_allclose(scales, np.abs(x).max(1) / 127, rtol=1e-6)
    assert (np.abs(q.astype(int)).max(1) == 127).all(), "the whole range is used"


def test_by_hand():
    q, scales = quantize_int8(np.array([[127.0, -63.5, 0.4], [0.0, 0.0, 0.0], [-2.0, 1.0, 0.0]]))
    assert q.tolist() == [[127, -64, 0], [0, 0, 0], [-127, 64, 0]]
    assert scales.tolist() == pytest.approx([1, 0, 2 / 127])


def test_quantising_twice_changes_nothing():
    x = np.random.default_rng(1).normal(size=(20, 9))
    q, scales = quantize_int8(x)
    again, same = quantize_int8(dequantize_int8(q, scales))
    np.testing.assert_array_equal(again, q)
    np.testing.assert_allclose(same, scales, rtol=1e-6)


def test_symmetric_and_empty():
    x = np.random.default_rng(2).normal(size=(5, 4))
    np.testing.assert_array_equal(quantize_int8(-x)[0], -quantize_int8(x)[0])
    assert quantize_int8(np.empty((0, 3)))[0].shape == (0, 3)
    assert quantize_int8(np.empty((2, 0)))[1].tolist() == [0, 0]


def test_refuses_what_is_no_number():
    with pytest.raises(ValueError, match="not a finite number"):
        quantize_int8(np.array([[1.0, np.inf]]))
