import numpy as np
import pytest

from data.small_files import jsonl, noise
from data.small_sets import write
from reprise import data
from reprise.data import CorruptData


def test_splits_follow_the_lists_and_keep_pictures_with_captions(places):
    write(places, "flickr8k")
    flickr = data.load("flickr8k")
    pictures = noise(6, 64, 64, 3)
    rows = {"train": [3, 0], "validation": [1], "test": [4], "rest": [2, 5]}
    assert list(flickr) == list(rows)
    for split, chosen in rows.items():
        part = flickr[split]
        np.testing.assert_array_equal(part.x, pictures[chosen])
        assert part.names == tuple(f"{i}.jpg" for i in chosen)
        assert part.captions == tuple(tuple(f"caption {j} of {i}" for j in range(5)) for i in chosen)


def test_every_picture_must_have_its_captions(places):
    place = write(places, "flickr8k")
    jsonl(place / "captions.jsonl.gz", *([["one"]] * 5))
    with pytest.raises(CorruptData, match="'captions': 5"):
        data.load("flickr8k")
    jsonl(place / "captions.jsonl.gz", *([["one"]] * 5), "not a list")
    with pytest.raises(CorruptData, match="line 6 is not a list of captions"):
        data.load("flickr8k")
