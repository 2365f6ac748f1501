"""Taxonomy and orders of the paper's activations, and activations for a given dimension."""

from __future__ import annotations

import math
import warnings

import pytest
import torch

from reprise.analysis import (
    DualActivation,
    ErfDual,
    ReLUDual,
    SineDual,
    hermite_dual,
    optimal_activation,
    singular_order,
    taxonomy,
)


def test_orders_of_the_listed_activations():
    listed = {
        1: [0, 0.5, 0, 0, 0, 0, 0, 0.5],
        2: [0, 0.5, 0, 0.5],
        4: [0, 1 / 4, 1 / 2, 1 / 4],
        8: [0, 1 / 16, 7 / 8, 1 / 16],
    }
    for order, weights in listed.items():
        assert singular_order(DualActivation(weights)) == pytest.approx(order, abs=1e-14)
        assert optimal_activation(order).weights.tolist() == pytest.approx(weights, abs=1e-15)
    for order, a in ((2, 2.676), (4, 6.13539), (8, 13.8258)):
        assert singular_order(SineDual(a)) == pytest.approx(order, abs=1e-3)
    assert singular_order(SineDual(1.0)) == pytest.approx(1.186, abs=5e-4)
    assert singular_order(ErfDual()) == pytest.approx(0.888, abs=5e-4)
    assert singular_order(ErfDual(math.inf)) == 0


@pytest.mark.parametrize("d", [1, 1.3, 1.99, 2, 2.5, 7, 24, 100])
def test_hermite_activations_reach_any_order(d):
    assert singular_order(optimal_activation(d)) == pytest.approx(d, abs=1e-9)


@pytest.mark.parametrize("d", [1.01, 2, 4, 8, 24, 60])
def test_sine_activations_reach_any_order_above_one(d):
    assert singular_order(optimal_activation(d, "sine")) == pytest.approx(d, abs=1e-9)


@pytest.mark.parametrize(
    ("phi", "kind"),
    [
        (torch.relu, "majority"),
        (torch.sigmoid, "majority"),
        (torch.tanh, "singular"),
        (lambda x: x**2 - 1, "1nn"),
        (lambda x: torch.cos(x) - math.exp(-0.5), "1nn"),
        (lambda x: torch.relu(x) - 1 / math.sqrt(2 * math.pi), "singular"),
    ],
)
def test_any_activation_finds_its_class(phi, kind):
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*kink or jump")  # which concerns the other end of the dual
        assert taxonomy(DualActivation.from_callable(phi)) == kind


def test_orders_of_the_other_classes():
    assert (taxonomy(ReLUDual()), singular_order(ReLUDual())) == ("majority", 0.0)
    assert (taxonomy(hermite_dual(2)), singular_order(hermite_dual(2))) == ("1nn", math.inf)


def test_impossible_dimensions_name_the_range():
    with pytest.raises(ValueError, match=r"d must be finite and at least 1, got 0\.5"):
        optimal_activation(0.5)
    with pytest.raises(ValueError, match=r"at least 1, got nan"):
        optimal_activation(math.nan)
    with pytest.raises(
        ValueError, match=r"no sine activation has order 1: attainable are orders above 1, up to 10\d"
    ):
        optimal_activation(1, "sine")
    with pytest.raises(ValueError, match=r"no sine activation has order 500"):
        optimal_activation(500, "sine")
    assert singular_order(optimal_activation(1926)) == pytest.approx(1926, rel=1e-12)
    with pytest.raises(ValueError, match=r"order 1927 needs .* orders up to 1926 are attainable"):
        optimal_activation(1927)
    with pytest.raises(ValueError, match=r"family must be 'hermite' or 'sine', got 'relu'"):
        optimal_activation(2, "relu")
