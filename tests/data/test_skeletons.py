import numpy as np
import pytest

from data.small_files import npz
from data.small_sets import write
from reprise import data
from reprise.data import CorruptData


def test_sequences_are_cut_and_split_by_subject(places):
    write(places, "msr_action3d")
    motion = data.load("msr_action3d")
    frames = np.arange(5 * 60, dtype=np.float32).reshape(5, 20, 3)
    (train,), (test,) = motion.train.sequences, motion.test.sequences
    np.testing.assert_array_equal(train, frames[:3])
    np.testing.assert_array_equal(test, frames[3:])
    assert motion.train.frames[0].tolist() == [0, 1, 3]
    assert motion.test.confidence[0].shape == (2, 20)
    assert (motion.test.y.tolist(), motion.test.subject.tolist(), motion.test.instance.tolist()) == (
        [1],
        [2],
        [3],
    )
    assert motion.classes == ("wave", "kick")
    assert motion.bones.tolist() == [[0, 1], [1, 2]]


@pytest.mark.parametrize(
    ("offset", "problem"),
    [([0, 3, 4], "do not divide its 5 frames"), ([0, 5], "differ in length"), ([0, 5, 5], "divide")],
)
def test_offsets_must_fit(places, offset, problem):
    place = write(places, "msr_action3d")
    with np.load(place / "msr_action3d.npz") as file:
        arrays = dict(file)
    npz(place / "msr_action3d.npz", **{**arrays, "offset": offset})
    with pytest.raises(CorruptData, match=problem):
        data.load("msr_action3d")
