import json

import numpy as np
import pytest

from data.small_files import noise, text
from data.small_sets import write
from reprise import data
from reprise.data import CorruptData


def test_pictures_words_and_groups(places):
    write(places, "emoji")
    emoji = data.load("emoji")
    np.testing.assert_array_equal(emoji.x, noise(3, 64, 64, 4))
    assert emoji.characters == ("😀", "👋", "#")
    assert emoji.codes == ("1F600", "1F44B", "23")
    assert emoji.names["hu"] == ("grin", "wave", "")
    assert emoji.keywords["en"] == (("face",), ("hand", "hi"), ())
    assert [emoji.subgroups[i] if i >= 0 else None for i in emoji.subgroup] == ["happy", "sad", None]
    assert emoji.base.tolist() == [0, 0, 2]
    assert emoji.skin.tolist() == [0, 3, 0]
    assert emoji.flag.tolist() == [False, False, True]
    assert len(emoji) == 3


def test_laying_over_a_colour(places):
    write(places, "emoji")
    emoji = data.load("emoji")
    alpha = emoji.x[..., 3:] / 255
    for background in ((255, 255, 255), (10, 200, 0)):
        expected = emoji.x[..., :3] * alpha + np.array(background) * (1 - alpha)
        np.testing.assert_allclose(emoji.rgb(background), expected, atol=0.5 + 1e-9)


def test_every_language_must_name_every_picture(places):
    place = write(places, "emoji")
    text(place / "names.json.gz", json.dumps({"en": {"name": ["a"], "keywords": [[]]}}))
    with pytest.raises(CorruptData, match="differ in length"):
        data.load("emoji")
    text(place / "names.json.gz", json.dumps({"en": {"name": ["a", "b", "c"]}}))
    with pytest.raises(CorruptData, match="language 'en' lacks"):
        data.load("emoji")
