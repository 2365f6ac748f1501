"""Global randomness is borrowed and given back."""

from __future__ import annotations

import random

import numpy as np
import pytest
import torch

from reprise.train import generator, seeded, threads


def draw() -> tuple[float, float, float]:
    return torch.rand(1).item(), float(np.random.rand()), random.random()  # noqa: NPY002


def test_seeded_repeats_and_restores():
    with seeded(9):
        before = draw()
    torch.manual_seed(1)
    np.random.seed(1)  # noqa: NPY002
    random.seed(1)
    expected = draw()
    torch.manual_seed(1)
    np.random.seed(1)  # noqa: NPY002
    random.seed(1)
    with seeded(9):
        assert draw() == before
    assert draw() == expected


def test_generator_is_its_seed():
    assert torch.equal(torch.rand(3, generator=generator(4)), torch.rand(3, generator=generator(4)))


def test_threads_are_given_back():
    before = torch.get_num_threads()
    with threads(1):
        assert torch.get_num_threads() == 1
    assert torch.get_num_threads() == before
    with pytest.raises(ValueError, match="at least 1"), threads(0):
        pass
