"""Checkpoints are whole, few, and found in order."""

from __future__ import annotations

import pytest
import torch
from accelerate import Accelerator
from torch import nn

from reprise.train import Checkpoints


def test_keeps_the_latest_and_ignores_halves(tmp_path):
    checkpoints = Checkpoints(tmp_path, keep=2)
    assert checkpoints.latest() is None
    accelerator = Accelerator(cpu=True)
    model = accelerator.prepare(nn.Linear(2, 2))
    for step in (8, 9, 10):
        checkpoints.save(accelerator, step)
    (tmp_path / ".partial-11").mkdir()
    assert [path.name for path in checkpoints.existing()] == ["step-9", "step-10"]
    assert checkpoints.latest() == tmp_path / "step-10"
    kept = model.weight.detach().clone()
    with torch.no_grad():
        model.weight.zero_()
    accelerator.load_state(str(tmp_path / "step-10"))
    assert torch.equal(model.weight, kept)


@pytest.mark.parametrize(("every", "keep"), [(0, 1), (None, 0)])
def test_refuses_never(tmp_path, every, keep):
    with pytest.raises(ValueError, match="at least 1"):
        Checkpoints(tmp_path, every, keep)
