"""Floating-point bits and back."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from reprise.words import FloatBits


def test_every_kind_of_float_round_trips():
    info = np.finfo(np.float32)
    rng = np.random.default_rng(0)
    raw = rng.integers(2**32, size=5000, dtype=np.uint32).view(np.float32)
    kinds = [
        0.0,
        -0.0,
        1,
        -1,
        info.max,
        info.min,
        info.tiny,
        info.smallest_subnormal,
        -3 * info.smallest_subnormal,
    ]
    x = np.concatenate([np.array(kinds, np.float32), raw[np.isfinite(raw)]])
    back = FloatBits().decode(FloatBits().encode(x.astype(np.float64))).astype(np.float32)
    np.testing.assert_array_equal(back.view(np.uint32), x.view(np.uint32))


def test_bits_stand_in_the_standards_order():
    for number in (1.0, -2.5, 0.1):
        (word,) = struct.unpack(">I", struct.pack(">f", number))
        expected = [1.0 if c == "1" else -1.0 for c in f"{word:032b}"]
        assert FloatBits().encode(np.array([number]))[0].tolist() == expected


def test_too_large_a_number_is_refused():
    with pytest.raises(ValueError, match="beyond single precision"):
        FloatBits().encode(np.array([1e39]))
