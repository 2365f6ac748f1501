import numpy as np
import pytest

from data.small_files import noise, npz, webp
from data.small_sets import write
from reprise import data
from reprise.data import CorruptData


def test_classes_of_every_pixel(places):
    write(places, "camvid")
    camvid = data.load("camvid")
    np.testing.assert_array_equal(camvid.validation.x, noise(2, 12, 16, 3, seed=1))
    np.testing.assert_array_equal(camvid.validation.y, noise(2, 12, 16, seed=1) % 4)
    assert camvid.classes == ("sky", "road", "car")
    assert camvid.invalid == 3
    assert camvid.train.fields["sequence"].tolist() == ["0001TP", "0016E5"]


def test_a_class_that_has_no_name_is_refused(places):
    place = write(places, "camvid")
    masks = np.full((1, 12, 16), 5, np.uint8)
    npz(
        place / "val.npz",
        **webp(noise(1, 12, 16, 3)),
        mask=masks,
        frame=["a_1"],
        names=["sky", "road", "car"],
    )
    with pytest.raises(CorruptData, match="class 5 of 3"):
        data.load("camvid")


def test_depth_in_millimetres_by_split(places):
    write(places, "rgbd_redkitchen")
    kitchen = data.load("rgbd_redkitchen")
    assert {split: len(kitchen[split]) for split in kitchen} == {"train": 2, "gap": 1, "test": 1}
    assert kitchen.test.fields["frame"].tolist() == [700]
    assert kitchen.train.y.dtype == np.uint16
    assert kitchen.train.y[1, 0, 0] == 120 * 160
    assert kitchen.train.fields["pose"].shape == (2, 4, 4)
    np.testing.assert_array_equal(kitchen.constants["intrinsics_full"], 2 * np.eye(3))


def test_aligned_colour_is_the_middle_of_the_picture_enlarged(places):
    place = write(places, "rgbd_redkitchen")
    arrays = dict(np.load(place / "frames.npz"))
    v, u = np.mgrid[:120, :160]
    ramp = np.stack([u, v, np.zeros_like(u)], -1).astype(np.uint8)
    npz(place / "frames.npz", **{**arrays, **webp([ramp] * 4)})
    aligned = data.load("rgbd_redkitchen", colour="aligned").train.x[0].astype(float)
    left, upper, right, lower = 5.9, 4.9, 150.1, 113.1
    inside = np.s_[2:-2, 2:-2]
    expected_u = left + (u + 0.5) * (right - left) / 160 - 0.5
    expected_v = upper + (v + 0.5) * (lower - upper) / 120 - 0.5
    np.testing.assert_allclose(aligned[..., 0][inside], expected_u[inside], atol=1.0)
    np.testing.assert_allclose(aligned[..., 1][inside], expected_v[inside], atol=1.0)
    np.testing.assert_array_equal(data.load("rgbd_redkitchen").train.x[0], ramp)
