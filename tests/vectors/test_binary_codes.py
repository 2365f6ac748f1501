"""Packing is numpy's and goes back."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.vectors import pack_codes, unpack_codes


@pytest.mark.parametrize("bits", [1, 7, 8, 28, 128])
def test_round_trip(bits):
    x = np.random.default_rng(0).normal(size=(9, bits))
    codes = pack_codes(x > 0)
    assert codes.shape == (9, -(-bits // 8))
    np.testing.assert_array_equal(unpack_codes(codes, bits), x > 0)
    np.testing.assert_array_equal(pack_codes(np.where(x > 0, 1, -1)), codes)
    np.testing.assert_array_equal(pack_codes((x > 0).astype(np.float32)), codes)


def test_the_first_bit_is_the_highest_and_the_rest_is_zero():
    assert pack_codes(np.array([[1, 0, 0, 0, 0, 0, 0, 0, 1]])).tolist() == [[128, 128]]


@pytest.mark.parametrize("wrong", [[[0.3, 1.0]], [[-1, 0, 1]], [[2, 0]]])
def test_values_that_are_no_bits_are_refused(wrong):
    with pytest.raises(ValueError, match="round first"):
        pack_codes(np.array(wrong))


def test_a_number_of_bits_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="hold 9 to 16 bits, asked for 8"):
        unpack_codes(np.zeros((1, 2), np.uint8), 8)
    with pytest.raises(ValueError, match="at least 1 bit"):
        pack_codes(np.zeros((3, 0), bool))
