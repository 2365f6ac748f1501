"""Sizes of nested embeddings."""

from __future__ import annotations

import pytest
import torch

from reprise.elastic import nested_dims, truncate
from reprise.elastic.nesting import check_dims, check_weights


def test_halving_gives_the_paper_s_sizes():
    assert nested_dims(2048) == (8, 16, 32, 64, 128, 256, 512, 1024, 2048)
    assert nested_dims(768, 12) == (12, 24, 48, 96, 192, 384, 768)
    assert nested_dims(100, 8) == (12, 25, 50, 100)
    assert nested_dims(8) == (8,)


def test_truncate_normalises_the_prefix_apart():
    x = torch.randn(2, 3, 10, generator=torch.Generator().manual_seed(0))
    short = truncate(x, 4)
    torch.testing.assert_close(short.norm(dim=-1), torch.ones(2, 3))
    torch.testing.assert_close(short, truncate(7.5 * x, 4))
    assert torch.equal(truncate(x, 4, normalize=False), x[..., :4])


@pytest.mark.parametrize(
    ("dims", "message"),
    [
        ((), "empty"),
        ((4, 4, 8), r"\[4\] more than once"),
        ((0, 8), r"width 8; got \[0\]"),
        ((4, 9), r"width 8; got \[9\]"),
    ],
)
def test_refuses_impossible_sizes(dims, message):
    with pytest.raises(ValueError, match=message):
        check_dims(dims, 8)


def test_warns_when_the_tail_is_never_trained():
    with pytest.warns(UserWarning, match="coordinates 4 to 7 get no gradient"):
        assert check_dims((4, 2), 8) == (2, 4)


@pytest.mark.parametrize("weights", [(1.0,), (0.0, 0.0), (-1.0, 2.0), (float("nan"), 1.0)])
def test_refuses_impossible_weights(weights):
    with pytest.raises(ValueError, match="weights"):
        check_weights(weights, 2)


def test_refuses_sizes_between_whole_numbers():
    with pytest.raises(ValueError, match=r"whole numbers, got \[8\.7\]"):
        check_dims([8.7, 16])


@pytest.mark.parametrize("dim", [0, 11])
def test_truncate_names_the_width(dim):
    with pytest.raises(ValueError, match=f"width 10, got {dim}"):
        truncate(torch.zeros(2, 10), dim)


def test_smallest_above_the_width():
    with pytest.raises(ValueError, match="between 1 and dim 4, got 8"):
        nested_dims(4)
