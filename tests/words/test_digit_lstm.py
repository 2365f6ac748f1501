"""The batched digit reader equals torch's LSTM."""

from __future__ import annotations

import pytest
import torch

from reprise.words.digit_lstm import DigitLSTM, digits


def test_digits():
    assert digits([7, 305], 4).tolist() == [[7, -1, -1, -1], [3, 0, 5, -1]]
    with pytest.raises(ValueError, match="must not be negative, got -2"):
        digits([3, -2])
    with pytest.raises(ValueError, match="has 4 digits, more than 3"):
        digits([1000], 3)


def test_each_replica_equals_torchs_lstm():
    ours = DigitLSTM(5, replicas=2, generator=torch.Generator().manual_seed(0))
    read = digits([7, 42, 305, 999])
    found = ours(read.expand(2, -1, -1))
    for replica in range(2):
        peer = torch.nn.LSTM(10, 5, batch_first=True)
        with torch.no_grad():
            peer.weight_ih_l0.copy_(ours.inputs[replica].T)
            peer.weight_hh_l0.copy_(ours.recurrent[replica].T)
            peer.bias_ih_l0.copy_(ours.bias[replica, 0])
            peer.bias_hh_l0.zero_()
        for row, number in enumerate(read):
            real = torch.nn.functional.one_hot(number[number >= 0], 10).float()
            torch.testing.assert_close(peer(real[None])[1][0][0, 0], found[replica, row])


def test_replicas_do_not_mix():
    ours = DigitLSTM(4, replicas=3)
    ours(digits([12, 345]).expand(3, -1, -1))[1].sum().backward()
    for parameter in ours.parameters():
        used = parameter.grad.abs().amax(dim=(1, 2)) > 0
        assert used.tolist() == [False, True, False]


def test_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="digits for 3 replicas are needed, got 1"):
        DigitLSTM(4, 3)(digits([1])[None])
    with pytest.raises(ValueError, match="must be at least 1"):
        DigitLSTM(4, 0)
