"""Saved states come back, and only where they belong."""

from __future__ import annotations

import numpy as np
import pytest

from reprise.words.hogwild import Hogwild
from reprise.words.training_state import CheckpointMismatch, TrainingState


def state(settings=None, value=0.0) -> TrainingState:
    return TrainingState({"rows": np.full(3, value)}, Hogwild.over(100, 10, 1, 1, 0), settings or {"dim": 3})


def test_a_state_comes_back(tmp_path):
    path = tmp_path / "folder" / "state.npz"
    first, second = state(value=2.0), state()
    first.run.rounds_done, first.run.clock[0, 0] = 7, 50
    assert not second.resume(path)
    first.save(path, 1000.0)
    assert not path.exists()  # not yet due
    first.save(path, 0.0)
    assert second.resume(path)
    assert (second.arrays["rows"] == 2).all()
    assert (second.run.rounds_done, second.run.clock[0, 0]) == (7, 50)
    assert [file.name for file in path.parent.iterdir()] == ["state.npz"]


def test_refuses_what_is_not_its_own(tmp_path):
    path = tmp_path / "state.npz"
    state().save(path, 0.0)
    with pytest.raises(CheckpointMismatch, match=r"dim 3 \(now 4\)"):
        state({"dim": 4}).resume(path)
    for content in (b"", b"text", path.read_bytes()[:200]):
        path.write_bytes(content)
        with pytest.raises(CheckpointMismatch, match="damaged"):
            state().resume(path)
