"""InfoNCE in closed form and beside sentence-transformers' formula."""

from __future__ import annotations

import math

import pytest
import torch

from reprise.losses import info_nce


def test_closed_form_for_an_orthonormal_batch():
    eye = torch.eye(4)
    expected = math.log(math.exp(1 / 0.5) + 3) - 1 / 0.5
    assert info_nce(eye, eye, temperature=0.5).item() == pytest.approx(expected)
    assert info_nce(eye, eye, temperature=0.5, symmetric=True).item() == pytest.approx(expected)


def test_negatives_join_the_denominator():
    generator = torch.Generator().manual_seed(0)
    a, p, n = (torch.randn(3, 5, generator=generator) for _ in range(3))
    unit = torch.nn.functional.normalize
    scores = unit(a) @ unit(torch.cat([p, n])).T / 0.1
    expected = -(scores.log_softmax(1)[torch.arange(3), torch.arange(3)]).mean()
    torch.testing.assert_close(info_nce(a, p, n, temperature=0.1), expected)


def test_symmetric_is_the_mean_of_both_directions():
    generator = torch.Generator().manual_seed(1)
    a, p = (torch.randn(4, 5, generator=generator) for _ in range(2))
    both = (info_nce(a, p) + info_nce(p, a)) / 2
    torch.testing.assert_close(info_nce(a, p, symmetric=True), both)


def test_inner_products_when_not_normalised():
    a = 2 * torch.eye(2)
    expected = math.log(1 + math.exp(-4))
    assert info_nce(a, a, temperature=1.0, normalize=False).item() == pytest.approx(expected, rel=1e-5)


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="at least two candidates"):
        info_nce(torch.ones(1, 3), torch.ones(1, 3))
    with pytest.raises(ValueError, match=r"positive, got 0\.0"):
        info_nce(torch.ones(2, 3), torch.ones(2, 3), temperature=0.0)
