from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from reprise import data
from reprise.data import Images, Pairs, take


def test_splits_by_attribute_and_by_name(places):
    from data.small_sets import write

    write(places, "mnist")
    mnist = data.load("mnist")
    assert mnist.train is mnist["train"]
    assert list(mnist) == ["train", "test"]
    assert "test" in mnist
    assert "validation" not in mnist
    with pytest.raises(AttributeError, match="mnist has no split 'validation'; it has 'train', 'test'"):
        _ = mnist.validation
    with pytest.raises(KeyError, match="it has 'train', 'test'"):
        mnist["dev"]


def test_a_set_without_official_split_says_how_to_divide_it():
    with pytest.raises(AttributeError, match="holdout"):
        _ = data.load("digits").train


def test_holdout_divides_every_row_once_and_keeps_rows_together():
    digits = data.load("digits")
    parts = digits.holdout(0.3, seed=1)
    assert (len(parts.train), len(parts.test)) == (1258, 539)
    both = np.concatenate([parts.train.x, parts.test.x])
    whole = digits["all"]
    order = np.lexsort(both.reshape(len(both), -1).T)
    expected = np.lexsort(whole.x.reshape(len(both), -1).T)
    np.testing.assert_array_equal(both[order], whole.x[expected])
    labels = np.concatenate([parts.train.y, parts.test.y])
    pictures = {x.tobytes() + bytes([y]) for x, y in zip(whole.x, whole.y, strict=True)}
    assert {x.tobytes() + bytes([y]) for x, y in zip(both, labels, strict=True)} == pictures
    assert parts.provenance == digits.provenance
    assert parts.classes == digits.classes


def test_holdout_depends_on_the_seed_only():
    iris = data.load("iris")
    pd.testing.assert_frame_equal(iris.holdout(seed=3).test, iris.holdout(seed=3).test)
    assert not iris.holdout(seed=3).test.equals(iris.holdout(seed=4).test)


@pytest.mark.parametrize("fraction", [0.0, 1.0, -0.5, 2.0, 0.001])
def test_holdout_refuses_an_empty_side(fraction):
    with pytest.raises(ValueError, match="leaves one side empty"):
        data.load("iris").holdout(fraction)


def test_take_selects_rows_of_every_kind_of_field():
    images = Images(
        np.arange(12, dtype=np.uint8).reshape(3, 2, 2), np.array([5, 6, 7]), {"wnid": np.array(list("abc"))}
    )
    chosen = take(images, np.array([2, 0]))
    assert chosen.y.tolist() == [7, 5]
    assert chosen.x[0].tolist() == [[8, 9], [10, 11]]
    assert chosen.fields["wnid"].tolist() == ["c", "a"]
    pairs = take(Pairs(["a", "b"], ["c", "d"], None, {"id": ["1", "2"]}), np.array([1]))
    assert (pairs.first, pairs.second, pairs.y, pairs.fields) == (["b"], ["d"], None, {"id": ["2"]})
    frame = take(pd.DataFrame({"a": [1, 2, 3]}), np.array([2, 2]))
    assert frame["a"].tolist() == [3, 3]
    assert frame.index.tolist() == [0, 1]


def test_take_refuses_what_has_no_rows():
    @dataclass(frozen=True)
    class Odd:
        n: int

        def __len__(self):
            return self.n

    with pytest.raises(TypeError, match="rows of int"):
        take(Odd(3), np.array([0]))
