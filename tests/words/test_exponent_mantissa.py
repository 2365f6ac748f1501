"""Scientific notation as a code."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.words import ExponentMantissa


def test_a_code_by_hand():
    code = ExponentMantissa(-1, 3).encode(np.array([-250.0, 0.0, 0.5]))
    np.testing.assert_allclose(code[0], [-1, 2.5, 0, 0, 0, 1, 0])
    np.testing.assert_allclose(code[1], 0)
    np.testing.assert_allclose(code[2], [1, 5, 1, 0, 0, 0, 0])


def test_numbers_round_trip():
    rng = np.random.default_rng(0)
    x = rng.choice([-1, 1], 3000) * 10 ** rng.uniform(-6, 9.99, 3000)
    powers = 10.0 ** np.arange(-6, 10)
    x = np.concatenate([x, [0.0], powers, -powers, np.nextafter(powers[1:], 0)])
    encoder = ExponentMantissa()
    code = encoder.encode(x)
    np.testing.assert_allclose(encoder.decode(code), x, rtol=1e-6)
    assert (code[x != 0, 1] >= 1 - 1e-9).all()
    assert (code[:, 1] <= 10).all()  # 10 itself where the number is the last before a power


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match=r"1e\+10 has the exponent 10, outside \[-6, 9\]"):
        ExponentMantissa().encode(np.array([1.0, 1e10]))
    with pytest.raises(ValueError, match="lowest must not exceed highest"):
        ExponentMantissa(2, 1)
