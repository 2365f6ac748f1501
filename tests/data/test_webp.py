import importlib.util
import io

import numpy as np
import pytest
from PIL import Image

from data.small_files import noise, webp
from reprise.data import CorruptData, cache_folder
from reprise.data.webp import LARGE, decode, pixels


def test_lossless_pictures_come_back_exactly(tmp_path):
    pictures = noise(3, 20, 30, 3)
    stored = webp(pictures)
    np.testing.assert_array_equal(decode(**stored, file=tmp_path, digest="d"), pictures)


def test_alpha_is_kept_when_asked_for(tmp_path):
    pictures = noise(2, 16, 16, 4)
    stored = webp(pictures)
    np.testing.assert_array_equal(decode(**stored, file=tmp_path, digest="d", mode="RGBA"), pictures)
    assert decode(**stored, file=tmp_path, digest="d").shape == (2, 16, 16, 3)


def test_a_large_set_is_decoded_once(tmp_path):
    stored = webp(noise(1, 2, 2, 3))
    many = {"webp": np.tile(stored["webp"], LARGE), "offset": np.arange(LARGE + 1) * len(stored["webp"])}
    first = decode(**many, file=tmp_path, digest="d")
    assert len(first) == LARGE
    assert len(list((cache_folder() / "arrays").iterdir())) == 1
    garbage = {**many, "webp": np.zeros_like(many["webp"])}
    np.testing.assert_array_equal(decode(**garbage, file=tmp_path, digest="d"), first)
    with pytest.raises(CorruptData, match="picture 0"):
        decode(**garbage, file=tmp_path, digest="other")


@pytest.mark.parametrize(
    ("offset", "problem"),
    [
        ([0, 5], "do not cover"),
        ([1, 10], "do not cover"),
        ([0, 10, 5, 20], "do not ascend"),
        ([[0, 20]], "cover"),
    ],
)
def test_offsets_must_fit(tmp_path, offset, problem):
    with pytest.raises(CorruptData, match=problem):
        decode(np.zeros(20, np.uint8), np.array(offset), tmp_path, "d")


def test_pictures_must_be_of_one_size(tmp_path):
    one, other = webp(noise(1, 8, 8, 3)), webp(noise(1, 8, 9, 3))
    files = np.concatenate([one["webp"], other["webp"]])
    offset = np.array([0, len(one["webp"]), len(files)])
    with pytest.raises(CorruptData, match=r"picture 1 has the shape \(8, 9, 3\)"):
        decode(files, offset, tmp_path, "d")


def test_pixels_of_a_hub_cell():
    array = noise(6, 4)
    file = io.BytesIO()
    Image.fromarray(array).save(file, "PNG")
    np.testing.assert_array_equal(pixels({"bytes": file.getvalue()}, "w", "L"), array)
    assert pixels({"bytes": file.getvalue()}, "w", "RGB", size=(10, 20)).shape == (20, 10, 3)
    with pytest.raises(CorruptData, match="w: expected a picture with its bytes, got NoneType"):
        pixels(None, "w", "L")
    with pytest.raises(CorruptData, match="w: a picture cannot be read"):
        pixels({"bytes": file.getvalue()[:20]}, "w", "L")


def test_without_pillow_the_extra_is_named(tmp_path, monkeypatch):
    stored = webp(noise(1, 8, 8, 3))
    find = importlib.util.find_spec
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "PIL" else find(name))
    with pytest.raises(ModuleNotFoundError, match=r"reprise-ml\[images\]") as caught:
        decode(**stored, file=tmp_path, digest="d")
    assert caught.value.name == "PIL"
