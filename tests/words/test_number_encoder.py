"""What every encoder of numbers promises."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.words import DICE, ExponentMantissa, FloatBits, LogBins, NumberEncoder, Sinusoids, XVal
from reprise.words.number_encoder import check_numbers

ENCODERS = [DICE(0, 1000, 5), ExponentMantissa(), FloatBits(), LogBins(), Sinusoids(), XVal(3)]


@pytest.mark.parametrize("encoder", ENCODERS, ids=lambda e: type(e).__name__)
def test_codes_are_as_wide_as_said_and_lead_back(encoder):
    assert isinstance(encoder, NumberEncoder)
    x = np.array([1.0, 2.5, 30, 999])
    code = encoder.encode(x)
    assert code.shape == (4, encoder.dim)
    np.testing.assert_allclose(encoder.decode(code), x, rtol=1e-6)
    for wrong in (np.array([1, np.nan]), np.array([np.inf])):
        with pytest.raises(ValueError, match="only finite numbers"):
            encoder.encode(wrong)


def test_strings_are_no_numbers():
    with pytest.raises(TypeError, match="parse them first"):
        check_numbers(["12"])
    with pytest.raises(ValueError, match=r"one-dimensional array, got shape \(1, 2\)"):
        check_numbers([[1, 2]])
    np.testing.assert_array_equal(check_numbers([1, 2]), [1.0, 2.0])
