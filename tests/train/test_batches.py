"""Mini-batches: every row once, orders that depend on seed and epoch alone."""

from __future__ import annotations

import pytest
import torch

from reprise.train import TensorBatches


def test_every_row_once_and_rows_stay_together():
    x = torch.arange(23)
    batches = TensorBatches(x, x * 10, batch_size=5, seed=1)
    seen = list(batches.epoch(3))
    assert len(seen) == len(batches) == 5
    assert sorted(torch.cat([b[0] for b in seen]).tolist()) == list(range(23))
    assert all(torch.equal(b[0] * 10, b[1]) for b in seen)


def test_order_is_a_function_of_seed_and_epoch():
    make = lambda seed: TensorBatches(torch.arange(50), batch_size=7, seed=seed)  # noqa: E731
    assert torch.equal(make(1).order(2), make(1).order(2))
    orders = {tuple(make(seed).order(epoch).tolist()) for seed in range(3) for epoch in range(3)}
    assert len(orders) == 9


def test_starting_late_and_sharding_give_parts_of_the_same_epoch():
    batches = TensorBatches(torch.arange(20), batch_size=6, seed=4)
    whole = [b[0] for b in batches.epoch(1)]
    late = [b[0] for b in batches.epoch(1, start=2)]
    assert all(torch.equal(a, b) for a, b in zip(whole[2:], late, strict=True))
    shards = [[b[0] for b in batches.epoch(1, rank=r, world=2)] for r in (0, 1)]
    for full, left, right in zip(whole, *shards, strict=True):
        assert sorted(full.tolist()) == sorted(left.tolist() + right.tolist())


def test_drop_last_and_no_shuffle():
    batches = TensorBatches(torch.arange(10), batch_size=4, shuffle=False, drop_last=True)
    assert [b[0].tolist() for b in batches] == [[0, 1, 2, 3], [4, 5, 6, 7]]


@pytest.mark.parametrize(
    ("tensors", "size", "drop"),
    [
        ((), 1, False),
        ((torch.zeros(3), torch.zeros(4)), 1, False),
        ((torch.zeros(3),), 0, False),
        ((torch.zeros(3),), 4, True),
    ],
)
def test_refuses_what_gives_no_batch(tensors, size, drop):
    with pytest.raises(ValueError, match="rows"):
        TensorBatches(*tensors, batch_size=size, drop_last=drop)
