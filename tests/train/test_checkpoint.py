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


def test_a_damaged_checkpoint_gives_way_to_the_one_before(tmp_path):
    checkpoints = Checkpoints(tmp_path)
    accelerator = Accelerator(cpu=True)
    model = accelerator.prepare(nn.Linear(2, 2))
    checkpoints.save(accelerator, 1)
    kept = model.weight.detach().clone()
    with torch.no_grad():
        model.weight.zero_()
    checkpoints.save(accelerator, 2)
    (tmp_path / "step-2" / "model.safetensors").write_bytes(b"x")
    with pytest.warns(UserWarning, match="step-2 cannot be read"):
        assert checkpoints.load(accelerator) == tmp_path / "step-1"
    assert torch.equal(model.weight, kept)
    (tmp_path / "step-1" / "model.safetensors").write_bytes(b"x")
    with (
        pytest.warns(UserWarning, match="cannot be read"),
        pytest.raises(ValueError, match="none of the 2 checkpoints"),
    ):
        checkpoints.load(accelerator)


def test_the_same_step_may_be_saved_twice(tmp_path):
    checkpoints = Checkpoints(tmp_path, keep=1)
    accelerator = Accelerator(cpu=True)
    accelerator.prepare(nn.Linear(2, 2))
    assert checkpoints.load(accelerator) is None
    for _ in range(2):
        checkpoints.save(accelerator, 3)
    assert [path.name for path in tmp_path.iterdir()] == ["step-3"]


@pytest.mark.parametrize(("every", "keep"), [(0, 1), (None, 0)])
def test_refuses_never(tmp_path, every, keep):
    with pytest.raises(ValueError, match="at least 1"):
        Checkpoints(tmp_path, every, keep)
