"""Signs of components, and a rotation that cannot make codes worse."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import ortho_group

from reprise.vectors import ITQ, PCA, SignPCA, unpack_codes


def test_signs_of_principal_components():
    x = np.random.default_rng(0).normal(size=(50, 9)) @ np.random.default_rng(1).normal(size=(9, 9))
    codes = SignPCA(5).fit(x).transform(x)
    np.testing.assert_array_equal(unpack_codes(codes, 5), PCA(5).fit(x).transform(x) > 0)


def test_each_iteration_lowers_the_error_and_the_rotation_is_one():
    x = np.random.default_rng(0).normal(size=(200, 16)) * np.linspace(3, 0.3, 16)
    model = ITQ(8, seed=3).fit(x)
    assert len(model.errors_) == 51
    assert (np.diff(model.errors_) <= 1e-12).all()
    assert model.errors_[-1] < 0.98 * model.errors_[0]
    np.testing.assert_allclose(model.rotation_ @ model.rotation_.T, np.eye(8), atol=1e-12)


def test_a_rotated_cube_is_found_again():
    rng = np.random.default_rng(0)
    corners = np.where(rng.random((4000, 4)) > 0.5, 1.0, -1.0)
    corners = np.concatenate([corners, -corners])  # the mean is exactly 0
    x = corners @ ortho_group.rvs(4, random_state=1) + 0.01 * rng.normal(size=corners.shape)
    model = min((ITQ(4, seed=seed).fit(x) for seed in range(5)), key=lambda m: m.errors_[-1])
    assert model.errors_[-1] < 0.01
    bits = unpack_codes(model.transform(x), 4)
    agreement = np.abs(np.corrcoef(bits.T.astype(float), corners.T)[:4, 4:])
    np.testing.assert_allclose(np.sort(agreement, axis=1)[:, -1], 1.0, atol=1e-9)
    assert sorted(agreement.argmax(1)) == [0, 1, 2, 3]


def test_wrong_input_is_refused():
    x = np.random.default_rng(0).normal(size=(5, 3))
    for model in (SignPCA(4), ITQ(4)):
        with pytest.raises(ValueError, match="4 bits need as many coordinates, the vectors have 3"):
            model.fit(x)
        with pytest.raises(ValueError, match="call fit first"):
            model.transform(x)
    with pytest.raises(ValueError, match="bits must be at least 1"):
        SignPCA(0)
    with pytest.raises(ValueError, match="iterations must be at least 1"):
        ITQ(2, iterations=0)
