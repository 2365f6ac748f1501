import numpy as np
import pytest

from data.small_files import noise, npz
from data.small_sets import write
from reprise import data
from reprise.data import CorruptData


def test_each_picture_by_its_name(places):
    write(places, "kodak")
    kodak = data.load("kodak")
    assert list(kodak) == [f"kodim0{i}" for i in range(1, 10)]
    assert len(kodak) == 9
    np.testing.assert_array_equal(kodak["kodim03"], noise(6, 8, 3, seed=3))
    with pytest.raises(KeyError, match="kodim01, kodim02"):
        kodak["kodim10"]


def test_a_picture_must_be_colour_bytes(places):
    place = write(places, "kodak")
    npz(place / "kodak_half.npz", **{f"kodim0{i}": noise(6, 8) for i in range(1, 10)})
    with pytest.raises(CorruptData, match=r"kodim01 is uint8 \(6, 8\)"):
        data.load("kodak")


def test_the_two_of_scikit_learn():
    samples = data.load("sample-images")
    assert list(samples) == ["china", "flower"]
    assert samples["china"].shape == (427, 640, 3)
    assert samples["china"].dtype == np.uint8
    assert not np.array_equal(samples["china"], samples["flower"])
